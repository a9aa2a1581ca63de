"""A damaged file of any format is a photo or a refusal, and never anything else."""

import contextlib
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from sketching.intake import IntakeError, IntakeOptions, Limits, prepare
from sketching.intake.decode import decode
from tests import pictures
from tests.sketching.intake import planted

SMALL = pictures.face(80, 100)
SECONDS = 5  # for one file, whatever is in it
EACH = 40  # mutations of each seed file


def small_exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "nobody"
    return exif.tobytes()


def seeds() -> dict[str, bytes]:
    """A file of every format and of what in them has code of its own."""
    said: dict[str, Any] = {"exif": small_exif(), "icc_profile": planted.PROFILE}
    animated = {"save_all": True, "append_images": [pictures.face(80, 100, backdrop="#ff0000")], "duration": 100}
    files = {kind: pictures.encoded(SMALL, kind, **said) for kind in pictures.FORMATS if kind not in {"GIF", "BMP"}}
    files |= {kind: pictures.encoded(SMALL, kind) for kind in ("GIF", "BMP")}
    files |= {f"animated {kind}": pictures.encoded(SMALL, kind, **animated) for kind in ("GIF", "PNG", "WEBP")}
    return files | {
        "progressive": pictures.encoded(SMALL, progressive=True),
        "cmyk": pictures.encoded(SMALL.convert("CMYK")),
        "palette": pictures.encoded(SMALL.quantize(16), "PNG", transparency=0),
        "lzw": pictures.encoded(SMALL, "TIFF", compression="tiff_lzw"),
        "fax": pictures.encoded(SMALL.convert("1"), "TIFF", compression="group4"),
        "lossless": pictures.encoded(SMALL.convert("RGBA"), "WEBP", lossless=True),
        "codestream": pictures.encoded(SMALL, "JPEG2000", no_jp2=True),
        "with everything": planted.PHOTOS["JPEG"](),
    }


SEEDS = seeds()


def mutated(data: bytes, dice: random.Random) -> bytes:
    """One to eight places changed: bits flipped, pieces cut out or doubled, noise or the numbers that break things."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        if not out:
            break
        reach = len(out) if dice.random() < 0.5 else min(len(out), 400)  # headers are where the rules are
        at, size = dice.randrange(reach), dice.randrange(1, 40)
        match dice.randrange(5):
            case 0:
                out[at] ^= 1 << dice.randrange(8)
            case 1:
                del out[at : at + size]
            case 2:
                out[at:at] = dice.randbytes(size)
            case 3:
                out[at:at] = out[at : at + size]
            case _:
                out[at : at + 4] = dice.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\x80"))
    return bytes(out) or b"\0"


def mutations(name: str) -> Iterator[bytes]:
    dice = random.Random(name)
    for _ in range(EACH):
        yield mutated(SEEDS[name], dice)


@pytest.mark.parametrize("name", SEEDS)
def test_the_seed_is_a_photo(name: str) -> None:
    assert decode(SEEDS[name], Limits(), 1024).image.mode == "RGB"


@pytest.mark.parametrize("name", SEEDS)
def test_a_damaged_file_is_a_picture_or_a_refusal(name: str) -> None:
    for data in mutations(name):
        started = time.monotonic()
        with contextlib.suppress(IntakeError):
            assert decode(data, Limits(), 1024).image.mode == "RGB"
        assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("name", pictures.FORMATS)
def test_what_a_damaged_file_shows_is_prepared_or_refused(name: str) -> None:
    shown = [data for data in mutations(name) if is_readable(data)][:4]
    for data in shown:
        assert prepare(data, IntakeOptions(frame="whole", size=64)).image.size == (64, 64)
        with contextlib.suppress(IntakeError):
            assert prepare(data).image.mode == "RGB"


def is_readable(data: bytes) -> bool:
    try:
        decode(data, Limits(), 1024)
    except IntakeError:
        return False
    return True


@pytest.mark.parametrize("seed", range(4))
def test_noise_is_refused(seed: int) -> None:
    dice = random.Random(seed)
    for size in (1, 7, 100, 10_000):
        with pytest.raises(IntakeError):
            decode(dice.randbytes(size), Limits(), 1024)


@pytest.mark.parametrize("name", SEEDS)
def test_noise_behind_a_true_beginning_is_a_picture_or_a_refusal(name: str) -> None:
    dice = random.Random(name)
    for kept in (8, 16, 40, 100, 300):
        is_readable(SEEDS[name][:kept] + dice.randbytes(2000))
