"""Whatever a file says about its colours, the picture is RGB in sRGB as its maker saw it, on white."""

import struct
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from sketching.intake import Limits
from sketching.intake.decode import decode
from tests import pictures

PLAIN = pictures.face()
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def grey() -> Image.Image:
    return PLAIN.convert("L")


def shown(data: bytes) -> Image.Image:
    found = decode(data, Limits(), 1024).image
    assert found.mode == "RGB"
    return found


def difference(data: bytes, expected: Image.Image = PLAIN) -> float:
    """Mean absolute difference, 0 to 255."""
    found = shown(data)
    assert found.size == expected.size
    return float(np.abs(np.asarray(found, float) - np.asarray(expected.convert("RGB"), float)).mean())


# Modes


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_a_grey_photo_stays_grey(kind: str) -> None:
    assert difference(pictures.encoded(grey(), kind), grey()) < 3


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_cmyk_photo_is_not_a_negative(kind: str) -> None:
    assert difference(pictures.encoded(PLAIN.convert("CMYK"), kind)) < 3


def test_a_cmyk_jpeg_of_adobe_is_not_a_negative_though_it_is_stored_as_one() -> None:
    data = pictures.encoded(Image.new("CMYK", (100, 100), (0, 0, 0, 0)))
    assert b"Adobe" in data[:100]
    assert shown(data).getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "GIF", "BMP"])
def test_a_palette_keeps_its_colours(kind: str) -> None:
    assert difference(pictures.encoded(PLAIN.quantize(255), kind)) < 3


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_black_and_white_pixels_are_taken(kind: str) -> None:
    image = PLAIN.convert("1")
    assert difference(pictures.encoded(image, kind), image) < 1


def test_a_fax_is_taken() -> None:
    image = PLAIN.convert("1")
    assert difference(pictures.encoded(image, "TIFF", compression="group4"), image) < 1


def test_a_lab_tiff_keeps_its_colours() -> None:
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = ImageCms.applyTransform(PLAIN, to_lab)
    assert lab is not None
    assert lab.mode == "LAB"
    assert difference(pictures.encoded(lab, "TIFF")) < 2


@pytest.mark.parametrize("kind", ["TIFF", "JPEG"])
def test_a_photo_in_luminance_and_chrominance_keeps_its_colours(kind: str) -> None:
    assert difference(pictures.encoded(PLAIN.convert("YCbCr"), kind)) < 3


# Sixteen bits a channel


@pytest.mark.parametrize("plain", [PLAIN, PLAIN.convert("L")], ids=["rgb", "grey"])
def test_16_bits_a_channel_are_scaled_not_cut(plain: Image.Image) -> None:
    assert difference(pictures.png_of_16_bits(np.asarray(plain).astype(int) * 257), plain) < 1


@pytest.mark.parametrize("kind", ["TIFF", "PNG", "JPEG2000", "HEIF"])
def test_16_bit_grey_of_any_format_is_scaled_not_cut(kind: str) -> None:
    deep = Image.fromarray(np.asarray(grey()).astype(np.uint16) * 257)
    assert deep.mode == "I;16"
    assert difference(pictures.encoded(deep, kind), grey()) < 1


@pytest.mark.parametrize("transparent", [0, 300, 65535])
def test_16_bit_grey_with_a_transparent_value_is_taken(transparent: int) -> None:
    chunk = pictures.chunk(b"tRNS", struct.pack(">H", transparent))
    assert difference(pictures.png_of_16_bits(np.asarray(grey()).astype(int) * 257, chunk), grey()) < 1


# Alpha


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF", "TIFF", "JPEG2000"])
def test_what_is_transparent_becomes_white(kind: str) -> None:
    image = PLAIN.convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 400, 200))
    options = {"lossless": True} if kind == "WEBP" else {}
    found = np.asarray(shown(pictures.encoded(image, kind, **options)))
    assert found[:190].min() >= 250
    assert found[250:].mean() < 240


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_grey_with_alpha_is_laid_on_white(kind: str) -> None:
    image = grey().convert("LA")
    image.putalpha(128)
    expected = grey().point(lambda value: 127 + value / 2)
    assert difference(pictures.encoded(image, kind, lossless=True), expected) < 3


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_palette_with_a_transparent_colour_is_laid_on_white(kind: str) -> None:
    image = PLAIN.quantize(64)
    found = shown(pictures.encoded(image, kind, transparency=image.getpixel((0, 0))))
    assert found.getpixel((0, 0)) == (255, 255, 255)
    assert found.getpixel((200, 260)) == pytest.approx(PLAIN.getpixel((200, 260)), abs=20)


def test_a_transparent_colour_of_an_rgb_png_is_laid_on_white() -> None:
    flat = Image.new("RGB", (100, 100), (10, 20, 30))
    found = shown(pictures.encoded(flat, "PNG", transparency=(10, 20, 30)))
    assert found.getcolors() == [(10_000, (255, 255, 255))]


def test_what_shines_through_is_mixed_with_white_and_not_with_black() -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 51))
    assert shown(pictures.encoded(image, "PNG")).getpixel((50, 50)) == (204, 204, 204)


# Profiles


def swapped_profile() -> bytes:
    """sRGB with the red and blue colorants exchanged: whoever applies it sees red where blue was."""
    return SRGB.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_a_colour_profile_is_applied_and_dropped(kind: str) -> None:
    blue = Image.new("RGB", (100, 100), (0, 0, 255))
    found = shown(pictures.encoded(blue, kind, icc_profile=swapped_profile()))
    red, _, blue_left = found.getpixel((50, 50))  # type: ignore[misc]
    assert red > 240
    assert blue_left < 25
    assert "icc_profile" not in found.info


def test_without_a_profile_the_colours_are_taken_as_they_are() -> None:
    blue = Image.new("RGB", (100, 100), (0, 0, 255))
    assert shown(pictures.encoded(blue, "PNG")).getpixel((50, 50)) == (0, 0, 255)


def test_a_profile_is_applied_below_transparency_too() -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 255, 255))
    image.paste((0, 0, 0, 0), (0, 0, 100, 50))
    found = shown(pictures.encoded(image, "PNG", icc_profile=swapped_profile()))
    assert found.getpixel((50, 10)) == (255, 255, 255)
    assert found.getpixel((50, 90))[0] > 240  # type: ignore[index]


@pytest.mark.parametrize("profile", [SRGB, SRGB[:200], b"no profile at all", b"\0" * 200])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_an_srgb_profile_or_a_broken_one_changes_nothing(mode: str, profile: bytes) -> None:
    image = PLAIN.convert(mode)
    assert difference(pictures.encoded(image, icc_profile=profile), image.convert("RGB")) < 6


def test_a_profile_of_another_colour_model_changes_nothing() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert difference(pictures.encoded(PLAIN, "PNG", icc_profile=lab)) < 1


def test_a_profile_of_a_palette_does_no_harm() -> None:
    assert difference(pictures.encoded(PLAIN.quantize(255), "PNG", icc_profile=SRGB)) < 3


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_a_profile_does_not_make_what_is_transparent_black(mode: str) -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0)).convert(mode)
    options: dict[str, Any] = {"transparency": 0} if mode == "P" else {}
    found = shown(pictures.encoded(image, "PNG", icc_profile=SRGB, **options))
    assert found.getpixel((50, 50)) == (255, 255, 255)
