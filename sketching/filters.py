"""Filters on arrays that more than one part of the machinery uses."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Plane: TypeAlias = NDArray[np.float32]
"""(H, W) float32. What its values mean is said where it is made."""


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
    return np.asarray(cv2.blur(slope, side) * guide + cv2.blur(offset, side), np.float32)
