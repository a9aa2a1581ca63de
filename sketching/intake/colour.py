"""Any colour model that files have, as RGB in sRGB on white."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")
_LAB = ImageCms.createProfile("LAB")


def to_rgb(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """What turns parts of this picture into new RGB pictures: colours as the camera meant them, alpha over white.

    A profile is applied, since it is about to be dropped. A broken one says nothing: the pixels are taken as they are.
    """
    if image.mode.startswith("I") and not _is_small(image):
        return _from_16_bits
    if image.mode == "P":
        return _from_palette(image)
    transform = _transform(image)
    if image.has_transparency_data:
        return lambda part: _on_white(_apply(transform, part) if part.mode == "RGBA" else part)
    return lambda part: _apply(transform, part).convert("RGB")


def _from_palette(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    sample = Image.new(mode, (1, 1))
    sample.info = {"icc_profile": image.info.get("icc_profile")}
    convert = to_rgb(sample)
    return lambda part: convert(part.convert(mode))


def _is_small(image: Image.Image) -> bool:
    """Whether a picture of 32-bit numbers holds none that does not fit into eight."""
    highest: Any = image.getextrema()[1] if image.mode == "I" else 256
    return bool(highest <= 255)


def _from_16_bits(part: Image.Image) -> Image.Image:
    """16-bit grey: convert() would clip instead of scale."""
    return part.point(lambda value: value / 256).convert("L").convert("RGB")


def _on_white(part: Image.Image) -> Image.Image:
    part = part.convert("RGBA")
    white = Image.new("RGB", part.size, "white")
    white.paste(part, mask=part.getchannel("A"))
    return white


def _transform(image: Image.Image) -> Any:
    """From the picture's own colours to sRGB; None if it needs none."""
    profile = image.info.get("icc_profile")
    if image.mode not in ("RGB", "RGBA", "L", "CMYK", "LAB") or not (profile or image.mode == "LAB"):
        return None
    mode = image.mode if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile and image.mode != "LAB" else _LAB
        return ImageCms.buildTransform(source, _SRGB, image.mode, mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _apply(transform: Any, part: Image.Image) -> Image.Image:
    if transform is None:
        return part
    return ImageCms.applyTransform(part, transform) or part
