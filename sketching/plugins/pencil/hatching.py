"""Pencil strokes laid beforehand in layers, of which a drawing shows as many as its tone needs."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .arrays import Plane, blur, plane, smoothstep
from .flow import grid, sample


@dataclass(frozen=True, slots=True)
class Layer:
    """One pass of the hand over the paper. Lengths are for a drawing of 512 pixels."""

    angle: float  # degrees, anticlockwise from the horizontal
    spacing: float  # pixels between strokes
    width: float  # pixels
    begins: float  # darkness (0 to 1) at which the first strokes of the layer show
    full: float  # darkness from which all of them show
    strength: float  # optical density of a full stroke


# Tones are built up as by hand: the same direction twice, then across. Tonal art maps: Praun et al., "Real-Time
# Hatching", SIGGRAPH 2001.
LAYERS = (
    Layer(angle=52, spacing=4.6, width=1.5, begins=0.05, full=0.36, strength=0.50),
    Layer(angle=57, spacing=4.2, width=1.6, begins=0.30, full=0.65, strength=0.54),
    Layer(angle=24, spacing=4.2, width=1.6, begins=0.48, full=0.85, strength=0.58),
    Layer(angle=84, spacing=3.6, width=1.8, begins=0.68, full=1.00, strength=0.68),
)


def hatch(darkness: Plane, strokes: list[Plane]) -> Plane:
    """Give the optical density of the strokes (of lay_strokes, for each of LAYERS) that darkness, 0 to 1, asks for."""
    size = darkness.shape[0]
    # Strokes bend a little where the tone changes, as they do around a cheek. Two means are a fast broad blur.
    window = (size // 13, size // 13)
    bend = plane(0.044 * size * cv2.blur(cv2.blur(darkness, window), window))
    density = np.zeros_like(darkness)
    x, y = grid(darkness)
    for layer, ink in zip(LAYERS, strokes, strict=True):
        share = smoothstep(layer.begins, layer.full, darkness)
        density += sample(ink, x + bend, y + bend) * share * plane(layer.strength * (0.4 + 0.6 * share))
    return density


def lay_strokes(size: int, layer: Layer, seed: int) -> Plane:
    """Give the ink of a layer's strokes over the whole sheet, 0 to 1.

    The hand works in patches: bands across the sheet, each filled with strokes of nearly one direction, whose ends
    overlap the next band's. Drawn level on a larger sheet at twice the size, then turned.
    """
    rng = np.random.default_rng(seed)
    side = int(size * 1.5)  # the turned sheet still covers the corners
    sheet = np.zeros((2 * side, 2 * side), np.float32)
    unit = 2 * size / 512
    left = -80 * unit
    while left < sheet.shape[1]:
        reach = rng.uniform(45, 95) * unit
        _fill_band(sheet, left, reach, layer, rng)
        left += 0.82 * reach
    turn = cv2.getRotationMatrix2D((side, side), layer.angle, 0.5)
    turn[:, 2] += np.full(2, size / 2 - side)
    return plane(np.clip(cv2.warpAffine(blur(sheet, 0.5), turn, (size, size)), 0, 1))


def _fill_band(sheet: Plane, left: float, reach: float, layer: Layer, rng: np.random.Generator) -> None:
    """Fill one band of the sheet from top to bottom with strokes, a patch of 6 to 16 at a time."""
    unit = sheet.shape[0] / 1.5 / 512
    y, tilt, lag, remaining = -20 * unit, 0.0, 0.0, 0
    while y < sheet.shape[0] + 20 * unit:
        if remaining == 0:
            tilt, lag, remaining = rng.normal(0, 0.06), rng.normal(0, 0.12) * reach, int(rng.integers(6, 17))
        start = left + lag + rng.normal(0, 0.06) * reach
        length = reach * rng.uniform(0.85, 1.15)
        outline = _stroke(length, layer.width * unit, tilt + rng.normal(0, 0.015), rng) + np.array([start, y])
        # OpenCV takes whole numbers; the last 4 bits are a fraction of a pixel.
        cv2.fillPoly(sheet, [np.round(outline * 16).astype(np.int32)], rng.uniform(0.6, 1.0), shift=4)
        y += layer.spacing * unit * rng.uniform(0.65, 1.35)
        remaining -= 1


def _stroke(length: float, width: float, tilt: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Give the outline of a slightly bowed stroke from (0, 0): (26, 2) points, thin at both ends."""
    t = np.linspace(0, 1, 13)
    x = t * length
    y = tilt * x + 4 * rng.normal(0.02, 0.012) * length * t * (1 - t)
    taper = np.minimum(1, np.minimum(t / 0.12, (1 - t) / 0.4) + 0.15)
    half = 0.5 * width * rng.uniform(0.8, 1.2) * taper
    return np.concatenate([np.stack([x, y - half], axis=1), np.stack([x, y + half], axis=1)[::-1]])
