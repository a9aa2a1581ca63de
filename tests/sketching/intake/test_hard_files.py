"""Hard files, each with what is to be said of it: those of ../shared/data, and the same kinds made here."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from sketching.intake import IntakeError, prepare
from tests import pictures

HARD = Path(__file__).parents[4] / "shared/data/hard"
EXIF = Image.Exif()
EXIF[0x010E], EXIF[0x0112] = "somewhere", 6


@dataclass(frozen=True)
class Found:
    refused: str | None
    faces: int
    warnings: tuple[str, ...]


def found_in(data: bytes) -> Found:
    try:
        photo = prepare(data)
    except IntakeError as error:
        return Found(error.code, len(error.facts.get("faces", ())), error.facts.get("warnings", ()))
    return Found(None, len(photo.faces), photo.warnings)


def is_one_of(value: Any, expected: Any) -> bool:
    return value in expected if isinstance(expected, list) else value == expected


# Those of ../shared/data


def cases() -> list[Any]:
    manifest = HARD / "manifest.json"
    if not manifest.exists():
        return [pytest.param("", {}, marks=pytest.mark.skip("../shared/data is not here"))]
    return [pytest.param(name, case, id=name) for name, case in json.loads(manifest.read_text()).items()]


@pytest.mark.parametrize(("name", "case"), cases())
def test_each_hard_file_gives_what_its_manifest_says(name: str, case: dict[str, Any]) -> None:
    found = found_in((HARD / name).read_bytes())
    assert is_one_of(found.refused, case["refused"]), found
    assert is_one_of(found.faces, case["faces"]), found
    assert sorted(found.warnings) == sorted(case["warnings"])


# The same kinds, made here


def grid(across: int, down: int) -> Image.Image:
    row = pictures.crowd(across)
    image = Image.new("RGB", (row.width, row.height * down))
    for place in range(down):
        image.paste(row, (0, place * row.height))
    return image


def animated(kind: str) -> bytes:
    more = [pictures.face(backdrop=colour) for colour in ("#ff0000", "#00ff00")]
    return pictures.encoded(kind=kind, save_all=True, append_images=more, duration=100)


def deep(mode: str) -> bytes:
    return pictures.png_of_16_bits(np.asarray(pictures.face().convert(mode)).astype(int) * 257)


def of(image: Image.Image, kind: str = "JPEG", **options: Any) -> Callable[[], bytes]:
    return lambda: pictures.encoded(image, kind, **options)


def cut_off(kind: str, share: float) -> Callable[[], bytes]:
    return lambda: (data := pictures.encoded(kind=kind))[: round(len(data) * share)]


FACE = pictures.face()
ONE = Found(None, 1, ())
NOISE = Image.effect_noise((400, 400), 90).convert("RGB")
MADE: dict[str, tuple[Callable[[], bytes], Found]] = {
    **{f"image.{kind.lower()}": (of(FACE, kind), ONE) for kind in pictures.FORMATS},
    **{f"animated.{kind.lower()}": (lambda kind=kind: animated(kind), ONE) for kind in ("GIF", "PNG", "WEBP", "AVIF")},
    **{
        f"exif in {kind}": (of(FACE.rotate(90, expand=True), kind, exif=EXIF.tobytes()), ONE)
        for kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF")
    },
    **{f"cut off {kind}": (cut_off(kind, 0.6), Found("truncated", 0, ())) for kind in pictures.FORMATS},
    "progressive": (of(FACE, progressive=True), ONE),
    "mpo": (of(FACE, "MPO", save_all=True, append_images=[pictures.face(backdrop="#000000")]), ONE),
    "grey": (of(FACE.convert("L")), ONE),
    "cmyk": (of(FACE.convert("CMYK")), ONE),
    "palette": (of(FACE.quantize(64), "PNG"), ONE),
    "bilevel": (of(pictures.face(800, 1000).convert("1"), "PNG"), ONE),
    "alpha": (of(FACE.convert("RGBA"), "PNG"), ONE),
    "grey and alpha": (of(FACE.convert("LA"), "PNG"), ONE),
    "16 bits": (lambda: deep("RGB"), ONE),
    "16 bits grey": (lambda: deep("L"), ONE),
    "large": (of(pictures.face(3000, 3700)), ONE),
    "thumbnail of a face": (of(pictures.face(64, 80), "PNG"), ONE),
    "one pixel": (of(Image.new("RGB", (1, 1)), "PNG"), Found("image_too_small", 0, ())),
    "32 pixels": (of(pictures.face(32, 40), "PNG"), Found("image_too_small", 0, ())),
    "strip": (of(FACE.resize((2000, 100))), Found("aspect", 0, ())),
    "bomb": (pictures.huge_png, Found("too_many_pixels", 0, ())),
    "empty": (lambda: b"", Found("empty", 0, ())),
    "header only": (lambda: b"\x89PNG\r\n\x1a\n", Found("truncated", 0, ())),
    "html": (lambda: b"<!doctype html><p>no photo", Found("not_an_image", 0, ())),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', Found("not_an_image", 0, ())),
    "text": (lambda: b"no photo\n" * 100, Found("not_an_image", 0, ())),
    "pdf": (lambda: b"%PDF-1.7\n" + bytes(200), Found("unsupported_format", 0, ())),
    "black": (of(Image.new("RGB", (400, 400))), Found("no_face", 0, ())),
    "white": (of(Image.new("RGB", (400, 400), "white")), Found("no_face", 0, ())),
    "noise": (of(NOISE), Found("no_face", 0, ())),
    "two faces": (of(pictures.crowd(2)), Found("several_faces", 2, ())),
    "fifteen faces": (of(grid(5, 3), quality=95), Found("several_faces", 15, ())),
    "far": (of(pictures.from_afar(120), quality=95), Found("face_too_small", 1, ())),
    "too far": (of(pictures.from_afar(30)), Found("no_face", 0, ())),
    "cut off at the side": (of(FACE.crop((150, 0, 400, 500)), "PNG"), Found("face_cut_off", 1, ())),
    "cut off above": (of(FACE.crop((0, 200, 400, 500)), "PNG"), Found("face_cut_off", 1, ())),
    "blurred": (of(pictures.blurred(6)), Found(None, 1, ("blurred",))),
    "dark": (of(pictures.lit(0.2), "PNG"), Found(None, 1, ("dark",))),
    "bright": (of(pictures.lit(4), "PNG"), Found(None, 1, ("bright",))),
    "low quality": (of(FACE, quality=5), Found(None, 1, ("low_quality",))),
    "on its side": (of(FACE.rotate(90, expand=True), "PNG"), Found(None, 1, ("rotated",))),
    "on its head": (of(FACE.rotate(180), "PNG"), Found(None, 1, ("rotated",))),
}


@pytest.mark.parametrize(("make", "expected"), MADE.values(), ids=MADE)
def test_each_hard_file_made_here_gives_what_it_should(make: Callable[[], bytes], expected: Found) -> None:
    assert found_in(make()) == expected
