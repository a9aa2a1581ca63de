"""Bytes to upright RGB pixels, or a reason why not."""

import io
import struct

from PIL import ExifTags, Image, ImageCms

from sketching.intake.errors import IntakeError
from sketching.intake.limits import Limits

# Our own limits are checked before any pixel is decoded, and name the size; Pillow's guess at one would come first.
Image.MAX_IMAGE_PIXELS = None

MOST_SCANS = 100  # cameras and programs write 1 to 15, and phones several pictures into one file
FORMATS = ("JPEG", "PNG", "WEBP")
_KNOWN_BUT_REFUSED = {b"GIF8": "GIF", b"BM": "BMP", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
_SRGB = ImageCms.createProfile("sRGB")
# What undoes each EXIF orientation. Not exif_transpose(): it writes the EXIF anew, and breaks on odd tags.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow throws at damaged bytes.
_DAMAGED = (OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, OverflowError, struct.error)


def decode(data: bytes, limits: Limits, wanted_side: int) -> tuple[Image.Image, str]:
    """The picture, upright, RGB in sRGB, alpha over white, and the name of its format.

    `wanted_side` lets a large JPEG be decoded at a fraction of its size: the result's shorter side is never below it
    because of that.

    Raises: IntakeError.
    """
    _check_bytes(data, limits)
    _check_scans(data)
    image = _open(data)
    _check_size(image.size, limits)
    image.draft("RGB", _draft_size(image.size, wanted_side))
    try:
        image.load()
    except _DAMAGED as error:
        raise IntakeError("truncated", "The file is damaged or incomplete. Save or send it once more.") from error
    name = image.format or ""
    turn = _UPRIGHT.get(_orientation(image))  # read now: a picture with its profile applied has no EXIF any more
    clean = _clean(_to_srgb(image))
    # "MPO" is what Pillow calls a JPEG with more pictures behind the first, as many phones make them.
    return clean if turn is None else clean.transpose(turn), "JPEG" if name == "MPO" else name


def _check_bytes(data: bytes, limits: Limits) -> None:
    if not data:
        raise IntakeError("empty", "The file is empty. Choose the photo again.")
    if len(data) > limits.bytes:
        raise too_many_bytes(len(data), limits)


def too_many_bytes(size: int, limits: Limits) -> IntakeError:
    """The refusal of a file of `size` bytes; also for callers who stop reading before the end."""
    message = (
        f"The file has {size / 1e6:.1f} MB; the limit is {limits.bytes / 1e6:.0f} MB. "
        "Save the photo smaller or as JPEG and try again."
    )
    return IntakeError("too_many_bytes", message, size=size, limit=limits.bytes)


def _check_scans(data: bytes) -> None:
    """Each scan of a progressive JPEG passes over every pixel, and costs its maker a few bytes: 15 MB of them, hours.

    In coded data the marker's first byte is always followed by a zero, so that counting it is honest.
    """
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MOST_SCANS:
        message = "The JPEG is built in an unusual way that takes too long to read. Save it anew and try again."
        raise IntakeError("too_many_scans", message, limit=MOST_SCANS)


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except _DAMAGED as error:  # UnidentifiedImageError is an OSError
        raise _unreadable(data) from error


def _unreadable(data: bytes) -> IntakeError:
    """A photo that was cut off, one in a format for later, or no photo at all: the person's next step differs."""
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return IntakeError("truncated", "The file is damaged or incomplete. Save or send it once more.")
    for magic, name in _KNOWN_BUT_REFUSED.items():
        if data.startswith(magic):
            return _unsupported(name)
    if data[4:8] == b"ftyp":
        return _unsupported("HEIC or AVIF")
    return IntakeError("not_an_image", "This is not a photo. Choose a JPEG, PNG or WebP file.")


def _unsupported(name: str) -> IntakeError:
    message = f"{name} files cannot be read yet. Save the photo as JPEG, PNG or WebP and try again."
    return IntakeError("unsupported_format", message, format=name)


def _check_size(size: tuple[int, int], limits: Limits) -> None:
    width, height = size
    if width * height > limits.pixels:
        raise IntakeError(
            "too_many_pixels",
            f"The photo has {width} x {height} pixels; the limit is {limits.pixels / 1e6:.0f} megapixels. "
            "Save it smaller and try again.",
            size=size,
            limit=limits.pixels,
        )
    if max(size) > limits.aspect * min(size):
        raise IntakeError(
            "aspect",
            f"The photo has {width} x {height} pixels: it is too long a strip. Cut it closer to the face.",
            size=size,
            limit=limits.aspect,
        )
    if min(size) < limits.shortest_side:
        raise IntakeError(
            "image_too_small",
            f"The photo has {width} x {height} pixels; each side needs at least {limits.shortest_side}. "
            "Choose a larger one.",
            size=size,
            limit=limits.shortest_side,
        )


def _draft_size(size: tuple[int, int], wanted_side: int) -> tuple[int, int]:
    """draft() keeps both sides at or above what is asked for; ask in proportion, so that the shorter side decides."""
    scale = wanted_side / min(size)
    return round(size[0] * scale), round(size[1] * scale)


def _orientation(image: Image.Image) -> int:
    """1 to 8 in a sound file. Broken EXIF says nothing: 1."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation)
    except _DAMAGED:
        return 1
    return value if isinstance(value, int) else 1


def _to_srgb(image: Image.Image) -> Image.Image:
    """Colours as the camera meant them: a profile is applied, since it is about to be dropped."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "L", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = image.mode if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a broken profile says nothing: the pixels are taken as they are
    return converted or image


def _clean(image: Image.Image) -> Image.Image:
    """A new RGB picture that has these pixels and nothing else: no metadata can be in it."""
    if image.mode.startswith("I"):  # 16-bit grey: convert() would clip instead of scale
        image = image.point(lambda value: value / 256).convert("L")
    clean = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        clean.paste(image, mask=image.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    return clean
