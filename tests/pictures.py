"""Drawn faces and broken files: no real person's photo is in this repository."""

import io
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from pillow_heif import register_heif_opener

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "BMP", "TIFF", "JPEG2000")
"""Every format that is taken, as Pillow calls it."""
WALL = "#5d7fa8"

register_heif_opener(thumbnails=False)  # as intake does: these options are the whole process's


def face(width: int = 400, height: int = 500, *, skin: str = "#d9a27c", backdrop: str = WALL) -> Image.Image:
    """A drawn face with hair, eyes, nose and mouth: enough contrast and shape to be sketched."""
    canvas = Image.new("RGB", (400, 500), backdrop)
    pen = ImageDraw.Draw(canvas)
    pen.rounded_rectangle((60, 400, 340, 560), 60, fill="#33475b")
    pen.rectangle((165, 350, 235, 430), fill=skin)
    pen.ellipse((100, 80, 300, 300), fill="#3a2a1d")
    pen.ellipse((115, 120, 285, 390), fill=skin)
    for x in (165, 235):
        pen.ellipse((x - 20, 225, x + 20, 249), fill="white")
        pen.ellipse((x - 9, 227, x + 9, 247), fill="#2b4a6b")
        pen.line((x - 24, 208, x + 22, 204), fill="#3a2a1d", width=6)
    pen.line((200, 240, 190, 295, 208, 297), fill="#8a5a3c", width=4)
    pen.chord((165, 315, 235, 350), 0, 180, fill="#a3423f")
    soft = canvas.filter(ImageFilter.GaussianBlur(1.2))
    return soft.resize((width, height), Image.Resampling.LANCZOS)


def crowd(count: int, width: int = 200) -> Image.Image:
    """So many people side by side, each in a part of this width."""
    canvas = Image.new("RGB", (count * width, width * 5 // 4), WALL)
    for place in range(count):
        canvas.paste(face(width, width * 5 // 4), (place * width, 0))
    return canvas


def from_afar(width: int, around: int = 1000) -> Image.Image:
    """Somebody of whom there are so many pixels from shoulder to shoulder, in a large photo; the face has 0.43."""
    canvas = Image.new("RGB", (around, around), WALL)
    canvas.paste(face(width, width * 5 // 4), (around * 9 // 20, around * 3 // 10))
    return canvas


def leaning(degrees: float, backdrop: str = WALL) -> Image.Image:
    """A face that leans clockwise, with as much of the wall around as that takes."""
    upright = face(backdrop=backdrop)
    return upright.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=backdrop)


def lit(light: float, image: Image.Image | None = None) -> Image.Image:
    """Below 1 everything goes to black, above 1 to white: 0.2 leaves a fifth of the contrast, and so does 5."""
    if light < 1:
        return (image or face()).point(lambda value: value * light)
    return (image or face()).point(lambda value: 255 - (255 - value) / light)


def blurred(radius: float) -> Image.Image:
    return face().filter(ImageFilter.GaussianBlur(radius))


def encoded(image: Image.Image | None = None, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    (image or face()).save(out, kind, **options)
    return out.getvalue()


def png_of_16_bits(pixels: NDArray[np.integer], *chunks: bytes) -> bytes:
    """A 16-bit PNG, grey (H, W) or RGB (H, W, 3): Pillow writes only the first."""
    height, width = pixels.shape[:2]
    lines = pixels.astype(">u2").reshape(height, -1)
    data = zlib.compress(b"".join(b"\0" + line.tobytes() for line in lines))
    header = struct.pack(">IIBBBBB", width, height, 16, 0 if pixels.ndim == 2 else 2, 0, 0, 0)
    return png(chunk(b"IHDR", header), *chunks, chunk(b"IDAT", data))


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A valid 1-bit PNG of a few hundred KB at most that would be gigabytes once decoded."""
    line = b"\0" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return png(chunk(b"IHDR", header), chunk(b"IDAT", data))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
