"""How light each part of the drawing is to be: the photo's exposure and contrast made even."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .arrays import Plane, guided_filter, plane, smoothstep

# Contrast is not stretched beyond this: the noise of a flat photo would become its subject.
LEAST_RANGE = 0.15


def lightness_and_redness(photo: NDArray[np.uint8]) -> tuple[Plane, Plane]:
    """Give the CIE L* (0 to 1) and a* (-1.28 to 1.27) of an (S, S, 3) RGB photo."""
    lab = cv2.cvtColor(photo.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return plane(lab[..., 0] / 100), plane(lab[..., 1] / 100)


def face_weights(size: int) -> Plane:
    """Give how much each pixel counts in judging the exposure: the face is near the middle, a little high."""
    y, x = np.indices((size, size), dtype=np.float32) / size
    return plane(np.exp(-0.5 * (((x - 0.5) / 0.20) ** 2 + ((y - 0.47) / 0.25) ** 2)))


def deepen_red(light: Plane, redness: Plane, weights: Plane) -> Plane:
    """Give the lightness, less where the photo is redder than the skin.

    Lips are hardly darker than skin, sometimes lighter, but redder: without this, mouths are faint.
    """
    redder = redness - np.average(redness, weights=weights) - 0.03
    return plane(light * (1 - np.clip(redder, 0, 0.1)))


def expose(light: Plane, weights: Plane) -> Plane:
    """Give the lightness as if the face had been well lit, keeping part of how light the skin is.

    0 is black, 1 the lightest part of the face; a backdrop or a shirt may be lighter (up to 3).
    """
    low, high = _quantiles(light, weights, [0.005, 0.99])
    # Counted down from the light end: a flat photo becomes white paper, not black.
    stretched = np.clip(1 - (high - light) / max(high - low, LEAST_RANGE), 0.004, 3)
    (skin,) = _quantiles(plane(stretched), weights * weights, [0.6])  # nearer the middle: less hair
    wanted = 0.48 + 0.36 * skin
    gamma = np.clip(np.log(wanted) / np.log(min(skin, 0.98)), 0.33, 1.8)
    # No gamma beyond the face's white: it would take the edge off a white shirt before a light wall.
    return plane(np.where(stretched < 1, stretched**gamma, stretched))


def even_out(light: Plane) -> Plane:
    """Give the lightness with broad shadows lifted and detail strengthened, 0 (black) to 1 (white) and more."""
    radius = light.shape[0] // 14
    base = guided_filter(light, light, radius, 0.03)
    detail = light - guided_filter(light, light, radius // 3, 0.002)
    # Mid shadows come a quarter of the way to a skin's tone; blacks stay, or the drawing would have none.
    lift = 0.25 * np.maximum(0.72 - base, 0) * smoothstep(0.05, 0.35, base)
    # Dark detail counts for more: it is eyes, brows and mouth; light detail is mostly shine.
    crisp = np.where(detail < 0, 1.1 * detail, 0.5 * detail)
    return plane(np.maximum(light + lift + crisp, 0))


def _quantiles(values: Plane, weights: Plane, shares: list[float]) -> list[float]:
    """Give the weighted quantiles of values in 0 to 1, to 1/512."""
    # A quarter of the pixels tells as much.
    counts, edges = np.histogram(values[::2, ::2], bins=512, range=(0, 1), weights=weights[::2, ::2])
    reached = np.cumsum(counts) / max(float(np.sum(counts)), 1e-9)
    return [float(edges[1:][min(int(np.searchsorted(reached, share)), 511)]) for share in shares]
