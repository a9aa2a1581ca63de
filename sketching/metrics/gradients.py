"""Histograms of oriented gradients: features without weights that name people by hair, outline and clothes."""

import cv2
import numpy as np
from numpy.typing import NDArray

from sketching.metrics.features import Features, Pictures, Vectors, grey

# Chosen on CUFS's training people: of 250 artists' sketches 99 % are named, and 37 % where nothing is smoothed and
# blank paper counts, as then most of what is compared is the grain of the paper.
_SMOOTHED = 2.0  # pixels, sigma
_FAINTEST = 500.0  # grey levels, summed over a block: blocks with less are hardly normalised
_CELL, _BLOCK, _ORIENTATIONS = 10, 2, 9  # a crop of CUFS has 20 x 25 cells
_MOST = 0.2  # of a block's length, in any one number: one strong edge must not hide the others


def _histograms(pictures: Pictures) -> Vectors:
    return np.stack([_blocks(_cells(*_edges(_smooth(picture)))).ravel() for picture in grey(pictures)])


def _smooth(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), _SMOOTHED), np.float64)


def _edges(picture: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Strength, and orientation, 0 to below 1 for half a turn: which side of an edge is the darker does not matter."""
    across, down = np.zeros_like(picture), np.zeros_like(picture)
    across[:, 1:-1] = picture[:, 2:] - picture[:, :-2]
    down[1:-1] = picture[2:] - picture[:-2]
    return np.hypot(across, down), np.arctan2(down, across) / np.pi % 1


def _cells(strength: NDArray[np.float64], orientation: NDArray[np.float64]) -> NDArray[np.float64]:
    """(rows, columns, 9): each pixel's strength, shared out between the two orientations that it lies between."""
    rows, columns = (side // _CELL for side in strength.shape)
    place = orientation[: rows * _CELL, : columns * _CELL] * _ORIENTATIONS - 0.5  # the first is centred at 10 degrees
    weight = strength[: rows * _CELL, : columns * _CELL]
    below = np.floor(place).astype(np.intp)
    y, x = np.indices(place.shape) // _CELL
    cells = np.zeros((rows, columns, _ORIENTATIONS))
    np.add.at(cells, (y, x, below % _ORIENTATIONS), weight * (below + 1 - place))
    np.add.at(cells, (y, x, (below + 1) % _ORIENTATIONS), weight * (place - below))
    return cells


def _blocks(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """(rows - 1, columns - 1, 36): every 2 x 2 cells, normalised together."""
    rows, columns = (count - _BLOCK + 1 for count in cells.shape[:2])
    corners = [(down, right) for down in range(_BLOCK) for right in range(_BLOCK)]
    blocks = np.concatenate([cells[down : down + rows, right : right + columns] for down, right in corners], axis=2)
    lengths = np.sqrt((blocks**2).sum(axis=2, keepdims=True) + _FAINTEST**2)
    return np.asarray(np.minimum(blocks / lengths, _MOST), np.float64)


HOG = Features("HOG", _histograms)
"""Dalal & Triggs, "Histograms of Oriented Gradients for Human Detection", 2005, of the whole grey picture.

Gaussian blur of sigma 2; differences of both neighbours, 0 at the border; 9 orientations over half a turn, each pixel's
strength shared linearly between the two nearest; cells of 10 x 10 pixels, with nothing shared between them; blocks of
2 x 2 cells at every cell, v / sqrt(|v|^2 + 500^2), clipped at 0.2. Unlike theirs they are not normalised once more,
which would bring blank paper up to the strength of a face. Pixels beyond the last whole cell, right and below, do not
count. No training.
"""
