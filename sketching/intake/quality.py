"""What may spoil a sketch though the photo is taken: warnings, as codes (see sketching/intake/errors.py)."""

import cv2
import numpy as np
from numpy.typing import NDArray

from sketching.intake.framing import LEFT_EYE, RIGHT_EYE, cut, frame_of
from sketching.intake.photo import Face, Frame

_UPRIGHT_WITHIN = 45  # degrees
_LOOKS_AHEAD_WITHIN = 0.38  # of the eyes' distance: how far the nose is from the middle between the eyes
_LOWEST_JPEG_QUALITY = 20  # of 1 to 100
_DARK, _BRIGHT = 85, 150  # of 0 to 255, see _light
_LEAST_RANGE = 8  # less is a blank sheet and no photo, whatever its light
_BLURRED = 0.62  # see _blur
_FACE = 128  # side in pixels of the frame in which a face is looked at

Pixels = NDArray[np.uint8]


def warnings(picture: Pixels, face: Face | None, jpeg_quality: int | None) -> tuple[str, ...]:
    """Codes of WARNINGS. `face` is in pixels of the picture; without one only the whole picture is judged."""
    found = _light(picture if face is None else cut(picture, _about(face, 1.3), _FACE))
    if face is not None:
        found += [code for code, sees in _OF_A_FACE.items() if sees(picture, face)]
    if jpeg_quality is not None and jpeg_quality < _LOWEST_JPEG_QUALITY:
        found.append("low_quality")
    return tuple(sorted(found))


def _light(part: Pixels) -> list[str]:
    """Judged by the ends of the range, not by the middle: dark skin in good light has bright spots, too."""
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)
    low, high = np.quantile(grey, [0.02, 0.98])
    if high - low < _LEAST_RANGE:
        return []
    return ["dark"] if high < _DARK else ["bright"] if low > _BRIGHT else []


def _is_rotated(_picture: Pixels, face: Face) -> bool:
    return abs(frame_of(face).angle) > _UPRIGHT_WITHIN


def _is_profile(_picture: Pixels, face: Face) -> bool:
    (x0, y0), (x1, y1), (x, y), *_ = face.landmarks
    along, squared = (x1 - x0, y1 - y0), (x1 - x0) ** 2 + (y1 - y0) ** 2
    place = ((x - x0) * along[0] + (y - y0) * along[1]) / max(squared, 1e-6)
    return abs(place - 0.5) > _LOOKS_AHEAD_WITHIN


def _is_blurred(picture: Pixels, face: Face) -> bool:
    size = min(256, round(face.box[2]))  # at the photo's own pixels: a small face enlarged would look blurred
    return size >= 48 and _blur(cut(picture, _about(face, 1.0), size)) > _BLURRED


def _about(face: Face, reach: float) -> Frame:
    """The square about the middle of the face's box, so many times as large."""
    left, top, width, height = face.box
    return Frame(left + width / 2, top + height / 2, reach * max(width, height))


def _blur(part: Pixels) -> float:
    """0 (sharp) to 1: how little of the change between neighbours another blur takes away.

    Source: Crété-Roffet et al., "The Blur Effect: Perception and Estimation with a New No-Reference Perceptual Blur
    Metric", SPIE 2007, with a window of 9 pixels.
    """
    grey = np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), np.float32)
    shares = []
    for axis in (0, 1):
        window = (1, 9) if axis == 0 else (9, 1)
        change = np.abs(np.diff(grey, axis=axis))
        left = np.abs(np.diff(cv2.blur(grey, window), axis=axis))
        shares.append(1 - np.maximum(change - left, 0).sum() / max(float(change.sum()), 1e-6))
    return float(max(shares))


def _are_eyes_covered(picture: Pixels, face: Face) -> bool:
    """A bar or dark glasses: about both eyes nearly all is much darker than the cheeks, or dark and without change."""
    grey = np.asarray(cv2.cvtColor(cut(picture, frame_of(face), _FACE), cv2.COLOR_RGB2GRAY), np.float32)
    eyes = [_compared_with_cheek(grey, x) for x in (LEFT_EYE[0], RIGHT_EYE[0])]
    is_black = any(min(_dark_share(eye[rows]) for eye in eyes) > _COVERED_SHARE for rows in _EYE_ROWS)
    return is_black or all(eye[6:13].std() < 0.14 and eye[6:13].mean() < 0.55 for eye in eyes)


def _compared_with_cheek(grey: NDArray[np.float32], x: float) -> NDArray[np.float32]:
    """(19, 17): what is about an eye, from the brow down, in parts of the brightness of the cheek below it."""
    column = round(x * _FACE)
    cheek = float(np.median(grey[72:80, column - 7 : column + 8]))
    return np.asarray(grey[51:70, column - 8 : column + 9] / max(cheek, 1), np.float32)


def _dark_share(part: NDArray[np.float32]) -> float:
    return float((part < 1 / 3).mean())


_EYE_ROWS = (slice(0, 15), slice(5, 19))  # of those 19: a bar over the eyes is mostly taken for the brows
_COVERED_SHARE = 0.55  # of 1,600 people with eyes to be seen, 3 in hard shadow have more
_OF_A_FACE = {
    "rotated": _is_rotated,
    "profile": _is_profile,
    "blurred": _is_blurred,
    "eyes_covered": _are_eyes_covered,
}
