"""The array type that the pencil works on, and what all its parts do with it."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Plane: TypeAlias = NDArray[np.float32]
"""(S, S) float32. What its values mean is said where it is made."""


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


def guided_filter(values: Plane, guide: Plane, radius: int, eps: float) -> Plane:
    """Give values smoothed over radius pixels, but not across edges of guide whose variance is well above eps.

    Source: He, Sun, Tang, "Guided Image Filtering", PAMI 2013, equations 5, 6 and 8.
    """
    side = (2 * radius + 1, 2 * radius + 1)
    mean_guide = cv2.blur(guide, side)
    variance = np.maximum(cv2.blur(guide * guide, side) - mean_guide * mean_guide, 0)  # rounding can make it negative
    if values is guide:  # the usual case, at two thirds of the cost
        mean_values, covariance = mean_guide, variance
    else:
        mean_values = cv2.blur(values, side)
        covariance = cv2.blur(guide * values, side) - mean_guide * mean_values
    slope = covariance / (variance + eps)
    offset = mean_values - slope * mean_guide
    return plane(cv2.blur(slope, side) * guide + cv2.blur(offset, side))
