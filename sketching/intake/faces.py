"""Find every face of a picture, with five landmarks.

MTCNN in our own hands: its three networks find candidates on a pyramid, weed them out, and place the landmarks. We look
at each face once more in views that are moved, scaled and mirrored a little: the mean probability tells faces from
accidents far better than one view's, and the median of the landmarks lies within a few hundredths of the eyes'
distance.
"""

import math
from functools import cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from sketching.intake import framing, weights
from sketching.intake.photo import Face, Frame

Pixels = NDArray[np.uint8]
"""(H, W, 3), RGB."""
Boxes = NDArray[np.float32]
"""(N, 4): left, top, right, bottom, in pixels."""

LONGEST_SIDE = 640  # of the picture that faces are sought in
LONGEST_TURNED = 320  # when it may lie on its side: three more looks, and a portrait's face is large
SMALLEST = 20  # pixels that a face is wide there
LEAST_SCORE = 0.8  # of all views: faces of 1,600 photos have 0.85 and more, accidents in 400 had 0.71 and less
CERTAIN = 0.985  # below this the picture may lie on its side: an ear and a collar make a face, too
UPRIGHT_WITHIN = 12  # degrees: a face that leans further is looked at once more, turned upright
MOST_FACES = 24  # the surest of a crowd: more could not be told apart on a page, and each costs some 10 ms
_MOST_CANDIDATES = 600  # of the first network
_PORTION = 64  # views that a network sees at once
_PYRAMID_STEP = 0.709  # each level has half the area of the one above
_CELL, _STRIDE = 12, 2  # of P-Net: the square that one output sees, and the way from one to the next
_THRESHOLDS = (0.6, 0.7, 0.7)  # of the three networks, as their authors set them
_MIRRORED = [1, 0, 2, 4, 3]  # which landmark is which in a mirrored view
_SHIFTS = ((-0.05, 0.0), (0.05, 0.0), (0.0, -0.05), (0.0, 0.05))  # parts of the box
_SCALES = (0.9, 1.0, 1.1)
# The networks put both eyes too low and a little too far apart, in parts of the eyes' distance: what is left on
# average on the photos of CUFS and of the London set, whose eyes are known (docs/intake.md).
_EYES_TOO_LOW = 0.072
_EYES_TOO_WIDE = 0.016


def find_faces(picture: Pixels) -> tuple[Face, ...]:
    """Give all faces, from left to right, in pixels of this picture.

    A picture that lies on its side or stands on its head is seen, too: its faces' landmarks tell. So is one whose
    light is far off. Takes some 20 ms; up to five times that where no face is found at once.
    """
    scale = min(1.0, LONGEST_SIDE / max(picture.shape[:2]))
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    found = _upright(small)
    if not found:
        found = _upright(_levelled(small))
    if _best(found) < CERTAIN:
        turned = max((_turned(small, turns) for turns in (1, 2, 3)), key=_best)
        if not found or (_best(turned) > _best(found) and _lies(turned)):
            found = turned
    return tuple(sorted((face.scaled(1 / scale) for face in found), key=lambda face: face.box[0] + face.box[2] / 2))


def _best(found: list[Face]) -> float:
    return max((face.score for face in found), default=0.0)


def _lies(found: list[Face]) -> bool:
    """Whether the surest face does not stand upright."""
    return abs(framing.frame_of(max(found, key=lambda face: face.score)).angle) > 45


def _upright(picture: Pixels) -> list[Face]:
    boxes = _third(picture, _second(picture, _first(picture)))
    return [face for box in boxes if (face := _look_closely(picture, box)).score >= LEAST_SCORE]


