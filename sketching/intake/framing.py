"""The square of a photo that is drawn: where it lies, and its pixels.

The frame is that of the CUFS photos and sketches made square: their 200 x 250 pixels, eyes at (75, 125) and (125, 125),
are the middle of 250 x 250. The networks so see at work what they saw in training.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from sketching.filters import Plane
from sketching.intake.photo import Face, Frame, Point

# Where the eyes lie in the frame, in parts of its side.
LEFT_EYE, RIGHT_EYE = (0.4, 0.5), (0.6, 0.5)
# Of a face turned aside the eyes come close together, its height does not: from the eyes down to the mouth it has at
# least this many of the eyes' distances in the photos of people who look ahead.
_EYES_TO_MOUTH = 0.7
_SOFTENED = 1 / 24  # blur of what is put around a photo that ends inside the frame, in parts of the side

Pixels = NDArray[np.uint8]


def frame_of(face: Face) -> Frame:
    """The frame in which this face's eyes lie where LEFT_EYE and RIGHT_EYE say."""
    (x0, y0), (x1, y1), _, *mouth = face.landmarks
    distance, angle = math.hypot(x1 - x0, y1 - y0), math.atan2(y1 - y0, x1 - x0)
    eyes = ((x0 + x1) / 2, (y0 + y1) / 2)
    to_mouth = math.dist(eyes, ((mouth[0][0] + mouth[1][0]) / 2, (mouth[0][1] + mouth[1][1]) / 2))
    side = max(distance, to_mouth * _EYES_TO_MOUTH, 1.0) / (RIGHT_EYE[0] - LEFT_EYE[0])
    return Frame(*eyes, side, math.degrees(angle))


def holds(frame: Frame, face: Face) -> bool:
    """Whether the face's eyes and mouth lie in the middle nine tenths of the frame."""
    inner = 0.45 * frame.side
    turn = math.radians(-frame.angle)
    for x, y in face.landmarks:
        right, down = x - frame.x, y - frame.y
        across = right * math.cos(turn) - down * math.sin(turn)
        along = right * math.sin(turn) + down * math.cos(turn)
        if max(abs(across), abs(along)) > inner:
            return False
    return True


def whole(size: tuple[int, int]) -> Frame:
    """The smallest square that holds all of a photo of this width and height: what is beside the photo is made up."""
    return Frame(size[0] / 2, size[1] / 2, max(size))


def cut(picture: Pixels, frame: Frame, size: int) -> Pixels:
    """The pixels in the frame, (size, size, 3). Where the photo ends inside it, its border goes on and fades."""
    shrink = min(1.0, 1.5 * size / frame.side)  # what goes further is resized by area, so that nothing flickers
    if shrink < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
        frame = frame.scaled(shrink)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(picture, _to_photo(frame, size), (size, size), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return _faded(np.asarray(warped, np.uint8), beyond((picture.shape[1], picture.shape[0]), frame, size))


def beyond(photo: tuple[int, int], frame: Frame, size: int) -> Plane:
    """(size, size): 0 where the frame shows a photo of this width and height, and up to 1 the further it is outside."""
    matrix = _to_photo(frame, size)
    corners = matrix @ np.array([[0, size - 1, 0, size - 1], [0, 0, size - 1, size - 1], [1, 1, 1, 1]])
    if ((corners >= -0.5) & (corners <= np.array(photo)[:, None] - 0.5)).all():
        return np.zeros((size, size), np.float32)
    whole = np.full(photo[::-1], 255, np.uint8)
    inside = cv2.warpAffine(whole, matrix, (size, size), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    far = cv2.distanceTransform(255 - inside, cv2.DIST_L2, 3) / (size * _SOFTENED)
    return np.asarray(np.clip(far, 0, 1), np.float32)


def in_frame(points: tuple[Point, ...], frame: Frame, size: int) -> tuple[Point, ...]:
    """Points of the photo in pixels of the picture that cut() gives."""
    back = cv2.invertAffineTransform(_to_photo(frame, size))
    places = (back[:, :2] @ (np.array(point) - 0.5) + back[:, 2] + 0.5 for point in points)
    return tuple((float(x), float(y)) for x, y in places)


def in_photo(points: tuple[Point, ...], frame: Frame, size: int) -> tuple[Point, ...]:
    """Points of the picture that cut() gives in pixels of the photo."""
    there = _to_photo(frame, size)
    places = (there[:, :2] @ (np.array(point) - 0.5) + there[:, 2] + 0.5 for point in points)
    return tuple((float(x), float(y)) for x, y in places)


def _to_photo(frame: Frame, size: int) -> NDArray[np.float64]:
    """(2, 3): from pixels of the cut picture to those of the photo. Whole numbers are the middles of pixels."""
    angle, step = math.radians(frame.angle), frame.side / size
    turn = step * np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    centre = np.array([frame.x, frame.y]) - 0.5
    return np.column_stack([turn, centre - turn @ np.full(2, (size - 1) / 2)])


def _faded(warped: Pixels, outside: Plane) -> Pixels:
    """Beyond the photo, a border drawn out into stripes would show: it is blurred the more the further it goes."""
    if not outside.any():
        return warped
    size, share = len(warped), outside[..., None]
    tiny = cv2.resize(warped, (64, 64), interpolation=cv2.INTER_AREA)  # so broad a blur needs no more
    soft = cv2.resize(cv2.GaussianBlur(tiny, (0, 0), 64 * _SOFTENED), (size, size), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.round(np.clip(warped * (1 - share) + soft * share, 0, 255)), np.uint8)
