"""A sketch told as curves: a drawing in a few greys that is sharp at any size.

What is darker than a border between two greys is one filled path, laid over the lighter ones. Its outlines are found at
twice the sketch's size, moved to where the border is crossed, thinned (Douglas and Peucker, 1973) and rounded: the
corners that are left are the control points of a uniform quadratic B-spline, which as SVG is one point for each.

The work is bounded by the number of pixels: a sketch with too much in it is smoothed and told again.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sketching.filters import Plane

GREYS = 7  # beside the paper's white
LIGHTS = 1.5  # above 1, light greys are nearer to one another than dark ones: there the eye sees steps first
PAPER = 244  # of 255: what is lighter is bare paper, with its grain
SMOOTHINGS = (0.5, 0.8, 1.3, 2.1, 3.4)  # standard deviations in pixels of the sketch, tried in turn
MOST_BYTES = 400_000  # for a sketch of 512 x 512 pixels; a larger one may take more, by its area
MOST_OUTLINES = 3_000  # of one grey, for a sketch of 512 x 512 pixels: pencils on rough paper have 800
LEAST_LENGTH, LEAST_AREA = 4, 3.0  # of an outline, in pixels of the enlarged sketch: smaller ones are specks
TOLERANCE = 0.6  # how far a thinned outline may be from the one found, in pixels of the enlarged sketch
ROUNDING = 0.7  # how far a curve may be from a corner that it rounds; as above

_SCALE, _MARGIN = 2, 6  # of the enlarged sketch: how much larger it is, and what is laid around it
_UNIT = 8  # numbers in the file, to a pixel: corners are at whole quarters, so middles between two at whole eighths


class TooIntricateError(Exception):
    """Not even a smoothed version fits into as many bytes as a trace may have."""


def trace(sketch: Plane) -> bytes:
    """An SVG of the sketch, white paper and paths alone: the same bytes for the same sketch. Takes 20 to 60 ms.

    Args:
        sketch: (H, W), 0 (black) to 1 (white).

    Raises:
        TooIntricateError
    """
    height, width = sketch.shape
    room = max(1.0, height * width / 512**2)
    grey = np.asarray(np.clip(sketch, 0, 1) * 255, np.float32)
    borders, tones = _greys(grey)
    for smoothing in SMOOTHINGS:
        large = _enlarged(grey, smoothing)
        try:
            paths = [_path(large, border, MOST_OUTLINES * room) for border in borders]
        except TooIntricateError:
            continue
        drawn = _file(width, height, list(zip(tones, paths, strict=True)))
        if len(drawn) <= MOST_BYTES * room:
            return drawn
    raise TooIntricateError(f"no version of {width} x {height} pixels fits into {MOST_BYTES * room:.0f} bytes")


def _greys(grey: Plane) -> tuple[list[float], list[int]]:
    """Greys from the paper's to nearly the darkest, lightest first, and the border above each; all 0 to 255."""
    counts = np.bincount(grey.astype(np.uint8).ravel(), minlength=256)
    darkest = 255 - int(np.searchsorted(counts.cumsum(), grey.size / 100))
    tones = 255 - darkest * (np.arange(GREYS + 1) / GREYS) ** LIGHTS
    borders = np.minimum((tones[:-1] + tones[1:]) / 2, PAPER)
    return borders.tolist(), tones[1:].round().astype(int).tolist()


def _enlarged(grey: Plane, smoothing: float) -> Plane:
    """With a margin: the sketch's edge goes on into it, so that no seam shows there, and white closes its outlines."""
    height, width = grey.shape
    smooth = cv2.GaussianBlur(grey, (0, 0), smoothing, borderType=cv2.BORDER_REPLICATE)
    large = cv2.resize(smooth, (width * _SCALE, height * _SCALE), interpolation=cv2.INTER_CUBIC)
    beyond = _MARGIN - 1
    wider = cv2.copyMakeBorder(large, beyond, beyond, beyond, beyond, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.copyMakeBorder(wider, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=255.0), np.float32)