def _levelled(picture: Pixels) -> Pixels:
    """Light and contrast made even all over, for photos that are far too dark or too bright."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    lab[..., 0] = cv2.createCLAHE(clipLimit=4.0, tileGridSize=(4, 4)).apply(lab[..., 0])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)


def _turned(picture: Pixels, turns: int) -> list[Face]:
    """The faces of the picture turned anticlockwise by so many right angles, in pixels of the picture as it is."""
    height, width = picture.shape[:2]
    scale = min(1.0, LONGEST_TURNED / max(height, width))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = [face.scaled(1 / scale) for face in _upright(np.ascontiguousarray(np.rot90(small, turns)))]

    def back(x: float, y: float) -> tuple[float, float]:
        return ((width - y, x), (width - x, height - y), (y, height - x))[turns - 1]

    faces = []
    for face in found:
        left, top, wide, high = face.box
        (x0, y0), (x1, y1) = back(left, top), back(left + wide, top + high)
        box = (min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
        eye, other, nose, mouth, corner = (back(*point) for point in face.landmarks)
        faces.append(Face(box, face.score, (eye, other, nose, mouth, corner)))
    return faces


# The three networks. Their input is (N, W, H, 3) in [-1, 1]: they were trained on transposed pictures.


@cache
def _network(name: str) -> "cv2.dnn.Net":
    return weights.load(name)


def _run(name: str, views: NDArray[np.float32], outputs: list[str]) -> list[NDArray[np.float32]]:
    """The outputs for all views, worked off in portions: a crowd must not take more memory than one face."""
    network = _network(name)
    parts = []
    for start in range(0, len(views), _PORTION):
        network.setInput(np.ascontiguousarray(views[start : start + _PORTION].transpose(0, 2, 1, 3)))
        parts.append([np.array(output, np.float32) for output in network.forward(outputs)])
    return [np.concatenate(output) for output in zip(*parts, strict=True)]


def _first(picture: Pixels) -> Boxes:
    """Squares that may hold a face, from all levels of the pyramid."""
    scale, boxes, scores = _CELL / SMALLEST, [np.empty((0, 4), np.float32)], [np.empty(0, np.float32)]
    while min(picture.shape[:2]) * scale >= _CELL:
        size = (int(np.ceil(picture.shape[1] * scale)), int(np.ceil(picture.shape[0] * scale)))
        level = _normal(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
        moves, chances = _run("pnet", level[None], ["conv2d_4", "softmax"])
        x, y = np.nonzero(chances[0, ..., 1] >= _THRESHOLDS[0])
        corners = _STRIDE * np.stack([x, y, x, y], 1) + np.array([0, 0, _CELL, _CELL])
        level_scores = chances[0, x, y, 1]
        kept = _without_doubles(corners, level_scores, 0.5)
        boxes.append(_moved((corners[kept] / scale).astype(np.float32), moves[0, x, y][kept]))
        scores.append(level_scores[kept])
        scale *= _PYRAMID_STEP
    together = np.concatenate(boxes)
    best_first = _without_doubles(together, np.concatenate(scores), 0.7)
    return _squared(together[best_first[:_MOST_CANDIDATES]])


def _second(picture: Pixels, boxes: Boxes) -> Boxes:
    if not len(boxes):
        return boxes
    moves, chances = _run("rnet", _views(picture, boxes, 24), ["dense_2", "softmax_1"])
    likely = np.flatnonzero(chances[:, 1] > _THRESHOLDS[1])
    kept = likely[_without_doubles(boxes[likely], chances[likely, 1], 0.7)]
    return _squared(_moved(boxes[kept], moves[kept]))


def _third(picture: Pixels, boxes: Boxes) -> Boxes:
    """Boxes from forehead to chin."""
    if not len(boxes):
        return boxes
    moves, _, chances = _run("onet", _views(picture, boxes, 48), ["dense_5", "dense_6", "softmax_2"])
    likely = np.flatnonzero(chances[:, 1] > _THRESHOLDS[2])
    boxes = _moved(boxes[likely], moves[likely])
    return boxes[_without_doubles(boxes, chances[likely, 1], 0.7, of_smaller=True)[:MOST_FACES]]


def _look_closely(picture: Pixels, box: NDArray[np.float32]) -> Face:
    """The face in this box, by the last network's judgement of many views of it."""
    points, chance = _judge(picture, box)
    turned = 0.0
    for _ in range(2):  # of a face that lies on its side the first look tells only roughly how it lies
        lean = math.degrees(math.atan2(*(points[1] - points[0])[::-1]))
        if abs(lean - turned) > UPRIGHT_WITHIN:
            points, chance = _judge_upright(picture, box, lean)
            turned = lean
    eye, other, nose, mouth, corner = ((float(x), float(y)) for x, y in points)
    left, top, right, bottom = (float(value) for value in box)
    return Face((left, top, right - left, bottom - top), chance, (eye, other, nose, mouth, corner))


