"""All prepared pairs in one archive that training reads."""

from pathlib import Path

import numpy as np
import pytest

from sketching.training import datasets
from sketching.training.pack import find_pairs


def test_people_are_split_by_hundreds_so_that_neighbours_stay_together(drawn_data: Path) -> None:
    splits = {pair.name: pair.split for pair in find_pairs(drawn_data)}
    assert splits["fs2k-s1-0008"] == "train"
    assert {splits[f"fs2k-s1-0{number}"] for number in (140, 141, 142, 143)} == {"val"}


def test_nobody_is_in_two_splits(pack: Path) -> None:
    train, val = (set(datasets.load(pack, split).names) for split in ("train", "val"))
    assert (len(train), len(val)) == (8, 4)
    assert not train & val


def test_the_eyes_are_where_intake_puts_them_in_photo_and_sketch(pack: Path) -> None:
    pairs = datasets.load(pack, "train")
    for planes in (pairs.photos.mean(axis=3), pairs.sketches):
        eye, cheek = planes[:, 45:51, 36:42].mean(), planes[:, 58:64, 36:42].mean()
        assert abs(eye - cheek) > 8


def test_what_lies_outside_of_the_photo_is_known(pack: Path) -> None:
    batch = datasets.load(pack, "train").batch([0])
    assert batch.inside[0, 0, 48, 48] == 1
    assert batch.photos.min() >= -1
    assert batch.photos.max() <= 1
    assert batch.features[0, 0, 48, 38] > 0.9


def test_a_split_without_pairs_is_an_error(pack: Path) -> None:
    with pytest.raises(ValueError, match="no pairs of the split 'test'"):
        datasets.load(pack, "test")


def test_styles_are_places_in_the_list_of_styles(pack: Path) -> None:
    assert set(np.unique(datasets.load(pack, "train").styles)) == {1, 2, 3}
