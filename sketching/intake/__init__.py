"""Untrusted bytes to one clean, upright, well-framed face. No Django, no torch; a pure function of its input.

This is the one door for pages, API, command line and training. Light to import: what needs arrays is imported when the
first photo comes, and a web process leaves even that to a child (sketching/intake/bounded.py).
"""

from sketching.intake.errors import IntakeError
from sketching.intake.limits import Limits, too_many_bytes
from sketching.intake.photo import Face, Frame, IntakeOptions, PreparedPhoto

__all__ = ["Face", "Frame", "IntakeError", "IntakeOptions", "Limits", "PreparedPhoto", "prepare", "too_many_bytes"]


def prepare(
    data: bytes,
    options: IntakeOptions = IntakeOptions(),  # noqa: B008  frozen
    limits: Limits = Limits(),  # noqa: B008  frozen
) -> PreparedPhoto:
    """The face in these bytes in the frame that is drawn, with what was seen on the way.

    The order matters: limits before decoding, orientation before the metadata is dropped, the face before the crop,
    the crop before the background. The same bytes and options always give the same pixels.

    Raises:
        IntakeError: with a code, if the bytes are no photo that we take, or no one face can be told. Where the photo
            itself was sound, it holds the whole picture, and its facts hold "faces", their "frames",
            the "size", the "warnings" and what was "dropped".
        ValueError: options.size is out of range.
    """
    from sketching.intake.preparation import prepare as prepare_now  # noqa: PLC0415  brings NumPy and OpenCV

    return prepare_now(data, options, limits)