def _judge(picture: Pixels, box: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """The landmarks, (5, 2), of the face in this box, and the mean probability that it is one."""
    left, top, right, bottom = _squared(box[None])[0]
    side, middle = right - left, np.array([left + right, top + bottom]) / 2
    centres = [(middle + side * np.array(shift), side * scale / 2) for scale in _SCALES for shift in _SHIFTS]
    starts = np.array([np.round(centre - half) for centre, half in centres])  # whole pixels: _views() cuts at them
    boxes = np.hstack([starts, starts + np.round([[2 * half] for _, half in centres])]).astype(np.float32)
    views = _views(picture, boxes, 48)
    _, places, chances = _run("onet", np.concatenate([views, views[:, :, ::-1]]), ["dense_5", "dense_6", "softmax_2"])
    places = places.reshape(2, len(boxes), 2, 5)
    places[1, :, 0] = 1 - places[1, :, 0]
    places[1] = places[1][..., _MIRRORED]
    sides, corners = (boxes[:, 2] - boxes[:, 0])[:, None, None], boxes[:, :2, None]
    points = np.median((corners + sides * places).reshape(-1, 2, 5), axis=0).T
    points[:2] = _where_eyes_are(points[:2])
    return points, float(chances[:, 1].mean())


def _judge_upright(picture: Pixels, box: NDArray[np.float32], lean: float) -> tuple[NDArray[np.float32], float]:
    """The same of a face that leans by so many degrees: the network was trained on upright ones."""
    left, top, right, bottom = _squared(box[None])[0]
    size = max(8, round(2 * float(right - left)))  # twice the box: a quarter of it each way is room for the views
    frame = Frame(float(left + right) / 2, float(top + bottom) / 2, float(size), lean)
    inner = np.array([size / 4, size / 4, size * 3 / 4, size * 3 / 4], np.float32)
    points, chance = _judge(framing.cut(picture, frame, size), inner)
    return np.array(framing.in_photo(tuple((float(x), float(y)) for x, y in points), frame, size), np.float32), chance


def _where_eyes_are(eyes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take the networks' known bias off both eyes, (2, 2)."""
    along = eyes[1] - eyes[0]
    up = np.array([along[1], -along[0]])
    middle = eyes.mean(axis=0) + _EYES_TOO_LOW * up
    half = along / 2 * (1 - _EYES_TOO_WIDE)
    return np.asarray([middle - half, middle + half], np.float32)


def _views(picture: Pixels, boxes: Boxes, side: int) -> NDArray[np.float32]:
    """What is in each square box, (N, side, side, 3) in [-1, 1]; black outside the picture."""
    views = np.zeros((len(boxes), side, side, 3), np.uint8)
    height, width = picture.shape[:2]
    for view, (left, top, right, bottom) in zip(views, boxes, strict=True):
        x0, y0, x1, y1 = int(np.floor(left)), int(np.floor(top)), int(np.ceil(right)), int(np.ceil(bottom))
        inside = picture[max(y0, 0) : max(min(y1, height), 0), max(x0, 0) : max(min(x1, width), 0)]
        if not inside.size:
            continue
        around = (max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0))
        whole = cv2.copyMakeBorder(inside, *around, cv2.BORDER_CONSTANT, value=(0, 0, 0))
        view[:] = cv2.resize(whole, (side, side), interpolation=cv2.INTER_AREA)
    return _normal(views)


def _normal(pixels: ArrayLike) -> NDArray[np.float32]:
    return np.asarray((np.asarray(pixels, np.float32) - 127.5) / 128, np.float32)


def _moved(boxes: Boxes, moves: NDArray[np.float32]) -> Boxes:
    """Boxes with each edge moved by so many parts of the box."""
    size = boxes[:, 2:] - boxes[:, :2]
    return np.asarray(boxes + moves * np.concatenate([size, size], axis=1), np.float32)


def _squared(boxes: Boxes) -> Boxes:
    """The square about each box's middle whose side is the box's longer one."""
    middle, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]).max(axis=1, keepdims=True) / 2
    return np.asarray(np.concatenate([middle - half, middle + half], axis=1), np.float32)


def _without_doubles(
    boxes: NDArray[np.floating], scores: NDArray[np.float32], most: float, *, of_smaller: bool = False
) -> NDArray[np.intp]:
    """Which boxes to keep so that none shares more than `most` of its area with a better one: the best come first."""
    left, top, right, bottom = boxes.T
    area = (right - left) * (bottom - top)
    order, kept = np.argsort(-scores, kind="stable"), []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(best)
        width = np.minimum(right[best], right[rest]) - np.maximum(left[best], left[rest])
        height = np.minimum(bottom[best], bottom[rest]) - np.maximum(top[best], top[rest])
        shared = np.maximum(width, 0) * np.maximum(height, 0)
        whole = np.minimum(area[best], area[rest]) if of_smaller else area[best] + area[rest] - shared
        order = rest[shared <= most * whole]
    return np.array(kept, np.intp)
