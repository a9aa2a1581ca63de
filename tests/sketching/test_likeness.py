"""Who is named from drawings, as tables."""

import numpy as np
import pytest

from sketching.management import likeness
from sketching.metrics import backbones
from sketching.metrics.gradients import HOG
from sketching.training import naming


def people(count: int) -> np.ndarray:
    """As many different pictures, (N, 250, 200, 3)."""
    coarse = np.random.default_rng(1).integers(0, 256, (count, 25, 20, 1), np.uint8)
    return coarse.repeat(10, 1).repeat(10, 2).repeat(3, 3)


def test_copies_of_the_photos_are_named_and_other_people_s_are_not() -> None:
    photos, strangers = np.split(people(24), 2)
    pictures = {naming.PHOTO: photos, naming.ARTIST: photos, "copy": photos, "strangers": strangers}
    table = likeness._named(pictures, [HOG])
    lines = {line.split(" | ")[0].strip("| "): line for line in table.text.splitlines()}
    assert "100% / 100% | 100.0% |" in lines["copy"]
    assert "100%" not in lines["strangers"]
    assert lines[naming.ARTIST].endswith("100% / 100% |  |")


@pytest.mark.skipif(not backbones.is_installed(), reason="needs the extra `measure`")
def test_copies_are_no_distance_away() -> None:
    photos = people(4)
    copy, other = likeness._distances(
        {naming.PHOTO: photos, naming.ARTIST: photos, "copy": photos, "other": photos[::-1]}
    ).text.splitlines()[2:]
    assert copy.startswith("| copy | 0.000 | ")
    assert not other.startswith("| other | 0.000 | ")


def test_few_people_make_no_table(tmp_path: object) -> None:
    assert likeness.tables(tmp_path, 1000, {}) == []  # type: ignore[arg-type]
