"""Every kind of photo that people have becomes the same clean, upright square, and nothing but pixels is in it."""

import contextlib
import io
import json
import random
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from accounts.models import User
from sketching import photos
from sketching.intake import PHOTO_SIZE, IntakeError, PreparedPhoto, prepare
from tests import factories, pictures

HARD = Path(__file__).parents[3] / "../shared/data/hard"
PLAIN = pictures.face()
PLAIN.paste("#1f7a3d", (20, 60, 90, 160))  # so that left is not right
MARKER = "Marker-4711-of-nowhere"
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
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


def difference(prepared: PreparedPhoto, expected: Image.Image = PLAIN) -> float:
    """Mean absolute difference, 0 to 255, from what the plain picture becomes."""
    ideal = prepare(pictures.encoded(expected, "PNG")).image
    assert prepared.image.size == ideal.size
    return float(np.abs(np.asarray(prepared.image, float) - np.asarray(ideal, float)).mean())


def turned(orientation: int, kind: str = "JPEG", **options: Any) -> bytes:
    stored = STORED[orientation]
    image = PLAIN if stored is None else PLAIN.transpose(stored)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return pictures.encoded(image, kind, exif=exif, **options)


def grey() -> Image.Image:
    return PLAIN.convert("L")


# The result


def test_the_photo_is_a_square_of_rgb_pixels() -> None:
    prepared = prepare(pictures.encoded())
    assert (prepared.image.mode, prepared.image.size, prepared.format) == ("RGB", (400, 400), "JPEG")


def test_a_large_photo_is_1024_pixels_a_side() -> None:
    assert prepare(pictures.encoded(pictures.face(2100, 2500))).image.size == (PHOTO_SIZE, PHOTO_SIZE) == (1024, 1024)


def test_a_jpeg_decoded_small_looks_like_one_decoded_in_full() -> None:
    large = pictures.face(3000, 3700)
    assert difference(prepare(pictures.encoded(large, quality=95)), large) < 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_same_bytes_give_the_same_pixels(kind: str) -> None:
    data = pictures.encoded(kind=kind)
    assert prepare(data).image.tobytes() == prepare(data).image.tobytes()


# Orientation


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", STORED)
def test_a_photo_taken_at_any_angle_is_upright(orientation: int, kind: str) -> None:
    assert difference(prepare(turned(orientation, kind))) < 4


@pytest.mark.parametrize("orientation", STORED)
def test_a_photo_with_a_colour_profile_is_upright_too(orientation: int) -> None:
    assert difference(prepare(turned(orientation, icc_profile=SRGB))) < 4


def test_a_photo_with_more_pictures_behind_it_is_upright() -> None:
    assert difference(prepare(turned(6, "MPO", save_all=True, append_images=[pictures.face(backdrop="#000")]))) < 4


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_ignored(value: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = value
    assert difference(prepare(pictures.encoded(exif=exif))) < 4


@pytest.mark.parametrize(
    "exif",
    [b"Exif\0\0", b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"nothing"],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_broken_exif_does_not_spoil_the_photo(kind: str, exif: bytes) -> None:
    assert difference(prepare(pictures.encoded(kind=kind, exif=exif))) < 4


# Colour


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_format_gives_the_same_picture(kind: str) -> None:
    assert difference(prepare(pictures.encoded(kind=kind))) < 4


def test_a_progressive_jpeg_gives_the_same_picture() -> None:
    assert difference(prepare(pictures.encoded(progressive=True))) < 4


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_grey_photo_stays_grey(kind: str) -> None:
    assert difference(prepare(pictures.encoded(grey(), kind)), grey()) < 3


def test_a_cmyk_photo_is_not_a_negative() -> None:
    assert difference(prepare(pictures.encoded(PLAIN.convert("CMYK")))) < 6


def test_a_palette_keeps_its_colours() -> None:
    assert difference(prepare(pictures.encoded(PLAIN.quantize(255), "PNG"))) < 6


def test_a_palette_with_a_transparent_colour_is_laid_on_white() -> None:
    image = PLAIN.quantize(64)
    wall = image.getpixel((0, 0))
    corner = prepare(pictures.encoded(image, "PNG", transparency=wall)).image.getpixel((0, 0))
    assert corner == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(kind: str) -> None:
    image = PLAIN.convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 400, 200))
    prepared = np.asarray(prepare(pictures.encoded(image, kind, lossless=True)).image)
    assert prepared[:100].min() >= 254
    assert prepared[250:].mean() < 240


def test_grey_with_alpha_is_laid_on_white() -> None:
    image = grey().convert("LA")
    image.putalpha(128)
    assert difference(prepare(pictures.encoded(image, "PNG")), grey().point(lambda value: 127 + value / 2)) < 3


def test_black_and_white_pixels_are_taken() -> None:
    image = PLAIN.convert("1")
    assert difference(prepare(pictures.encoded(image, "PNG")), image) < 3


def png_of_16_bits(pixels: np.ndarray, *chunks: bytes) -> bytes:
    """A 16-bit PNG, grey (H, W) or RGB (H, W, 3): Pillow writes only the first."""
    height, width = pixels.shape[:2]
    lines = pixels.astype(">u2").reshape(height, -1)
    data = zlib.compress(b"".join(b"\0" + line.tobytes() for line in lines))
    header = struct.pack(">IIBBBBB", width, height, 16, 0 if pixels.ndim == 2 else 2, 0, 0, 0)
    body = pictures._chunk(b"IHDR", header) + b"".join(chunks) + pictures._chunk(b"IDAT", data)
    return b"\x89PNG\r\n\x1a\n" + body + pictures._chunk(b"IEND", b"")


