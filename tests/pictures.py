"""Drawn faces and broken files: no real person's photo is in this repository."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, ImageFilter


def face(width: int = 400, height: int = 500, *, skin: str = "#d9a27c", backdrop: str = "#5d7fa8") -> Image.Image:
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


def encoded(image: Image.Image | None = None, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    (image or face()).save(out, kind, **options)
    return out.getvalue()


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A valid 1-bit PNG of a few hundred KB at most that would be gigabytes once decoded."""
    line = b"\0" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
