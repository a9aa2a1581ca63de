"""Where the photo shows nothing but backdrop, so that the drawing leaves the paper white."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .arrays import Plane, guided_filter, plane, smoothstep

SMALL = 96  # side in pixels at which the backdrop is sought: its shape is coarse
FORGIVEN = 1.2  # colour difference (CIE76) between neighbours that counts as none: a backdrop's own gradient


@dataclass(frozen=True, slots=True)
class Backdrop:
    """Where to draw nothing, or nothing but lines: (S, S), 0 to 1."""

    empty: Plane  # 1 where nothing is to be shaded
    lines: Plane  # 1 where lines may be drawn, even on empty ground; 0 would show letters and patterns of a wall


def find_backdrop(photo: NDArray[np.uint8], light: Plane) -> Backdrop:
    """Give the backdrop of an (S, S, 3) RGB photo of lightness light.

    Backdrop is what can be reached from the borders without crossing an edge, and what that cuts off from the middle.
    Source: Wei et al., "Geodesic Saliency Using Background Priors", ECCV 2012.
    """
    lab = _small_lab(photo)
    distance = geodesic(lab, _seeds(lab))
    # Where the face should be, more is needed to be taken for a wall; dark parts around it are rather hair.
    dark = smoothstep(35, 15, lab[..., 0])
    near = smoothstep(26, 10, distance + 16 * _oval(0.27, 0.36) + 30 * dark * _oval(0.38, 0.46))
    person = _person(near)
    near = plane(np.where((near < 0.5) & ~person, 1, near))
    wide = plane(cv2.resize(near, light.shape[::-1], interpolation=cv2.INTER_CUBIC))
    empty = np.clip(guided_filter(wide, light, light.shape[0] // 64, 0.002), 0, 1)
    lines = plane(cv2.resize(_surroundings(person), light.shape[::-1], interpolation=cv2.INTER_LINEAR))
    return Backdrop(empty=plane(empty), lines=lines)


def geodesic(lab: NDArray[np.float32], start: Plane) -> Plane:
    """Give the least sum of colour differences on any way from a seed to each pixel.

    lab: (H, W, 3). start: (H, W), the cost of starting there. Sweeps in four directions, three times over, stand in
    for a shortest-path search; ways that turn back more often do not matter here.
    """
    down = plane(np.maximum(np.linalg.norm(np.diff(lab, axis=0), axis=2) - FORGIVEN, 0))
    right = plane(np.maximum(np.linalg.norm(np.diff(lab, axis=1), axis=2) - FORGIVEN, 0))
    distance = start.copy()
    for _ in range(3):
        _sweep(distance, down)
        _sweep(distance[::-1], down[::-1])
        _sweep(distance.T, right.T)
        _sweep(distance.T[::-1], right.T[::-1])
    return distance


def vignette(size: int) -> Plane:
    """Give 1 in the middle, 0 at the borders, so that the drawing ends softly and not at a straight cut."""
    y, x = np.indices((size, size), dtype=np.float32) / (size - 1)
    power = 2.3 + 1.2 * y  # rounder above the face, squarer at the shoulders
    reach = (np.abs(x - 0.5) / 0.5) ** power + (np.abs(y - 0.48) / 0.52) ** power
    return smoothstep(1.05, 0.55, plane(reach))


def _small_lab(photo: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Give the photo as (SMALL, SMALL, 3) CIE Lab, its range stretched so that colour differences compare."""
    small = plane(cv2.resize(photo, (SMALL, SMALL), interpolation=cv2.INTER_AREA)) / 255
    low, high = np.quantile(small, [0.02, 0.98])
    stretched = plane(np.clip((small - low) / max(high - low, 0.1), 0, 1))
    return plane(cv2.GaussianBlur(cv2.cvtColor(stretched, cv2.COLOR_RGB2LAB), (0, 0), 0.8))


def _seeds(lab: NDArray[np.float32]) -> Plane:
    """Give the cost of starting at each pixel: little at border pixels of the border's usual colour, else infinite."""
    border = np.zeros((SMALL, SMALL), bool)
    border[0] = border[: SMALL * 2 // 3, [0, -1]] = True  # not the shoulders below
    usual = np.median(lab[border], axis=0)
    # Hair that touches the border must not be a seed; its colour is not the border's usual one.
    unlike = 1.5 * np.maximum(np.linalg.norm(lab - usual, axis=2) - 10, 0)
    return plane(np.where(border, unlike, np.inf))


def _sweep(distance: Plane, cost: Plane) -> None:
    """Carry distances from each row to the next, in place."""
    for row in range(1, len(distance)):
        np.minimum(distance[row], distance[row - 1] + cost[row - 1], out=distance[row])


def _person(near: Plane) -> NDArray[np.bool_]:
    """Give where there is no backdrop, leaving out what does not hang together with the middle of the photo."""
    things = near < 0.5
    _, labels = cv2.connectedComponents(things.astype(np.uint8))
    return things & np.isin(labels, labels[_oval(0.2, 0.28) > 0.5])


def _surroundings(person: NDArray[np.bool_]) -> Plane:
    """Give 1 close around the person (stray hair) and at the height of the shoulders (white shirts), else 0."""
    close = plane(cv2.dilate(person.astype(np.float32), np.ones((13, 13), np.uint8)))
    close[SMALL * 5 // 8 :] = 1
    return plane(cv2.GaussianBlur(close, (0, 0), 1.5))


def _oval(width: float, height: float) -> Plane:
    """Give 1 in an oval in the middle, 0 beyond; its half axes are in parts of the side."""
    y, x = np.indices((SMALL, SMALL), dtype=np.float32) / SMALL
    return smoothstep(1.15, 0.8, plane(np.hypot((x - 0.5) / width, (y - 0.5) / height)))
