"""What is too large, too small or too costly is refused before a pixel is decoded, and that costs nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sketching.intake import IntakeError, Limits
from sketching.intake.decode import MOST_SCANS, decode
from tests import pictures

REPOSITORY = Path(__file__).parents[3]


def refusal(data: bytes, **limits: Any) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        decode(data, Limits(**limits), 1024)
    return caught.value


# Bytes


def test_a_file_of_too_many_bytes_is_refused_with_its_size_and_the_limit() -> None:
    error = refusal(bytes(2_100_000), bytes=2_000_000)
    assert (error.code, error.facts) == ("too_many_bytes", {"megabytes": 2.1, "most": 2})


def test_a_file_of_exactly_the_limit_is_taken() -> None:
    data = pictures.encoded()
    assert decode(data, Limits(bytes=len(data)), 1024).format == "JPEG"


# Pixels and sides


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_more_pixels_than_the_limit_of_the_format_are_refused_with_the_size(kind: str) -> None:
    data = pictures.encoded(kind=kind)
    share = Limits(pixels=1_000_000).pixels_of(kind) / 1_000_000
    error = refusal(data, pixels=round(190_000 / share))
    assert (error.code, error.facts["width"], error.facts["height"]) == ("too_many_pixels", 400, 500)
    assert decode(data, Limits(pixels=round(201_000 / share)), 1024).size == (400, 500)


def test_a_format_that_takes_more_memory_may_have_fewer_pixels() -> None:
    limits = Limits()
    assert limits.pixels_of("JPEG") == limits.pixels
    assert all(limits.pixels_of(kind) < limits.pixels for kind in ("AVIF", "WEBP", "JPEG2000"))


@pytest.mark.parametrize("size", [(63, 300), (300, 63), (1, 1)])
def test_a_photo_with_a_side_that_is_too_short_is_refused(size: tuple[int, int]) -> None:
    error = refusal(pictures.encoded(pictures.face(*size)))
    assert (error.code, error.facts["width"], error.facts["height"]) == ("image_too_small", *size)


@pytest.mark.parametrize("size", [(100, 601), (601, 100), (10, 601)])
def test_a_long_strip_is_refused(size: tuple[int, int]) -> None:
    assert refusal(pictures.encoded(pictures.face(*size), "PNG")).code == "aspect"


@pytest.mark.parametrize("size", [(64, 64), (100, 600), (600, 100)])
def test_a_photo_just_inside_the_limits_is_taken(size: tuple[int, int]) -> None:
    assert decode(pictures.encoded(pictures.face(*size)), Limits(), 1024).size == size


def test_a_refusal_says_the_facts_and_the_limit() -> None:
    assert "20 x 25" in str(refusal(pictures.encoded(pictures.face(20, 25))))
    assert "64" in str(refusal(pictures.encoded(pictures.face(20, 25))))
    assert "15 MB" in str(refusal(bytes(15_000_001)))


# Scans


def test_scans_are_counted_in_the_picture_and_not_in_what_lies_behind_it() -> None:
    """A phone's moving photo has a film behind it, in which any two bytes may stand."""
    film = b"\xff\xda" * 2 * MOST_SCANS
    assert decode(pictures.encoded() + film, Limits(), 1024).format == "JPEG"
    assert decode(pictures.encoded(comment=film), Limits(), 1024).format == "JPEG"


def test_a_jpeg_with_more_scans_than_any_camera_writes_is_refused() -> None:
    data = pictures.encoded(progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    assert refusal(data[:-2] + scan * 2 * MOST_SCANS + data[-2:]).code == "too_many_scans"


def test_a_jpeg_with_many_pictures_behind_the_first_has_no_scan_too_many() -> None:
    data = pictures.encoded(kind="MPO", save_all=True, append_images=[pictures.face()] * 20)
    assert decode(data, Limits(), 1024).format == "JPEG"


# Promises of a size: 30000 x 30000, or the most that the format has


WIDE = (30_000).to_bytes(2, "big")
TIFF_SIDE = b"\1\0\0\0"  # of a tag with one number


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def webp(data: bytes) -> bytes:
    """Two sides of 14 bits."""
    flags = int.from_bytes(data[21:25], "little") >> 28 << 28
    return patched(data, 21, (flags | 16382 << 14 | 16382).to_bytes(4, "little"))


def tiff(data: bytes) -> bytes:
    """The tags for width and height, 256 and 257, come first and one behind the other."""
    width = data.index(b"\0\1\4\0" + TIFF_SIDE) + 8
    return patched(patched(data, width, WIDE[::-1]), width + 12, WIDE[::-1])


PROMISES: dict[str, Callable[[bytes], bytes]] = {
    "JPEG": lambda data: patched(data, data.index(b"\xff\xc0") + 5, WIDE * 2),
    "WEBP": webp,
    "GIF": lambda data: patched(data, 6, WIDE[::-1] * 2),
    "BMP": lambda data: patched(data, 18, (WIDE[::-1] + b"\0\0") * 2),
    "TIFF": tiff,
    "JPEG2000": lambda data: data.replace(b"\0\0\0\x40" * 2, (b"\0\0" + WIDE) * 2),  # in its box and in its code
}


def huge(kind: str) -> bytes:
    options = {"lossless": True} if kind == "WEBP" else {}
    return PROMISES[kind](pictures.encoded(Image.new("RGB", (64, 64)), kind, **options))


@pytest.mark.parametrize("kind", PROMISES)
def test_a_header_that_promises_too_many_pixels_is_refused(kind: str) -> None:
    error = refusal(huge(kind))
    assert error.code == "too_many_pixels"
    assert min(error.facts["width"], error.facts["height"]) >= 16_383


def test_a_png_whose_checksum_is_right_promises_no_more_either() -> None:
    assert refusal(pictures.huge_png(13_000, 13_000)).code == "too_many_pixels"


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_a_box_that_promises_too_many_pixels_is_refused(kind: str) -> None:
    data = pictures.encoded(Image.new("RGB", (64, 64)), kind)
    at = data.index(b"ispe") + 8
    assert refusal(patched(data, at, b"\0\0\x75\x30" * 2)).code in {"too_many_pixels", "truncated", "too_costly"}


PROBE = """
import resource, sys, time
from pathlib import Path
from sketching.intake import IntakeError, prepare
from tests import pictures
data = Path(sys.argv[1]).read_bytes()
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


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "TIFF"])
def test_a_file_that_would_fill_the_memory_costs_neither_time_nor_memory(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "bomb"
    file.write_bytes(pictures.huge_png() if kind == "PNG" else huge(kind))
    command = [sys.executable, "-c", PROBE, file]
    code, seconds, extra = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.split()
    assert code == "too_many_pixels"
    assert float(seconds) < 5
    assert int(extra) < 50_000
