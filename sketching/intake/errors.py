"""What intake has to say of a photo: codes for programs, and words for people."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image


def gettext_noop(message: str) -> str:
    """Marks a message for translation; sketching/refusals.py translates it."""
    return message


MESSAGES = {
    "empty": gettext_noop("The file is empty. Choose the photo again."),
    "too_many_bytes": gettext_noop(
        "The file has {megabytes} MB; the limit is {most} MB. Save the photo smaller or as JPEG and try again."
    ),
    "not_an_image": gettext_noop("This is not a photo. Choose a JPEG, PNG, HEIC, WebP or AVIF file."),
    "unsupported_format": gettext_noop("{format} files cannot be read. Save the photo as JPEG or PNG and try again."),
    "truncated": gettext_noop("The file is damaged or incomplete. Save or send it once more."),
    "too_many_pixels": gettext_noop(
        "The photo has {width} x {height} pixels; the limit for {format} is {most} megapixels. "
        "Save it smaller, or as JPEG, and try again."
    ),
    "too_many_scans": gettext_noop(
        "The JPEG is built in an unusual way that takes too long to read. Save it anew and try again."
    ),
    "too_costly": gettext_noop(
        "The file takes more time or memory to read than a photo should. Save it anew as JPEG and try again."
    ),
    "image_too_small": gettext_noop(
        "The photo has {width} x {height} pixels; each side needs at least {least}. Choose a larger one."
    ),
    "aspect": gettext_noop(
        "The photo has {width} x {height} pixels: it is too long a strip. Cut it closer to the face."
    ),
    "no_face": gettext_noop(
        "No face was found. Choose a photo in which one face can be seen well, or mark the part to draw yourself."
    ),
    "unframed": gettext_noop("Say which part of the photo is to be drawn."),
    "several_faces": gettext_noop("There are {count} faces in the photo. Say which one is to be drawn."),
    "face_too_small": gettext_noop(
        "The face is {pixels} pixels wide; at least {least} are needed. Choose a photo taken from closer."
    ),
    "face_cut_off": gettext_noop(
        "A part of the face is outside the photo. Choose one that shows the whole face, or mark the part to draw "
        "yourself."
    ),
    "busy": gettext_noop("Many photos are being read just now. Try again in a minute."),
    "unknown_face": gettext_noop("There is no face number {number}: {count} were found."),
    "crop": gettext_noop(
        "The marked part must lie on the photo and be at least {least} pixels wide. Mark it once more."
    ),
}

# What may spoil the sketch of a photo that is taken.
WARNINGS = {
    "rotated": gettext_noop("The face does not stand upright in the photo. It was turned."),
    "profile": gettext_noop("The face looks aside. One that looks at the camera is drawn best."),
    "blurred": gettext_noop("The face is blurred. A sharper photo gives a better sketch."),
    "dark": gettext_noop("The photo is very dark. More light gives a better sketch."),
    "bright": gettext_noop("The photo is very bright. Less light gives a better sketch."),
    "eyes_covered": gettext_noop("The eyes are covered. They will not be drawn well."),
    "low_quality": gettext_noop("The photo is saved at a very low quality. Its blocks may show in the sketch."),
}


class IntakeError(Exception):
    """The photo was refused. `code` is one of MESSAGES and stable; `facts` fill its message in.

    Where the photo itself was sound and only its face could not be told, `picture` is the whole upright photo, maybe
    smaller, for the person to point at the face.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(MESSAGES[code].format(**facts))
        self.code = code
        self.facts = facts
        self.picture: Image | None = None
