"""Who of the training's people looks most like somebody, and that one's sketch: what drawing must beat."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketching.intake import Frame, IntakeError, framing
from sketching.training.pack import Pair, frame_of

CUT = 64  # pixels a side of the frame from which the face is taken
FACE = (slice(20, 52), slice(16, 48))  # of those: 32 x 32 pixels from the forehead to the chin

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Known:
    pair: Pair
    frame: Frame
    width: int  # of the photo, in pixels
    look: NDArray[np.float64]  # (1024,): the face's grey, with mean 0 and length 1


class Neighbours:
    """People with sketches, to be compared with others. Those whose face intake cannot tell are left out.

    Takes some 50 ms a person to make.
    """

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._known = [known for pair in pairs if pair.sketch and (known := _known(pair))]

    def sketch(self, pair: Pair, size: int) -> Image.Image:
        """The nearest one's sketch with its face laid over this person's, in the square of their whole photo.

        A white page where intake cannot tell this person's face, or nobody is known.
        """
        asked = _known(pair)
        if not asked or not self._known:
            return Image.new("L", (size, size), 255)
        nearest = max(self._known, key=lambda known: float(known.look @ asked.look))
        with Image.open(pair.photo) as image:
            whole = framing.whole(image.size)
        return Image.fromarray(_cut(nearest, _carried(whole, asked.frame, nearest.frame), size))


def _known(pair: Pair) -> _Known | None:
    data = pair.photo.read_bytes()
    try:
        frame = frame_of(pair, data)
    except IntakeError:
        return None
    with Image.open(io.BytesIO(data)) as image:
        photo = np.asarray(image.convert("RGB"))
    grey = framing.cut(photo, frame, CUT)[FACE].mean(axis=2).ravel()
    level = grey - grey.mean()  # so that another light or skin does not decide alone
    return _Known(pair, frame, photo.shape[1], level / max(float(np.linalg.norm(level)), 1e-6))


def _carried(square: Frame, own: Frame, other: Frame) -> Frame:
    """The square that lies to another face's frame as this one does to the face's own."""
    ((x, y),) = framing.in_photo(framing.in_frame(((square.x, square.y),), own, CUT), other, CUT)
    return Frame(x, y, square.side * other.side / own.side, square.angle + other.angle - own.angle)


def _cut(known: _Known, frame: Frame, size: int) -> Pixels:
    """Of the sketch, what this frame of its photo holds."""
    assert known.pair.sketch  # noqa: S101  only pairs with one are known
    with Image.open(known.pair.sketch) as image:
        sheet = np.asarray(image.convert("RGB"))
    return np.ascontiguousarray(framing.cut(sheet, frame.scaled(sheet.shape[1] / known.width), size)[..., 0])
