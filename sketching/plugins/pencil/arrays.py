"""The array type that the pencil works on, and what all its parts do with it."""

import cv2
import numpy as np
from numpy.typing import ArrayLike

from sketching.filters import Plane, guided_filter

__all__ = ["Plane", "blur", "guided_filter", "plane", "smoothstep"]


def plane(values: ArrayLike) -> Plane:
    """Give values as float32: OpenCV's type hints promise no more than numbers, NumPy's constants promote."""
    return np.asarray(values, dtype=np.float32)


def smoothstep(low: float, high: float, values: Plane) -> Plane:
    """Give 0 up to low, 1 from high on, and a smooth rise between (low may exceed high: then a fall)."""
    x = np.clip((values - low) / (high - low), 0, 1)
    return plane(x * x * (3 - 2 * x))


def blur(values: Plane, sigma: float) -> Plane:
    """Give values under a Gaussian of sigma pixels, cut off at three sigma; the border is mirrored."""
    side = 2 * round(3 * sigma) + 1  # OpenCV's own choice for floats is a third wider, and slower
    return plane(cv2.GaussianBlur(values, (side, side), sigma, borderType=cv2.BORDER_REFLECT_101))
