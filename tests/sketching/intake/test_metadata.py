"""Nothing of a file survives but its pixels, and the person is told which kinds of things did not."""

import io
from typing import Any

import pytest
from PIL import ExifTags, Image

from sketching.intake import IntakeError, IntakeOptions, prepare
from sketching.intake.metadata import kinds_in
from tests import pictures
from tests.sketching.intake import planted


def kinds(data: bytes) -> set[str]:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        found = kinds_in(image)
    assert list(found) == sorted(found)
    return set(found)


# The corpus itself: a photo that says nothing proves nothing


@pytest.mark.parametrize("kind", planted.PHOTOS)
def test_the_planted_photos_say_what_they_should(kind: str) -> None:
    data = planted.PHOTOS[kind]()
    assert planted.traces(data) >= (1 if kind == "BMP" else 3)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (400, 500)


def test_the_planted_exif_is_one_that_programs_can_read() -> None:
    exif = Image.Exif()
    exif.load(planted.EXIF)
    assert exif[ExifTags.Base.Artist] == planted.MARKER.decode()
    assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] == planted.MARKER
    assert exif.get_ifd(ExifTags.IFD.GPSInfo)[29] == planted.MARKER.decode()
    start = 6 + exif.get_ifd(ExifTags.IFD.IFD1)[0x201]
    assert planted.EXIF[start : start + 2] == b"\xff\xd8"


# What survives


@pytest.mark.parametrize("kind", planted.PHOTOS)
def test_nothing_but_pixels_survives(kind: str) -> None:
    image = prepare(planted.PHOTOS[kind]()).image
    assert image.info == {}
    assert not image.getexif()
    assert all(planted.traces(planted.saved(image, form)) == 0 for form in ("BMP", "PNG"))
    assert planted.chunks_of(planted.saved(image, "PNG")) == {b"IHDR", b"IDAT", b"IEND"}


@pytest.mark.parametrize("kind", ["JPEG", "GIF"])
def test_the_comment_that_pillow_keeps_is_not_written_again(kind: str) -> None:
    assert planted.traces(planted.saved(prepare(planted.PHOTOS[kind]()).image, kind)) == 0


@pytest.mark.parametrize("kind", planted.PHOTOS)
def test_nothing_but_numbers_is_told_beside_the_pixels(kind: str) -> None:
    photo = prepare(planted.PHOTOS[kind]())
    said = (photo.format, photo.size, photo.faces, photo.frame, photo.landmarks, photo.warnings, photo.dropped)
    assert planted.traces(repr(said).encode()) == 0


def test_the_picture_of_a_refusal_is_nothing_but_pixels_too() -> None:
    with pytest.raises(IntakeError) as refused:
        prepare(planted.PHOTOS["JPEG"](), IntakeOptions(face=7))
    assert refused.value.picture is not None
    assert refused.value.picture.info == {}
    assert planted.traces(planted.saved(refused.value.picture, "PNG") + str(refused.value).encode()) == 0


@pytest.mark.parametrize("size", [None, 64, 512])
def test_a_background_or_a_size_of_ones_own_lets_nothing_through(size: int | None) -> None:
    image = prepare(planted.PHOTOS["PNG"](), IntakeOptions(size=size, background="plain")).image
    assert planted.traces(planted.saved(image, "PNG")) == 0


# What is told


@pytest.mark.parametrize("kind", planted.PHOTOS)
def test_the_kinds_that_were_dropped_are_named(kind: str) -> None:
    assert set(prepare(planted.PHOTOS[kind]()).dropped) == planted.KINDS[kind]


@pytest.mark.parametrize("kind", [kind for kind in pictures.FORMATS if kind != "JPEG2000"])
def test_of_a_photo_without_any_nothing_is_named(kind: str) -> None:
    assert kinds(pictures.encoded(kind=kind)) == set()


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"}, "exif"),
        ({"xmp": b"<x:xmpmeta/>"}, "xmp"),
        ({"icc_profile": planted.PROFILE}, "icc"),
        ({"comment": "made by hand"}, "comment"),
    ],
)
def test_each_kind_is_named_by_itself(options: dict[str, Any], kind: str) -> None:
    assert kinds(pictures.encoded(**options)) == {kind}


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF", "HEIF", "TIFF", "MPO"])
def test_further_pictures_are_named(kind: str) -> None:
    more = [pictures.face(backdrop="#ff0000")]
    assert kinds(pictures.encoded(kind=kind, save_all=True, append_images=more)) == {"pictures"}


@pytest.mark.parametrize("share", [0.7, 0.8, 0.9])
def test_a_broken_second_picture_spoils_only_itself(share: float) -> None:
    data = pictures.encoded(kind="GIF", save_all=True, append_images=[pictures.face(backdrop="#ff0000")])
    assert prepare(data[: round(len(data) * share)]).format == "GIF"


@pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff"])
def test_a_broken_block_is_named_as_what_it_was_meant_for(exif: bytes) -> None:
    assert kinds(pictures.encoded(exif=exif)) == {"exif"}
