"""The sketch of whoever looks most alike, laid over somebody's face."""

from pathlib import Path

import numpy as np
from PIL import Image

from sketching.training.neighbours import Neighbours
from sketching.training.pack import Pair
from tests import pictures


def person(folder: Path, name: str, photo: Image.Image, sketch: Image.Image) -> Pair:
    photo.save(folder / f"{name}.png")
    sketch.save(folder / f"{name}-sketch.png")
    return Pair(name, "fs2k-train", "fs2k-1", "train", folder / f"{name}.png", folder / f"{name}-sketch.png")


def fringed(width: int = 400, height: int = 500) -> Image.Image:
    face = pictures.face(400, 500)
    face.paste("#201510", (130, 120, 270, 195))
    return face.resize((width, height))


def test_the_sketch_is_that_of_who_looks_most_alike(tmp_path: Path) -> None:
    known = [
        person(tmp_path, "smooth", pictures.face(), Image.new("L", (400, 500), 50)),
        person(tmp_path, "fringed", fringed(), Image.new("L", (400, 500), 150)),
    ]
    asked = person(tmp_path, "asked", pictures.lit(0.6, fringed(300, 375)), Image.new("L", (300, 375)))
    assert np.asarray(Neighbours(known).sketch(asked, 64))[32, 32] == 150


def test_its_face_lies_where_the_person_s_does(tmp_path: Path) -> None:
    """The other's face is smaller, leans, and lies elsewhere in the photo; its sketch is the photo in grey."""
    other = Image.new("RGB", (900, 900), pictures.WALL)
    other.paste(pictures.leaning(20), (300, 200))
    nearest = Neighbours([person(tmp_path, "other", other, other.convert("L").resize((450, 450)))])
    asked = person(tmp_path, "asked", pictures.face(), Image.new("L", (400, 500)))
    sheet = np.asarray(nearest.sketch(asked, 500), int)
    true = np.asarray(pictures.face().convert("L"), int)
    assert np.abs(sheet[150:380, 180:320] - true[150:380, 130:270]).mean() < 12
    assert np.abs(sheet[150:380, 200:340] - true[150:380, 130:270]).mean() > 12  # moved by a tenth of the face


def test_where_nobody_is_known_or_no_face_is_found_the_page_is_white(tmp_path: Path) -> None:
    somebody = person(tmp_path, "somebody", pictures.face(), Image.new("L", (400, 500), 50))
    nobody = person(tmp_path, "nobody", Image.new("RGB", (400, 400), pictures.WALL), Image.new("L", (400, 400)))
    assert Neighbours([nobody]).sketch(somebody, 32).getextrema() == (255, 255)
    assert Neighbours([somebody]).sketch(nobody, 32).getextrema() == (255, 255)
