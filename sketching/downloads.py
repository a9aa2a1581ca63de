"""A sketch in the formats that people take away: as it was drawn, smaller, or as curves."""

import io
from typing import Any

from PIL import Image

from sketching.models import Sketch

TYPES = {"png": "image/png", "webp": "image/webp", "svg": "image/svg+xml"}
WEBP_QUALITY = 90


def kinds(sketch: Sketch) -> list[str]:
    """In which it can be had: keys of TYPES."""
    return [kind for kind in TYPES if kind != "svg" or sketch.trace]


def read(sketch: Sketch, kind: str) -> bytes:
    """The file, without metadata. A WebP is made anew each time, in about 0.1 s.

    Raises: FileNotFoundError if there is none of this kind, or it is lost.
    """
    if kind not in kinds(sketch):
        raise FileNotFoundError(f"there is no {kind}")
    with (sketch.trace if kind == "svg" else sketch.image).open("rb") as file:
        data: bytes = file.read()
    return _webp(data) if kind == "webp" else data


def _webp(png: bytes) -> bytes:
    """Lines on bare paper are smallest without loss, pencil on grain with a loss that nobody sees: the smaller one."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
        return min(_encoded(picture, lossless=True), _encoded(picture, quality=WEBP_QUALITY), key=len)


def _encoded(picture: Image.Image, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", **options)
    return out.getvalue()
