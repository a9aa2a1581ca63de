"""Bytes to upright RGB pixels, or a reason why not."""

import io
import struct
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import ExifTags, Image

from sketching.intake.colour import to_rgb
from sketching.intake.errors import IntakeError
from sketching.intake.limits import Limits, too_many_bytes
from sketching.intake.metadata import kinds_in

# Our own limits are checked before any pixel is decoded, and name the size; Pillow's guess at one would come first.
Image.MAX_IMAGE_PIXELS = None

MOST_SCANS = 100  # cameras and programs write 1 to 15, and phones several pictures into one file
FORMATS = ("JPEG", "PNG", "HEIF", "WEBP", "AVIF", "GIF", "BMP", "TIFF", "JPEG2000")
_NAMES = {"HEIF": "HEIC", "MPO": "JPEG"}  # MPO: a JPEG with more pictures behind the first, as many phones make them
_STRIP_ROWS = 64
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
_SWAPS_SIDES = (5, 6, 7, 8)
# What Pillow and the decoders behind it throw at damaged bytes.
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    LookupError,
    OverflowError,
    AttributeError,
    RuntimeError,
    ZeroDivisionError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """An upright RGB picture, maybe smaller than the photo, and what the file said."""

    image: Image.Image
    format: str  # as people call it
    size: tuple[int, int]  # of the whole upright photo
    jpeg_quality: int | None  # 1 to 100 as most programs count it; None if it is no JPEG
    dropped: tuple[str, ...]

    @property
    def scale(self) -> float:
        """Pixels of `image` to each of the photo's."""
        return self.image.width / self.size[0]


