"""Bytes of any format become the same upright pixels, and what cannot is refused with its reason."""

import io
import struct
from itertools import product
from typing import Any

import numpy as np
import pytest
from PIL import Image

from sketching.intake import IntakeError, Limits
from sketching.intake.decode import Decoded, decode
from tests import pictures

PLAIN = pictures.face()
PLAIN.paste("#1f7a3d", (20, 60, 90, 160))  # so that left is not right
ORIENTATION = 0x0112
# What a camera held in that way has stored, so that the orientation tag undoes it.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
CAN_BE_TURNED = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF")  # HEIF and AVIF say it in boxes of their own
MORE = {"save_all": True, "append_images": [pictures.face(backdrop="#000000"), pictures.face(backdrop="#ff0000")]}


def decoded(data: bytes, side: int = 1024) -> Decoded:
    return decode(data, Limits(), side)


def refusal(data: bytes) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        decoded(data)
    return caught.value


def difference(found: Decoded, expected: Image.Image = PLAIN) -> float:
    """Mean absolute difference, 0 to 255."""
    assert found.image.mode == "RGB"
    assert found.image.size == expected.size
    return float(np.abs(np.asarray(found.image, float) - np.asarray(expected.convert("RGB"), float)).mean())


def turned(orientation: int, kind: str, image: Image.Image = PLAIN, **options: Any) -> bytes:
    stored = STORED[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    image = image if stored is None else image.transpose(stored)
    return pictures.encoded(image, kind, exif=exif.tobytes(), **options)


# Formats


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_each_format_gives_the_same_picture(kind: str) -> None:
    assert difference(decoded(pictures.encoded(PLAIN, kind))) < 3


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_the_format_is_that_of_the_bytes_as_people_call_it(kind: str) -> None:
    found = decoded(pictures.encoded(PLAIN, kind))
    assert (found.format, found.size) == ({"HEIF": "HEIC"}.get(kind, kind), PLAIN.size)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"progressive": True}),
        ("JPEG", {"subsampling": "4:1:1"}),
        ("JPEG", {"keep_rgb": True}),
        ("JPEG", {"restart_marker_rows": 1}),
        ("WEBP", {"lossless": True}),
        ("GIF", {"interlace": True}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "tiff_adobe_deflate"}),
        ("TIFF", {"compression": "jpeg"}),
        ("TIFF", {"compression": "packbits"}),
        ("TIFF", {"big_tiff": True}),
        ("JPEG2000", {"no_jp2": True}),
        ("JPEG2000", {"irreversible": True, "quality_layers": [20]}),
        ("JPEG2000", {"tile_size": (128, 128)}),
    ],
)
def test_each_variety_of_a_format_gives_the_same_picture(kind: str, options: dict[str, Any]) -> None:
    assert difference(decoded(pictures.encoded(PLAIN, kind, **options))) < 3


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_the_first_picture_of_several_is_taken(kind: str) -> None:
    found = decoded(pictures.encoded(PLAIN, kind, **MORE))
    assert difference(found) < 4
    assert "pictures" in found.dropped


def test_a_jpeg_with_more_pictures_behind_the_first_is_a_jpeg() -> None:
    data = pictures.encoded(PLAIN, "MPO", **MORE)
    assert Image.open(io.BytesIO(data)).format == "MPO"
    assert decoded(data).format == "JPEG"
    assert difference(decoded(data)) < 4


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_a_decoded_picture_holds_nothing_of_its_file(kind: str) -> None:
    assert decoded(pictures.encoded(PLAIN, kind)).image.info == {}


# Decoding at a fraction of the size


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_a_large_photo_is_decoded_small_but_never_below_what_is_wanted(kind: str) -> None:
    found = decoded(pictures.encoded(pictures.face(1210, 1513), kind), 300)
    assert 300 <= min(found.image.size) < 600
    assert found.size == (1210, 1513)
    assert found.scale == pytest.approx(found.image.width / 1210)


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_a_photo_decoded_small_looks_like_one_decoded_in_full(kind: str) -> None:
    data = pictures.encoded(pictures.face(1600, 2000), kind)
    small, full = decoded(data, 400).image, decoded(data, 1600).image
    assert small.size == (400, 500)
    assert difference(decoded(data, 400), full.reduce(4)) < 2


@pytest.mark.parametrize("levels", [1, 2])
def test_a_jpeg_2000_with_few_levels_is_decoded_as_small_as_they_allow(levels: int) -> None:
    data = pictures.encoded(pictures.face(1600, 2000), "JPEG2000", num_resolutions=levels)
    assert decoded(data, 400).image.size == (400, 500)


@pytest.mark.parametrize("size", [(1201, 1500), (1210, 1513), (1213, 1517)])
def test_a_jpeg_2000_of_any_size_is_decoded_small(size: tuple[int, int]) -> None:
    assert decoded(pictures.encoded(pictures.face(*size), "JPEG2000"), 300).size == size


@pytest.mark.parametrize("factor", [2, 3, 5])
def test_a_side_that_does_not_divide_evenly_keeps_its_last_pixels(factor: int) -> None:
    image = Image.new("RGB", (64 * factor + 1, 70 * factor + 1), "#c04020")
    found = decoded(pictures.encoded(image, "PNG"), 64)
    assert found.image.size == (65, 71)
    assert found.image.getcolors() == [(65 * 71, (0xC0, 0x40, 0x20))]


