"""What pictures are compared by: functions from pictures to numbers, each with its name.

Pictures of one array show faces in one crop. What is measured here is the crop of CUFS: 200 x 250 pixels, the eyes at
(75, 125) and (125, 125).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pictures: TypeAlias = NDArray[np.uint8]
"""(N, H, W, 3), RGB; a grey one has three equal channels."""
Vectors: TypeAlias = NDArray[np.floating]
"""(N, D): a row for each picture."""
Maps: TypeAlias = NDArray[np.floating]
"""(C, H, W): what one layer of a network makes of one picture."""

_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


@dataclass(frozen=True, slots=True)
class Features:
    """One vector for each picture. The name says what it is, and stands beside every figure made with it."""

    name: str
    of: Callable[[Pictures], Vectors]


@dataclass(frozen=True, slots=True)
class Layers:
    """Several layers' maps of one picture, (H, W, 3) RGB, from shallow to deep."""

    name: str
    of: Callable[[NDArray[np.uint8]], list[Maps]]


def grey(pictures: Pictures) -> NDArray[np.float64]:
    """(N, H, W), 0 to 255."""
    if pictures.ndim != 4 or pictures.shape[3] != 3:
        raise ValueError(f"pictures must be (N, H, W, 3), not of shape {pictures.shape}")
    return np.asarray(pictures @ _LUMA, np.float64)


def _pixels(pictures: Pictures) -> Vectors:
    return grey(pictures).reshape(len(pictures), -1)


PIXELS = Features("grey pixels", _pixels)
"""All grey values, as the NLDA protocol takes them."""
