"""Everybody is drawn, cut out alike, and named."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketching.metrics.features import Features, grey
from sketching.training import naming
from sketching.training.pack import Pair
from tests import pictures

WALLS = ("#202020", "#505050", "#808080", "#b0b0b0", "#e0e0e0", "#202020")  # the last is the first one's twin


def wall(crops: np.ndarray) -> np.ndarray:
    """How light the wall behind the head is, as a direction."""
    light = grey(crops)[:, 20:60, 10:30].mean(axis=(1, 2)) / 255
    return np.stack([np.cos(light), np.sin(light)], axis=1)


WALL = Features("the wall", wall)


def person(folder: Path, number: int, *, size: tuple[int, int] = (200, 250), sketch: str | None = None) -> Pair:
    photo, drawn = folder / f"{number}.png", folder / f"{number}-sketch.png"
    pictures.face(*size, backdrop=WALLS[number]).save(photo)
    pictures.face(*size, backdrop=sketch or WALLS[number]).convert("L").save(drawn)
    return Pair(str(number), "cufs-cuhk", "cufs", "test", photo, drawn)


def test_drawings_are_named_by_the_photos_and_the_artist_by_the_same(tmp_path: Path) -> None:
    """The artist took the next person's wall; one drawer keeps the wall, one leaves all white."""
    people = [person(tmp_path, number, sketch=WALLS[(number + 1) % 4]) for number in range(4)]
    drawers = {
        "faithful": lambda photo, _: photo.convert("L"),
        "white": lambda photo, _: Image.new("L", photo.size, 255),
    }
    rates = naming.naming(drawers, people, WALL, "keep")
    assert set(rates) == {naming.ARTIST, "faithful", "white"}
    assert {name: (found.rate(1), found.rate(5)) for name, found in rates.items()} == {
        naming.ARTIST: (0, 1), "faithful": (1, 1), "white": (0.25, 1)
    }  # fmt: skip
    assert {found.features for found in rates.values()} == {"the wall"}


def test_people_who_cannot_be_told_apart_are_not_named_at_rank_1(tmp_path: Path) -> None:
    twins = [person(tmp_path, 0), person(tmp_path, 2), person(tmp_path, 5)]
    rates = naming.naming({"faithful": lambda photo, _: photo.convert("L")}, twins, WALL, "keep")
    assert rates["faithful"].ranks == (2, 1, 2)


def test_crops_show_photo_sketch_and_drawing_in_the_same_place(tmp_path: Path) -> None:
    """A photo of CUFS's own size is its own crop; a drawing of another size is brought to it."""
    crops = naming.crops(
        {"large": lambda photo, _: photo.convert("L").resize((700, 700))}, [person(tmp_path, 1)], "keep"
    )
    photo = crops[naming.PHOTO][0]
    assert photo.shape == (250, 200, 3)
    assert np.abs(photo.astype(int) - np.asarray(Image.open(tmp_path / "1.png"))).max() <= 1
    grey_photo = grey(crops[naming.PHOTO])
    for name in (naming.ARTIST, "large"):
        assert np.abs(grey(crops[name]) - grey_photo).mean() < 2


def test_eyes_of_a_set_whose_frames_are_not_known_come_to_where_cufs_has_them(tmp_path: Path) -> None:
    found = person(tmp_path, 1, size=(320, 400))
    pair = Pair("other", "fs2k-train", "fs2k-1", "val", found.photo, found.sketch)
    for crop in naming.crops({"faithful": lambda photo, _: photo.convert("L")}, [pair], "keep").values():
        pupils = grey(crop)[0, 115:135] < 90
        columns = np.flatnonzero(pupils.any(axis=0)[60:140]) + 60
        assert columns[columns < 100].mean() == pytest.approx(75, abs=6)
        assert columns[columns >= 100].mean() == pytest.approx(125, abs=6)


def test_the_drawer_gets_the_photo_without_its_background_unless_told_otherwise(tmp_path: Path) -> None:
    given: list[Image.Image] = []

    def draw(photo: Image.Image, _pair: Pair) -> Image.Image:
        given.append(photo)
        return photo.convert("L")

    pair = person(tmp_path, 0)
    plain, kept = naming.crops({"any": draw}, [pair]), naming.crops({"any": draw}, [pair], "keep")
    assert given[0].size == given[1].size == (512, 512)
    assert np.array_equal(plain[naming.PHOTO], kept[naming.PHOTO])
    assert grey(plain["any"])[0, :40, :40].mean() > 100 > grey(kept["any"])[0, :40, :40].mean()


def test_somebody_without_a_face_is_left_out_of_all(tmp_path: Path) -> None:
    blank = tmp_path / "blank.png"
    Image.new("RGB", (200, 250), "grey").save(blank)
    pairs = [person(tmp_path, 0), Pair("blank", "fs2k-train", "fs2k-1", "val", blank, blank), person(tmp_path, 1)]
    crops = naming.crops({"any": lambda photo, _: photo.convert("L")}, pairs)
    assert {name: len(found) for name, found in crops.items()} == {naming.PHOTO: 2, naming.ARTIST: 2, "any": 2}
