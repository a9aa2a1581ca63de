"""The square that is drawn: in the middle, nearer the top, never enlarged."""

import numpy as np
import pytest
from PIL import Image

from sketching.intake.crop import TOP_SHARE, square
from tests import pictures


def stripes(width: int, height: int) -> Image.Image:
    """A picture whose red says how far from the left and whose green how far from the top a pixel is."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return Image.fromarray(np.stack([x, y, np.zeros_like(x)], axis=-1).astype(np.uint8))


@pytest.mark.parametrize("size", [(200, 200), (200, 130), (130, 200), (64, 255)])
def test_the_square_is_as_large_as_the_shorter_side(size: tuple[int, int]) -> None:
    assert square(stripes(*size), 1024).size == (min(size), min(size))


@pytest.mark.parametrize("side", [64, 300])
def test_a_small_photo_is_never_enlarged(side: int) -> None:
    assert square(pictures.face(side, side), 1024).size == (side, side)


def test_a_large_photo_becomes_as_large_as_asked_for() -> None:
    assert square(pictures.face(1500, 1900), 1024).size == (1024, 1024)


def test_of_a_tall_photo_the_top_share_goes_from_the_top() -> None:
    kept = np.asarray(square(stripes(100, 200), 1024))
    assert kept[0, 0, 1] == round(100 * TOP_SHARE)
    assert kept[-1, 0, 1] == round(100 * TOP_SHARE) + 99


def test_of_a_wide_photo_the_middle_is_kept() -> None:
    kept = np.asarray(square(stripes(200, 100), 1024))
    assert kept[0, [0, -1], 0].tolist() == [50, 149]


def test_a_square_photo_of_the_right_size_keeps_every_pixel() -> None:
    photo = pictures.face(256, 256)
    assert square(photo, 256).tobytes() == photo.tobytes()
