"""The steps of intake, in their order."""

import math

import numpy as np
from PIL import Image

from sketching.filters import Plane
from sketching.intake import background, framing
from sketching.intake.choice import choose
from sketching.intake.decode import Decoded, decode
from sketching.intake.errors import IntakeError
from sketching.intake.faces import find_faces
from sketching.intake.limits import Limits
from sketching.intake.photo import Face, Frame, IntakeOptions, PreparedPhoto
from sketching.intake.quality import warnings

DECODED_SIDE = 1280  # a larger photo is decoded at a fraction of its size, if its shorter side stays above this
LARGEST, SMALLEST = 1024, 256  # pixels a side of the picture that is given, unless a size is asked for
MOST_SIZE = 2048  # that may be asked for
WHOLE_SIDE = 2048  # at most, of the whole photo that a refusal carries
LEAST_CROP = 32  # pixels of the photo a side


def prepare(data: bytes, options: IntakeOptions, limits: Limits) -> PreparedPhoto:
    """See sketching.intake.prepare."""
    if options.size is not None and not LEAST_CROP <= options.size <= MOST_SIZE:
        raise ValueError(f"size={options.size}: it must be from {LEAST_CROP} to {MOST_SIZE} pixels")
    decoded = decode(data, limits, DECODED_SIDE)
    picture = np.asarray(decoded.image)
    faces = tuple(face.scaled(1 / decoded.scale) for face in find_faces(picture))
    face, frame, seen = _place(picture, decoded, faces, options)
    size = options.size or round(min(LARGEST, max(SMALLEST, frame.side * decoded.scale)))
    pixels = framing.cut(picture, frame.scaled(decoded.scale), size)
    if options.background == "plain":
        pixels = background.on_wall(
            pixels, _person(pixels, framing.beyond(decoded.image.size, frame.scaled(decoded.scale), size))
        )
    landmarks = framing.in_frame(face.landmarks, frame, size) if face else ()
    return PreparedPhoto(
        Image.fromarray(pixels), decoded.format, decoded.size, faces, frame, landmarks, seen, decoded.dropped
    )


def _place(
    picture: framing.Pixels, decoded: Decoded, faces: tuple[Face, ...], options: IntakeOptions
) -> tuple[Face | None, Frame, tuple[str, ...]]:
    """The face, the frame, and the warnings.

    Raises: IntakeError, with what was seen in its facts.
    """

    def seen(face: Face | None) -> tuple[str, ...]:
        return warnings(picture, face and face.scaled(decoded.scale), decoded.jpeg_quality)

    if options.frame:
        frame = framing.whole(decoded.size) if options.frame == "whole" else options.frame
        _check_crop(frame, decoded.size)
        framed = next((face for face in faces if framing.holds(frame, face)), None)
        return framed, frame, seen(framed)
    try:
        face = choose(faces, decoded.size, options)
    except IntakeError as error:
        error.facts["warnings"] = seen(max(faces, key=lambda face: face.box[2], default=None))
        error.facts["dropped"] = decoded.dropped
        error.facts["frames"] = tuple(_within(framing.frame_of(face), decoded.size) for face in faces)
        error.picture = decoded.image.copy()
        error.picture.thumbnail((WHOLE_SIDE, WHOLE_SIDE))
        raise
    return face, framing.frame_of(face), seen(face)


def _person(pixels: framing.Pixels, outside: Plane) -> Plane:
    """Where the photo ends above a head, its hair does not go on; clothes may, below."""
    mask = background.person(pixels)
    above = len(mask) * 3 // 4
    mask[:above] *= 1 - outside[:above]
    return mask


def _within(frame: Frame, size: tuple[int, int]) -> Frame:
    """The nearest frame that _check_crop lets pass: a face that is offered must be one that can be picked."""
    x, y = (min(max(value, 0.0), float(most)) for value, most in zip((frame.x, frame.y), size, strict=True))
    return Frame(x, y, min(max(frame.side, float(LEAST_CROP)), 2.0 * max(size)), frame.angle)


def _check_crop(frame: Frame, size: tuple[int, int]) -> None:
    is_on_photo = 0 <= frame.x <= size[0] and 0 <= frame.y <= size[1]
    if not math.isfinite(frame.angle) or not is_on_photo or not LEAST_CROP <= frame.side <= 2 * max(size):
        raise IntakeError("crop", least=LEAST_CROP, size=size)
