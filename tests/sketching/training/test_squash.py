"""The seed report's own data: squashed, coloured, in its split."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from sketching.training import datasets  # noqa: E402
from sketching.training.squash import natural, write_squashed  # noqa: E402
from tests import pictures  # noqa: E402


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets") / "cufs-cuhk"
    names = [f"m-{number}" for number in range(1, 13)]
    for kind in ("photos", "sketches"):
        (folder / kind).mkdir(parents=True)
        for name in names:
            pictures.face(200, 250).save(folder / kind / f"{name}.jpg")
    (folder / "split.json").write_text(json.dumps({"train": names[:6], "test": names[6:]}))
    return folder


def test_names_are_sorted_as_people_count() -> None:
    assert sorted(["m-10", "m-2", "f1-1", "f-3"], key=natural) == ["f1-1", "f-3", "m-2", "m-10"]


def test_pictures_are_squashed_and_sketches_keep_their_colours(folder: Path, tmp_path: Path) -> None:
    assert write_squashed(folder, tmp_path / "pack.zip", "official", size=64) == 12
    pairs = datasets.load(tmp_path / "pack.zip", "train")
    assert pairs.photos.shape == (5, 64, 64, 3)
    assert pairs.batch([0]).sketches.shape == (1, 3, 64, 64)
    red, _, blue = np.asarray(pairs.sketches[0], float).mean(axis=(0, 1))
    assert abs(red - blue) > 5  # the drawn face is coloured


def test_the_official_split_keeps_test_people_apart(folder: Path, tmp_path: Path) -> None:
    write_squashed(folder, tmp_path / "pack.zip", "official", size=64)
    names = {split: datasets.load(tmp_path / "pack.zip", split).names for split in ("train", "val", "test")}
    assert names == {
        "train": ["m-1", "m-2", "m-3", "m-5", "m-6"],
        "val": ["m-4"],
        "test": [f"m-{number}" for number in range(7, 13)],
    }


def test_the_notebook_trains_on_the_first_175(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketching.training.squash.NOTEBOOK_TRAINING_PEOPLE", 10)
    write_squashed(folder, tmp_path / "pack.zip", "notebook", 64)
    assert datasets.load(tmp_path / "pack.zip", "val").names == ["m-11", "m-12"]


def test_a_sketch_too_many_is_named(folder: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    for kind, names in (("photos", ["a"]), ("sketches", ["a", "b"])):
        (odd / kind).mkdir(parents=True)
        for name in names:
            pictures.face(64, 64).save(odd / kind / f"{name}.jpg")
    with pytest.raises(ValueError, match=r"b\.jpg"):
        write_squashed(odd, tmp_path / "pack.zip", "notebook")


def test_a_plain_wall_takes_the_backdrop_s_place_and_leaves_the_sketch(folder: Path, tmp_path: Path) -> None:
    for wall in ("keep", "plain"):
        write_squashed(folder, tmp_path / f"{wall}.zip", "official", wall, size=64)
    kept, plain = (datasets.load(tmp_path / f"{wall}.zip", "val") for wall in ("keep", "plain"))
    corners = [np.asarray(pairs.photos[0, :6, :6], float).reshape(-1, 3).mean(0) for pairs in (kept, plain)]
    assert np.ptp(corners[1]) < 6 < np.ptp(corners[0])  # grey, where it was coloured
    assert np.array_equal(kept.sketches, plain.sketches)
