"""What is refused, with which code, and that refusing a bomb costs neither time nor memory."""

import io
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sketching.intake import IntakeError, Limits
from sketching.intake.decode import decode
from tests import pictures

REPOSITORY = Path(__file__).parents[3]
KINDS = ("JPEG", "PNG", "WEBP")


def refusal(data: bytes, **limits: Any) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        decode(data, Limits(**limits), 1024)
    return caught.value


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"").code == "empty"


def test_a_file_of_too_many_bytes_is_refused_with_its_size_and_the_limit() -> None:
    data = pictures.encoded()
    error = refusal(data, bytes=len(data) - 1)
    assert (error.code, error.facts) == ("too_many_bytes", {"size": len(data), "limit": len(data) - 1})


def test_a_file_of_exactly_the_limit_is_taken() -> None:
    data = pictures.encoded()
    assert decode(data, Limits(bytes=len(data)), 1024)[1] == "JPEG"


@pytest.mark.parametrize(
    "data",
    [
        b"just some words",
        b"<!doctype html><html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7\n",
        b"\0" * 1000,
        b"\xff",
        b"RIFF\x24\0\0\0WAVEfmt ",
    ],
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert refusal(data).code == "not_an_image"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "AVIF"])
def test_a_photo_in_a_format_for_later_is_refused_by_name(kind: str) -> None:
    error = refusal(pictures.encoded(kind=kind))
    assert error.code == "unsupported_format"
    assert kind in error.facts["format"]


def test_a_big_endian_tiff_and_a_heic_are_refused_by_name() -> None:
    assert refusal(b"MM\0*\0\0\0\x08" + bytes(100)).facts["format"] == "TIFF"
    assert "HEIC" in refusal(b"\0\0\0\x24ftypheic" + bytes(100)).facts["format"]


@pytest.mark.parametrize(("kind", "share"), list(product(KINDS, [0.02, 0.1, 0.5, 0.9, 0.99])))
def test_a_photo_that_was_cut_off_is_refused(kind: str, share: float) -> None:
    data = pictures.encoded(kind=kind)
    assert refusal(data[: round(len(data) * share)]).code == "truncated"


@pytest.mark.parametrize(
    "header",
    [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x24\0\0\0WEBPVP8 "],
)
def test_a_header_with_nothing_behind_it_is_refused_as_cut_off(header: bytes) -> None:
    assert refusal(header).code == "truncated"


@pytest.mark.parametrize("kind", KINDS)
def test_more_pixels_than_the_limit_are_refused_with_the_size(kind: str) -> None:
    data = pictures.encoded(kind=kind)
    error = refusal(data, pixels=400 * 500 - 1)
    assert (error.code, error.facts["size"]) == ("too_many_pixels", (400, 500))
    assert decode(data, Limits(pixels=400 * 500), 1024)[0].size == (400, 500)


@pytest.mark.parametrize("size", [(63, 300), (300, 63), (1, 1)])
def test_a_photo_with_a_side_that_is_too_short_is_refused(size: tuple[int, int]) -> None:
    error = refusal(pictures.encoded(pictures.face(*size)))
    assert (error.code, error.facts["size"]) == ("image_too_small", size)


@pytest.mark.parametrize("size", [(100, 601), (601, 100)])
def test_a_long_strip_is_refused(size: tuple[int, int]) -> None:
    assert refusal(pictures.encoded(pictures.face(*size), "PNG")).code == "aspect"


@pytest.mark.parametrize("size", [(64, 64), (100, 600), (600, 100)])
def test_a_photo_just_inside_the_limits_is_taken(size: tuple[int, int]) -> None:
    assert decode(pictures.encoded(pictures.face(*size)), Limits(), 1024)[0].size == size


def test_a_refusal_says_the_limit_and_the_cure() -> None:
    assert "64" in str(refusal(pictures.encoded(pictures.face(20, 20))))
    assert "15 MB" in str(refusal(bytes(15_000_001)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_format_is_that_of_the_bytes(kind: str) -> None:
    assert decode(pictures.encoded(kind=kind), Limits(), 1024)[1] == kind


def test_a_jpeg_with_more_pictures_behind_the_first_is_a_jpeg() -> None:
    more = [pictures.face(backdrop="#000000")]
    data = pictures.encoded(kind="MPO", save_all=True, append_images=more)
    assert Image.open(io.BytesIO(data)).format == "MPO"
    assert decode(data, Limits(), 1024)[1] == "JPEG"


def test_a_large_jpeg_is_decoded_small_but_never_below_what_is_wanted() -> None:
    image, _ = decode(pictures.encoded(pictures.face(2400, 3000)), Limits(), 300)
    assert 300 <= min(image.size) < 600


PROBE = """
import resource, sys, time
from sketching.intake import IntakeError, prepare
from tests import pictures
data = {data}
prepare(pictures.encoded(kind="PNG")), prepare(pictures.encoded(kind="WEBP"))
before, started, code = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter(), ""
try:
    prepare(data)
except IntakeError as error:
    code = error.code
seconds = time.perf_counter() - started
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(code or "taken", round(seconds, 3), grown if sys.platform != "darwin" else grown // 1024)
"""


def cost_of(data: str) -> tuple[str, float, int]:
    """The code, the seconds and the extra KiB of looking at `data`, in a process of its own."""
    command = [sys.executable, "-c", PROBE.format(data=data)]
    said = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.split()
    return said[0], float(said[1]), int(said[2])


@pytest.mark.parametrize("size", [(30_000, 30_000), (13_000, 13_000)])
def test_a_png_that_would_fill_the_memory_is_refused_at_once(size: tuple[int, int]) -> None:
    code, seconds, extra = cost_of(f"pictures.huge_png{size}")
    assert code == "too_many_pixels"
    assert seconds < 1
    assert extra < 50_000


def webp_of_16383() -> bytes:
    """A lossless WebP whose header promises 16383 x 16383 pixels, the most that the format has."""
    data = bytearray(pictures.encoded(Image.new("RGB", (64, 64)), "WEBP", lossless=True))
    flags = int.from_bytes(data[21:25], "little") >> 28 << 28
    data[21:25] = (flags | 16382 << 14 | 16382).to_bytes(4, "little")
    return bytes(data)


def test_a_webp_that_would_fill_the_memory_is_refused_at_once() -> None:
    code, seconds, extra = cost_of(repr(webp_of_16383()))
    assert code == "too_many_pixels"
    assert seconds < 1
    assert extra < 50_000


def test_a_jpeg_with_more_scans_than_any_camera_writes_is_refused() -> None:
    data = pictures.encoded(progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(IntakeError) as refused:
        decode(data[:-2] + scan * 200 + data[-2:], Limits(), 64)
    assert refused.value.code == "too_many_scans"
