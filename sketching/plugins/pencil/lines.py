"""The pencil's lines: dark where the photo has a dark line or the dark side of an edge."""

import cv2
import numpy as np

from .arrays import Plane, blur, plane, smoothstep
from .flow import Flow, smooth_along

LEAST_LINE = 14  # pixels in a drawing of 512: a smaller mark is a speck of noise


def draw_lines(tone: Plane, flow: Flow, empty: Plane, weight: float) -> Plane:
    """Give the ink of fine lines, broad lines and dark spots, 0 to 1. empty: see Backdrop. weight: 0.5 to 2.

    Differences of Gaussians smoothed along the flow, cut off softly.
    Source: Winnemoeller, Kyprianidis, Olsen, "XDoG", 2012, after Kang, Lee, Chui, "Coherent Line Drawing", 2007.
    """
    scale = tone.shape[0] / 512
    width = scale * weight**0.6
    noise = _noise(tone)
    # A white shirt before a light wall needs a shoulder line, and on an even backdrop nothing else can be drawn out.
    clear = 1 + 1.5 * empty
    fine = smoothstep(0.009 + noise, 0.050 + 2 * noise, clear * smooth_along(_darker(tone, 0.9 * width), flow, 2))
    broad = smoothstep(0.014 + noise, 0.076 + noise, clear * smooth_along(_darker(tone, 2.2 * width), flow, 3))
    # Brows, pupils, nostrils: what is dark and small is filled, not only outlined.
    spots = (1 - empty) * smoothstep(0.04, 0.13, _darker(tone, 4.5 * scale))
    # A line needs a direction: in curls and stubble it would be a worm.
    fine *= 0.55 + 0.45 * smoothstep(0.15, 0.5, flow.coherence)
    broad *= smoothstep(0.3, 0.75, flow.coherence)
    ink = np.maximum(np.maximum(fine, 0.75 * broad), 0.6 * spots)
    return _without_specks(ink) * np.float32(min(0.62 * weight**0.5, 1))


def _darker(tone: Plane, sigma: float) -> Plane:
    """Give how much darker each pixel is than its surroundings, within about sigma pixels.

    It is relative to the surroundings, so that dark skin gets the same lines as light skin; the constant keeps black
    cloth from being all lines.
    """
    around = blur(tone, 1.6 * sigma)
    return (around - blur(tone, sigma)) / (around + 0.25)


def _noise(tone: Plane) -> float:
    """Give the photo's graininess as a rise of the threshold (0 for a clean photo)."""
    rough = np.abs(cv2.Laplacian(tone, cv2.CV_32F))
    return float(np.clip(np.median(rough) - 0.012, 0, 0.1))


def _without_specks(ink: Plane) -> Plane:
    """Give ink without its marks smaller than LEAST_LINE."""
    marks = (ink > 0.15).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= LEAST_LINE * ink.shape[0] / 512
    keep[0] = True  # not a mark but the paper between them
    return plane(np.where(keep[labels], ink, 0))
