"""Pictures to numbers."""

import numpy as np
import pytest

from sketching.metrics import features


def test_grey_pixels_are_weighed_by_luma() -> None:
    red = np.zeros((1, 2, 2, 3), np.uint8)
    red[..., 0] = 100
    assert features.PIXELS.of(red) == pytest.approx(np.full((1, 4), 29.9))


@pytest.mark.parametrize("shape", [(3, 20, 20), (3, 20, 20, 1), (20, 20, 3)])
def test_what_are_no_pictures_in_colour_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="must be"):
        features.grey(np.zeros(shape, np.uint8))
