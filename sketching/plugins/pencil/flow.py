"""Which way the lines of a photo run, and smoothing along them."""

from dataclasses import dataclass

import cv2
import numpy as np

from .arrays import Plane, blur, plane


@dataclass(frozen=True, slots=True)
class Flow:
    """The directions in a photo."""

    x: Plane  # with y, unit vectors along the lines, of either sign
    y: Plane
    coherence: Plane  # 0 where no direction is better than another, near 1 where all around agree


def find_flow(tone: Plane, sigma: float) -> Flow:
    """Give the direction of least change at each pixel, as it is within sigma pixels around.

    The smoothed structure tensor stands in for Kang's iterated edge tangent flow: as smooth, and much faster.
    Source: Kyprianidis, Kang, "Image and Video Abstraction by Coherence-Enhancing Filtering", 2011, section 3.1.
    """
    dx, dy = plane(cv2.Scharr(tone, cv2.CV_32F, 1, 0)), plane(cv2.Scharr(tone, cv2.CV_32F, 0, 1))
    xx, yy, xy = blur(dx * dx, sigma), blur(dy * dy, sigma), blur(dx * dy, sigma)
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + np.float32(np.pi / 2)  # the gradient's axis, turned a quarter
    # The small constant lets directions fade out where there is nothing but noise.
    coherence = np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (xx + yy + 0.01)
    return Flow(x=np.cos(angle), y=np.sin(angle), coherence=plane(coherence))


def smooth_along(values: Plane, flow: Flow, doublings: int) -> Plane:
    """Give values averaged over about 2 ** (doublings + 1) pixels along the flow: a line integral convolution.

    Each pass takes steps twice as long as the one before, so that n passes do the work of 2 ** n steps. Going both
    ways at once makes the sign of a tangent irrelevant.
    Source: Cabral, Leedom, "Imaging Vector Fields Using Line Integral Convolution", 1993.
    """
    x, y = grid(values)
    for doubling in range(doublings):
        step = np.float32(2**doubling)
        dx, dy = step * flow.x, step * flow.y
        both = sample(values, x + dx, y + dy) + sample(values, x - dx, y - dy)
        values = plane(cv2.addWeighted(values, 0.5, both, 0.25, 0))
    return values


def grid(values: Plane) -> tuple[Plane, Plane]:
    """Give the pixels' own positions: x (1, S) and y (S, 1), which NumPy broadcasts."""
    rows, columns = values.shape
    return np.arange(columns, dtype=np.float32)[None, :], np.arange(rows, dtype=np.float32)[:, None]


def sample(values: Plane, x: Plane, y: Plane) -> Plane:
    """Give values at the positions x, y (S, S) in pixels, linear between pixels; the border is mirrored."""
    return plane(cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))