# Orientation


@pytest.mark.parametrize(("kind", "orientation"), list(product(CAN_BE_TURNED, STORED)))
def test_a_photo_taken_at_any_angle_is_upright(kind: str, orientation: int) -> None:
    found = decoded(turned(orientation, kind))
    assert difference(found) < 3
    assert found.size == PLAIN.size


@pytest.mark.parametrize(("kind", "orientation"), list(product(CAN_BE_TURNED, (3, 6))))
def test_a_square_photo_is_upright_too(kind: str, orientation: int) -> None:
    square = PLAIN.crop((0, 0, 400, 400))
    assert difference(decoded(turned(orientation, kind, square)), square) < 3


@pytest.mark.parametrize(("kind", "orientation"), list(product(CAN_BE_TURNED, (1, 6))))
def test_a_turned_photo_that_is_decoded_small_is_upright_and_knows_its_size(kind: str, orientation: int) -> None:
    found = decoded(turned(orientation, kind), 100)
    assert difference(found, PLAIN.reduce(4)) < 3
    assert (found.size, found.scale) == (PLAIN.size, 0.25)


def test_a_photo_with_more_pictures_behind_it_is_upright() -> None:
    assert difference(decoded(turned(6, "MPO", **MORE))) < 4


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_ignored(value: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = value
    assert difference(decoded(pictures.encoded(PLAIN, exif=exif))) < 4


def test_an_orientation_that_is_no_number_is_ignored() -> None:
    entry = struct.pack("<HHI4s", ORIENTATION, 2, 4, b"six")
    exif = b"Exif\0\0II*\0\x08\0\0\0\1\0" + entry + bytes(4)
    assert difference(decoded(pictures.encoded(PLAIN, exif=exif))) < 4


@pytest.mark.parametrize(
    "exif",
    [b"Exif\0\0", b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"nothing"],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_broken_exif_does_not_spoil_the_photo(kind: str, exif: bytes) -> None:
    assert difference(decoded(pictures.encoded(PLAIN, kind, exif=exif))) < 4


# What is refused


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"").code == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"just some words",
        b"<!doctype html><html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"\0" * 1000,
        b"\xff",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\x7fELF\x02\x01\x01" + bytes(100),
        b"PK\x03\x04" + bytes(100),
    ],
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert refusal(data).code == "not_an_image"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"8BPS\0\1" + bytes(100), "Photoshop"),
        (b"\xff\x0a" + bytes(100), "JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(100), "JPEG XL"),
    ],
)
def test_a_photo_in_a_format_that_we_do_not_read_is_refused_by_name(data: bytes, name: str) -> None:
    error = refusal(data)
    assert (error.code, error.facts["format"]) == ("unsupported_format", name)


@pytest.mark.parametrize("kind", ["ICO", "PPM", "TGA", "PCX", "EPS", "ICNS", "DDS"])
def test_a_format_that_people_do_not_have_is_not_even_looked_at(kind: str) -> None:
    assert refusal(pictures.encoded(PLAIN.resize((64, 64)), kind)).code in {"not_an_image", "unsupported_format"}


@pytest.mark.parametrize(("kind", "share"), list(product(pictures.FORMATS, [0.005, 0.02, 0.1, 0.5, 0.9, 0.99])))
def test_a_photo_that_was_cut_off_is_refused(kind: str, share: float) -> None:
    data = pictures.encoded(kind=kind)
    assert refusal(data[: round(len(data) * share)]).code == "truncated"


@pytest.mark.parametrize(
    "header",
    [
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x24\0\0\0WEBPVP8 ",
        b"GIF89a",
        b"BM",
        b"II*\0\x08\0\0\0",
        b"MM\0*\0\0\0\x08",
        b"\0\0\0\x20ftypavif",
        b"\0\0\0\x24ftypheic",
        b"\0\0\0\x0cjP  \r\n\x87\n",
        b"\xff\x4f\xff\x51",
    ],
)
def test_a_header_with_nothing_behind_it_is_refused_as_cut_off(header: bytes) -> None:
    assert refusal(header).code == "truncated"


# The quality of a JPEG


@pytest.mark.parametrize("quality", [1, 5, 12, 17])
def test_a_jpeg_saved_at_a_very_low_quality_is_known_as_one(quality: int) -> None:
    found = decoded(pictures.encoded(PLAIN, quality=quality)).jpeg_quality
    assert found is not None
    assert found < 20


@pytest.mark.parametrize("quality", [20, 25, 50, 75, 95, 100])
def test_the_quality_that_a_jpeg_was_saved_at_is_told(quality: int) -> None:
    found = decoded(pictures.encoded(PLAIN, quality=quality)).jpeg_quality
    assert found is not None
    assert abs(found - quality) <= 1


@pytest.mark.parametrize("kind", [kind for kind in pictures.FORMATS if kind != "JPEG"])
def test_what_is_no_jpeg_has_no_such_quality(kind: str) -> None:
    assert decoded(pictures.encoded(PLAIN, kind)).jpeg_quality is None