@pytest.mark.parametrize("plain", [PLAIN, PLAIN.convert("L")], ids=["rgb", "grey"])
def test_16_bits_a_channel_are_scaled_not_cut(plain: Image.Image) -> None:
    assert difference(prepare(png_of_16_bits(np.asarray(plain).astype(int) * 257)), plain) < 2


@pytest.mark.parametrize("transparent", [0, 300, 65535])
def test_16_bit_grey_with_a_transparent_value_is_taken(transparent: int) -> None:
    chunk = pictures._chunk(b"tRNS", struct.pack(">H", transparent))
    data = png_of_16_bits(np.asarray(grey()).astype(int) * 257, chunk)
    assert difference(prepare(data), grey()) < 3


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_first_picture_of_an_animation_is_taken(kind: str) -> None:
    others = [pictures.face(backdrop=colour) for colour in ("#ff0000", "#00ff00")]
    data = pictures.encoded(kind=kind, save_all=True, append_images=others, duration=100)
    assert difference(prepare(data)) < 4


# Colour profiles


def swapped_profile() -> bytes:
    """sRGB with the red and blue colorants exchanged: whoever applies it sees red where blue was."""
    return SRGB.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")


def test_a_colour_profile_is_applied() -> None:
    blue = Image.new("RGB", (100, 100), (0, 0, 255))
    plain, meant = (prepare(pictures.encoded(blue, "PNG", icc_profile=icc)) for icc in (None, swapped_profile()))
    assert plain.image.getpixel((50, 50)) == (0, 0, 255)
    red, _, blue_left = meant.image.getpixel((50, 50))
    assert red > 240
    assert blue_left < 20


@pytest.mark.parametrize("profile", [SRGB, SRGB[:200], b"no profile at all", b"\0" * 200])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_an_srgb_profile_or_a_broken_one_changes_nothing(mode: str, profile: bytes) -> None:
    image = PLAIN.convert(mode)
    assert difference(prepare(pictures.encoded(image, icc_profile=profile)), image.convert("RGB")) < 6


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_a_profile_does_not_make_what_is_transparent_black(mode: str) -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0)).convert(mode)
    options = {"transparency": 0} if mode == "P" else {}
    prepared = prepare(pictures.encoded(image, "PNG", icc_profile=SRGB, **options)).image
    assert prepared.getpixel((50, 50)) == (255, 255, 255)


# Metadata


def with_everything(kind: str) -> bytes:
    """A photo that says who, where and why in every place that its format has for that."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = MARKER  # description, artist
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 4.0, 2.0), 29: MARKER})  # GPS
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{MARKER}</x:xmpmeta>'.encode()
    options: dict[str, Any] = {"exif": exif, "xmp": xmp, "icc_profile": SRGB + MARKER.encode()}
    if kind == "JPEG":
        options["comment"] = MARKER
    if kind == "PNG":
        options.pop("xmp")
        options["pnginfo"] = texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", MARKER)
        texts.add_text("Comment", MARKER, zip=True)
        texts.add_itxt("XML:com.adobe.xmp", xmp.decode())
    return pictures.encoded(kind=kind, **options) + MARKER.encode()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_survives(kind: str) -> None:
    data = with_everything(kind)
    assert data.count(MARKER.encode()) >= 3
    prepared = prepare(data)
    assert prepared.image.info == {}
    assert not prepared.image.getexif()
    assert MARKER.encode() not in pictures.encoded(prepared.image, "PNG", compress_level=0)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_is_stored(alice: User, kind: str) -> None:
    stored = factories.content(photos.receive(alice, factories.upload(with_everything(kind), MARKER)).image)
    with Image.open(io.BytesIO(stored)) as image:
        image.load()
        assert image.mode == "RGB"
        assert set(image.info) <= {"dpi", "compression"}  # what a BMP header always says
    assert MARKER.encode() not in stored


# Mutations, and files from elsewhere


def mutated(data: bytes, dice: random.Random) -> bytes:
    """One to eight bits flipped, pieces cut out, or noise put in."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(out))
        match dice.randrange(3):
            case 0:
                out[at] ^= 1 << dice.randrange(8)
            case 1:
                del out[at : at + dice.randrange(1, 40)]
            case _:
                out[at:at] = dice.randbytes(dice.randrange(1, 40))
    return bytes(out)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_a_photo_or_a_refusal_and_nothing_else(kind: str, seed: int) -> None:
    dice = random.Random(f"{kind}{seed}")
    small = pictures.face(80, 100)
    data = pictures.encoded(small, kind, exif=_small_exif(), icc_profile=SRGB)
    for _ in range(25):
        with contextlib.suppress(IntakeError):
            assert prepare(mutated(data, dice)).image.mode == "RGB"


def _small_exif() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[0x013B] = 6, MARKER
    return exif.tobytes()


def _hard_cases() -> list[Any]:
    manifest = HARD / "manifest.json"
    if not manifest.exists():
        return [pytest.param("", {}, marks=pytest.mark.skip("../shared/data is not here"))]
    taken = {".jpg", ".png", ".webp"}
    return [
        pytest.param(name, case["refused"], id=name)
        for name, case in json.loads(manifest.read_text()).items()
        if name.startswith(("broken/", "formats/")) and Path(name).suffix in taken
    ]


@pytest.mark.parametrize(("name", "refused"), _hard_cases())
def test_each_hard_file_is_taken_or_refused_as_its_manifest_says(name: str, refused: Any) -> None:
    expected = refused if isinstance(refused, list) else [refused]
    try:
        code = prepare((HARD / name).read_bytes()) and None
    except IntakeError as error:
        code = error.code
    assert code in expected