def decode(data: bytes, limits: Limits, wanted_side: int) -> Decoded:
    """The first picture in these bytes, upright, RGB in sRGB, alpha over white, and nothing but pixels.

    A larger photo may be decoded at a fraction of its size: the shorter side is never below `wanted_side` because of
    that.

    Raises: IntakeError.
    """
    _check_bytes(data, limits)
    _check_scans(data)
    image = _open(data)
    name = _NAMES.get(image.format or "", image.format or "")
    try:
        _check_size(image, limits)
        full = image.size
        _ask_for_less(image, data, wanted_side)
        image.load()
        dropped, quality = kinds_in(image), _jpeg_quality(image)
        turn = _orientation(image)  # after load(): some decoders turn the picture themselves, and then say 1
        if image.format == "TIFF":  # turned by load(), which a size known beforehand may not have foreseen
            full = full if (full[0] < full[1]) == (image.width < image.height) else full[::-1]
        small = _shrunk(image, max(1, min(image.size) // wanted_side))
    except MemoryError as error:
        raise IntakeError("too_costly") from error
    except _DAMAGED as error:
        raise IntakeError("truncated") from error
    if turn in _UPRIGHT:
        small = small.transpose(_UPRIGHT[turn])
    size = full[::-1] if turn in _SWAPS_SIDES else full
    return Decoded(small, name, size, quality, dropped)


def _check_bytes(data: bytes, limits: Limits) -> None:
    if not data:
        raise IntakeError("empty")
    if len(data) > limits.bytes:
        raise too_many_bytes(len(data), limits)


def _check_scans(data: bytes) -> None:
    """Each scan of a progressive JPEG passes over every pixel, and costs its maker a few bytes: of 15 MB, hours."""
    if data.startswith(b"\xff\xd8") and _scans(data) > MOST_SCANS:
        raise IntakeError("too_many_scans")


def _scans(data: bytes) -> int:
    """How many scans a JPEG's first picture has: what lies behind it, e.g. a phone's film, is not its own.

    Blocks are stepped over by the lengths they state. In coded data 0xff is followed by 0 or a restart mark.
    """
    at, scans = 2, 0
    while (at := data.find(b"\xff", at)) != -1 and at + 3 < len(data) and scans <= MOST_SCANS:
        kind = data[at + 1]
        if kind == 0xD9:  # the end of the picture
            break
        scans += kind == 0xDA
        has_length = kind not in (0x00, 0x01, 0xFF) and not 0xD0 <= kind <= 0xD8
        at += 2 + int.from_bytes(data[at + 2 : at + 4]) if has_length else 1 + (kind != 0xFF)
    return scans


@cache
def _register_heif() -> None:
    from pillow_heif import register_heif_opener  # noqa: PLC0415  at the first photo, not at the import of this module

    register_heif_opener(thumbnails=False)


def _open(data: bytes) -> Image.Image:
    _register_heif()
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except MemoryError as error:
        raise IntakeError("too_costly") from error
    except _DAMAGED as error:  # UnidentifiedImageError is an OSError
        raise _unreadable(data) from error


def _unreadable(data: bytes) -> IntakeError:
    """A photo that was cut off, one in a format that we do not read, or no photo: the person's next step differs."""
    jpeg2000 = (b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*", *jpeg2000)
    if data.startswith(starts) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:8] == b"ftyp":
        return IntakeError("truncated")
    for magic, name in ((b"8BPS", "Photoshop"), (b"%PDF", "PDF"), (b"\xff\x0a", "JPEG XL"), (b"JXL ", "JPEG XL")):
        if magic in (data[: len(magic)], data[4 : 4 + len(magic)]):
            return IntakeError("unsupported_format", format=name)
    return IntakeError("not_an_image")


def _check_size(image: Image.Image, limits: Limits) -> None:
    # Only of a JPEG the orientation can be asked for without decoding: a PNG may have it at its end.
    is_turned = image.format in ("JPEG", "MPO") and _orientation(image) in _SWAPS_SIDES
    width, height = image.size[::-1] if is_turned else image.size
    name = image.format or ""
    facts = {"width": width, "height": height, "format": _NAMES.get(name, name)}
    if width * height > limits.pixels_of(name):
        raise IntakeError("too_many_pixels", most=round(limits.pixels_of(name) / 1e6), **facts)
    if max(width, height) > limits.aspect * min(width, height):
        raise IntakeError("aspect", most=limits.aspect, **facts)
    if min(width, height) < limits.shortest_side:
        raise IntakeError("image_too_small", least=limits.shortest_side, **facts)


def _ask_for_less(image: Any, data: bytes, wanted_side: int) -> None:
    """Let decoders that can do so leave out detail that would only be thrown away."""
    scale = wanted_side / min(image.size)
    # draft() keeps both sides at or above what is asked for; ask in proportion, so that the shorter side decides.
    image.draft("RGB", (round(image.width * scale), round(image.height * scale)))
    if image.format == "JPEG2000":
        image.reduce = _halvings(data, image.size, 1 / scale)


def _halvings(jpeg2000: bytes, size: tuple[int, int], most: float) -> int:
    """How often a JPEG 2000 can be decoded at half the size: asked for more, or for odd sizes, the decoder fails.

    Source: ITU-T T.800, A.6.1: in the coding style default, COD, the decomposition levels follow 9 bytes on.
    """
    cod = jpeg2000.find(b"\xff\x52", jpeg2000.find(b"\xff\x4f\xff\x51"))
    levels = jpeg2000[cod + 9] if 0 <= cod < len(jpeg2000) - 9 else 0
    for halvings in range(min(levels, int(most).bit_length() - 1), 0, -1):
        step = 1 << halvings
        if all(-(-side // step) == (side + step // 2) // step for side in size):  # Pillow rounds, OpenJPEG rounds up
            return halvings
    return 0


def _jpeg_quality(image: Any) -> int | None:
    """The quality whose luminance table, as libjpeg scales Annex K of the JPEG standard, comes nearest."""
    tables = getattr(image, "quantization", None)
    if not tables or not tables.get(0):
        return None
    scale = 100 * sum(tables[0]) / 3688  # the sum of the standard's table, which quality 50 uses unchanged
    quality: float = (200 - scale) / 2 if scale <= 100 else 5000 / scale
    return round(max(1, min(100, quality)))


def _orientation(image: Image.Image) -> int:
    """1 to 8 in a sound file. Broken EXIF says nothing: 1."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation)
    except _DAMAGED:
        return 1
    return value if isinstance(value, int) else 1


def _shrunk(image: Image.Image, factor: int) -> Image.Image:
    """A new RGB picture of 1/factor of the size. Worked off in strips: no second copy of a large photo is made."""
    convert = to_rgb(image)
    width, height = -(-image.width // factor), -(-image.height // factor)
    small = Image.new("RGB", (width, height), "white")
    for top in range(0, image.height, _STRIP_ROWS * factor):
        bottom = min(top + _STRIP_ROWS * factor, image.height)
        strip = convert(image.crop((0, top, image.width, bottom)))
        small.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return small
