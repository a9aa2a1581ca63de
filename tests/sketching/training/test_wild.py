"""Whether a face is seen in a drawing, and how even that is among people."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketching.training import wild
from sketching.training.evaluate import Draw
from sketching.training.pack import Pair
from sketching.training.wild import Sighting
from tests import pictures, sets


@pytest.fixture(scope="module")
def london(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sets.write_london(tmp_path_factory.mktemp("data"))


def grey(photo: Image.Image, _: Pair) -> Image.Image:
    return photo.convert("L")


def twice(photo: Image.Image, _: Pair) -> Image.Image:
    """The face, and once more, smaller, in a corner."""
    sheet = photo.convert("L")
    sheet.paste(photo.convert("L").resize((160, 160)), (0, 0))
    return sheet


def aside(photo: Image.Image, _: Pair) -> Image.Image:
    return Image.fromarray(np.roll(np.asarray(photo.convert("L")), 120, axis=1))


def larger(photo: Image.Image, _: Pair) -> Image.Image:
    return photo.convert("L").resize((640, 640))


@pytest.mark.parametrize(
    ("draw", "verdict"),
    [
        (grey, "seen"),
        (larger, "seen"),
        (lambda photo, _: Image.new("L", photo.size, 255), "not seen"),
        (twice, "several"),
        (aside, "elsewhere"),
    ],
    ids=["grey", "larger", "white", "twice", "aside"],
)
def test_a_face_is_seen_where_the_photo_has_it_and_alone(london: Path, draw: Draw, verdict: str) -> None:
    (one,) = wild.look({"it": draw}, wild.sets(london)["London"][:1]).by_drawer["it"]
    assert one.verdict == verdict
    assert (one.confidence > 0.5) == (verdict in ("seen", "several"))


def test_the_photo_in_grey_is_most_like_itself(london: Path) -> None:
    drawers: dict[str, Draw] = {
        "grey": grey,
        "larger": larger,
        "white": lambda photo, _: Image.new("L", photo.size, 255),
    }
    found = wild.look(drawers, wild.sets(london)["London"][:1], compares=True).by_drawer
    likeness = {name: one.likeness or 0 for name, (one,) in found.items()}
    assert likeness["grey"] == pytest.approx(1)
    assert likeness["larger"] > 0.95 > likeness["white"]


def test_the_wall_does_not_count(london: Path) -> None:
    def papered(photo: Image.Image, _: Pair) -> Image.Image:
        sheet = np.array(photo.convert("L"))
        is_wall = (np.asarray(photo) == 236).all(axis=2)
        assert 0.1 < is_wall.mean() < 0.9
        sheet[is_wall] = np.random.default_rng(1).integers(0, 255, int(is_wall.sum()))
        return Image.fromarray(sheet)

    (one,) = wild.look({"it": papered}, wild.sets(london)["London"][:1], compares=True).by_drawer["it"]
    assert one.likeness == pytest.approx(1)


def test_who_is_refused_is_told_and_not_drawn(tmp_path: Path) -> None:
    Image.new("RGB", (300, 300), pictures.WALL).save(tmp_path / "nobody.png")
    nobody = Pair("nobody", "", "", "val", tmp_path / "nobody.png", None)
    found = wild.look({"it": grey}, [nobody])
    assert (found.by_drawer["it"], found.refused) == ([], [nobody])


def test_every_second_photo_of_london_is_another_person_neutral_and_smiling_by_turns(london: Path) -> None:
    names = [pair.name.removeprefix("london-") for pair in wild.sets(london)["London"]]
    assert names[::2] == ["neutral-001", "smiling-002", "neutral-003"]
    assert sorted(names[1::2]) == ["neutral-002", "smiling-001", "smiling-003"]


def test_people_with_a_sketch_follow_those_without(tmp_path: Path) -> None:
    sets.write_fs2k(sets.write_london(tmp_path), ["s1-0001", "s1-0141"])
    single = tmp_path / "hard" / "single" / "me.jpg"
    single.parent.mkdir(parents=True)
    single.write_bytes(b"")
    found = {name: len(pairs) for name, pairs in wild.sets(tmp_path).items()}
    assert [*found.items()] == [("London", 6), ("hard, single faces", 1), ("FS2K 2, validating people", 1)]


def test_groups_are_of_gender_ethnicity_and_age(london: Path) -> None:
    groups = {name: {photo[-3:] for photo in photos} for name, photos in wild.groups(wild.traits(london)).items()}
    assert groups == {
        "gender: female": {"001"},
        "gender: male": {"002", "003"},
        "ethnicity: black": {"002"},
        "ethnicity: west asian": {"003"},
        "ethnicity: white": {"001"},
        "age: under 25": {"001"},
        "age: 25 to 34": {"002"},
        "age: not known": {"003"},
    }


def test_a_person_counts_once_however_often_drawn() -> None:
    sightings = [
        Sighting(Pair(f"london-{name}", "london", "", "val", Path(), None), "seen", confidence, None)
        for name, confidence in (("neutral-001", 0.4), ("smiling-001", 0.8), ("neutral-002", 0.9), ("neutral-003", 1))
    ]
    photos = frozenset({"london-neutral-001", "london-smiling-001", "london-neutral-002"})
    assert wild.of_people(sightings, photos, lambda one: one.confidence) == pytest.approx([0.6, 0.9])
    assert wild.of_people(sightings, photos, lambda one: one.likeness) == []