def _path(large: Plane, border: float, most: float) -> str:
    """The outlines of what is darker than the border, and of the holes in it, for the fill rule "evenodd".

    Raises: TooIntricateError if there are more of them.
    """
    found, _ = cv2.findContours((large < border).view(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    outlines = [outline for outline in found if len(outline) >= LEAST_LENGTH and cv2.contourArea(outline) > LEAST_AREA]
    if len(outlines) > most:
        raise TooIntricateError(f"{len(outlines)} outlines")
    if not outlines:
        return ""
    ends = np.cumsum([len(outline) for outline in outlines])[:-1]
    exact = np.split(_on_border(large, border, outlines), ends)
    polygons = [np.asarray(cv2.approxPolyDP(outline, TOLERANCE, closed=True)[:, 0], np.float32) for outline in exact]
    return _curves([polygon for polygon in polygons if len(polygon) > 2])


def _on_border(large: Plane, border: float, outlines: list[Any]) -> Plane:
    """The outlines' points (N, 2), moved from the middles of the outermost pixels to where the border is crossed."""
    points = np.concatenate(outlines)[:, 0]
    before, after = _beside([len(outline) for outline in outlines])
    along = points[after] - points[before]
    outward = np.sign(np.stack([-along[:, 1], along[:, 0]], axis=1))  # outlines have what is set at their right
    beyond = points + outward
    inner, outer = large[points[:, 1], points[:, 0]], large[beyond[:, 1], beyond[:, 0]]
    # Where a line is one pixel wide, or at its tip, there is nothing lighter just beyond: half a pixel then
    share = np.where(outer > border, (border - inner) / np.maximum(outer - inner, 1e-6), 0.5)
    return np.asarray(points + outward * share[:, None], np.float32)


def _beside(lengths: list[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For rings of so many points, laid one after the other: the index before each point, and the one after."""
    ends = np.cumsum(lengths)
    starts = ends - lengths
    index = np.arange(ends[-1])
    before, after = index - 1, index + 1
    before[starts], after[ends - 1] = ends - 1, starts
    return before, after


def _curves(polygons: list[Plane]) -> str:
    """Each polygon as a ring of curves from the middle of one side to that of the next, pulled by the corner between.

    The first says its pull; each further one's (`t`) is the mirror image of the last, which the next corner just is.
    """
    if not polygons:
        return ""
    points, lengths = _held(np.concatenate(polygons), [len(polygon) for polygon in polygons])
    corners = np.rint((points - _MARGIN + 0.5) * (_UNIT / _SCALE / 2)).astype(np.int64)
    before, after = _beside(lengths)
    middles = corners + corners[before]  # of the side that ends in the corner
    steps, pulls = (middles[after] - middles).tolist(), (2 * corners - middles).tolist()
    parts, start = [], 0
    for length in lengths:
        (x, y), (pull_x, pull_y) = middles[start], pulls[start]
        (to_x, to_y), *others = steps[start : start + length]
        rest = " ".join([f"{dx} {dy}" for dx, dy in others])
        parts.append(f"M{x} {y}q{pull_x} {pull_y} {to_x} {to_y}t{rest}z")
        start += length
    return "".join(parts).replace(" -", "-")


def _held(corners: Plane, lengths: list[int]) -> tuple[Plane, list[int]]:
    """With more points on the sides of a corner of which the curve would cut off more than ROUNDING.

    It turns between the middles of the corner's sides, a quarter of their length times the sine of half the turn away.
    """
    before, after = _beside(lengths)
    side = corners[after] - corners
    length = np.hypot(side[:, 0], side[:, 1])
    along = side / np.maximum(length, 1e-6)[:, None]
    turn = np.sqrt(np.clip((1 - (along * along[before]).sum(axis=1)) / 2, 1e-6, 1))
    reach = 4 * ROUNDING / turn
    near, far = np.minimum(reach, length / 2), np.minimum(reach[after], length / 2)
    points = np.stack([corners, corners + along * near[:, None], corners[after] - along * far[:, None]], axis=1)
    is_there = np.stack([length >= 0, reach < length, reach[after] < length], axis=1)
    starts = np.cumsum([0, *lengths[:-1]])
    return points[is_there], np.add.reduceat(is_there.sum(axis=1), starts).tolist()


def _file(width: int, height: int, paths: list[tuple[int, str]]) -> bytes:
    drawn = "".join(f'<path fill="#{tone:02x}{tone:02x}{tone:02x}" d="{path}"/>' for tone, path in paths if path)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<g fill-rule="evenodd" transform="scale({1 / _UNIT})">{drawn}</g></svg>\n'
    ).encode()
