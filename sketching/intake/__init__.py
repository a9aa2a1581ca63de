"""Untrusted bytes to a clean square photo. No Django, no torch; a pure function of its input.

The order matters: limits before decoding, orientation before the metadata is dropped.
"""

from dataclasses import dataclass

from PIL import Image

from sketching.intake.crop import square
from sketching.intake.decode import decode, too_many_bytes
from sketching.intake.errors import IntakeError
from sketching.intake.limits import Limits

__all__ = ["IntakeError", "Limits", "PreparedPhoto", "prepare", "too_many_bytes"]

PHOTO_SIZE = 1024  # the largest side that any plugin or avatar asks for


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A square RGB photo, sRGB, nothing but pixels. `format` is what the bytes were, e.g. JPEG."""

    image: Image.Image
    format: str


def prepare(data: bytes, limits: Limits = Limits()) -> PreparedPhoto:  # noqa: B008  frozen
    """The photo in these bytes: upright, cut to its square, at most PHOTO_SIZE pixels a side.

    Raises:
        IntakeError: with a code, if the bytes are no photo that we take.
    """
    image, name = decode(data, limits, PHOTO_SIZE)
    return PreparedPhoto(square(image, PHOTO_SIZE), name)
