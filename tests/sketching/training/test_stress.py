"""Drawings of changed photos against those of the photos as they were, by drawers of whom one knows what must come."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from sketching.training import evaluate, stress
from sketching.training.conditions import CONDITIONS, Condition
from sketching.training.evaluate import Draw
from sketching.training.pack import Pair, find_pairs
from sketching.training.stress import Trial
from tests import pictures, sets

RAMP = Image.fromarray(np.tile(np.linspace(0, 255, 512).astype(np.uint8), (512, 1)))


def only(*names: str) -> list[Condition]:
    return [condition for condition in CONDITIONS if condition.name in names]


def grey(photo: Image.Image, _: Pair) -> Image.Image:
    return photo.convert("L")


def validating(data: Path, most: int = 1) -> list[Pair]:
    return [pair for pair in find_pairs(data) if pair.split == "val" and pair.sketch][:most]


def tried(draw: Draw, pairs: list[Pair], *names: str) -> Trial:
    return stress.measure({"it": draw}, pairs, only(*names))["it"]


def test_who_draws_the_same_whatever_comes_falls_nowhere_and_is_alike(drawn_data: Path) -> None:
    trial = tried(lambda photo, pair: RAMP, validating(drawn_data, 2), "-2 stops", "-1 stop", "another background")
    assert trial.falls("-2 stops", "FSIM") == trial.falls("another background", "SSIM") == [0, 0]
    assert trial.alike["-1 stop"] == pytest.approx([1, 1])


def test_what_counts_is_how_much_less_like_the_sketch_the_drawing_becomes(drawn_data: Path) -> None:
    pair = validating(drawn_data)[0]

    def afraid_of_the_dark(photo: Image.Image, _: Pair) -> Image.Image:
        is_dark = np.asarray(photo)[200:300, 200:300].mean() < 100
        return Image.new("L", (512, 512), 255) if is_dark else perfect(pair)

    trial = tried(afraid_of_the_dark, [pair], "-2 stops", "JPEG of quality 50")
    assert trial.clean["SSIM"][0] > 0.9
    assert trial.falls("-2 stops", "FSIM")[0] > 0.2
    assert trial.falls("JPEG of quality 50", "FSIM")[0] == 0


def perfect(pair: Pair) -> Image.Image:
    """The artist's own sketch, 200 x 250, in the square of the whole photo."""
    square = Image.new("L", (250, 250), 255)
    square.paste(Image.fromarray(evaluate.target_of(pair)), (25, 0))
    return square.resize((512, 512), Image.Resampling.LANCZOS)


def test_a_fall_is_that_of_each_person() -> None:
    trial = Trial({"FSIM": [0.7, 0.6]}, {"mirrored": {"FSIM": [0.6, 0.8]}})
    assert trial.falls("mirrored", "FSIM") == pytest.approx([0.1, -0.2])


def test_a_mirrored_photo_s_drawing_is_mirrored_back(drawn_data: Path) -> None:
    honest = tried(grey, validating(drawn_data), "mirrored").alike["mirrored"]
    stubborn = tried(lambda photo, pair: RAMP, validating(drawn_data), "mirrored").alike["mirrored"]
    assert honest[0] > 0.97
    assert stubborn[0] < 0.8


def test_the_drawing_of_a_whole_photo_is_compared_in_its_outline(drawn_data: Path) -> None:
    def framed(photo: Image.Image, _: Pair) -> Image.Image:
        """Other noise each time, but for the 410 x 512 pixels that show the photo."""
        sheet: NDArray[np.uint8] = np.random.default_rng().integers(0, 255, (512, 512), np.uint8)
        sheet[:, 51:461] = 200
        return Image.fromarray(sheet)

    assert tried(framed, validating(drawn_data), "-1 stop").alike["-1 stop"] == pytest.approx([1])


def test_people_without_a_sketch_are_compared_with_themselves_only(tmp_path: Path) -> None:
    london = [pair for pair in find_pairs(sets.write_london(tmp_path)) if pair.set == "london"][:1]
    trial = tried(grey, london, "-1 stop", "-2 stops")
    assert trial.clean == {}
    assert 0.3 < trial.alike["-1 stop"][0] < 1
    assert "-2 stops" not in trial.alike


def test_the_frame_of_a_face_beside_the_middle_is_mirrored_with_the_photo(tmp_path: Path) -> None:
    aside = Image.new("RGB", (500, 300), pictures.WALL)
    aside.paste(pictures.face(240, 300), (0, 0))
    aside.save(tmp_path / "aside.png")
    pair = Pair("aside", "", "", "val", tmp_path / "aside.png", None)
    assert tried(grey, [pair], "mirrored").alike["mirrored"][0] > 0.95


def test_who_is_refused_does_not_count(tmp_path: Path) -> None:
    Image.new("RGB", (300, 300), pictures.WALL).save(tmp_path / "nobody.png")
    pair = Pair("nobody", "", "", "val", tmp_path / "nobody.png", None)
    assert tried(grey, [pair], "mirrored").alike == {}


def test_all_styles_of_fs2k_are_one_set(drawn_data: Path) -> None:
    assert {name: len(pairs) for name, pairs in stress.sets(drawn_data).items()} == {"FS2K, validating people": 4}
