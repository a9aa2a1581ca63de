"""Each warning is given where it is due, and none where it is not."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from sketching.intake import Face, IntakeError, IntakeOptions, prepare
from sketching.intake.errors import WARNINGS
from sketching.intake.quality import warnings
from tests import pictures

# Where pictures.face() has its parts, as the detector puts them: the box goes from the brow to the chin.
DRAWN = Face((115, 130, 170, 265), 0.99, ((165, 237), (235, 237), (200, 293), (167, 340), (233, 340)))


def judged(image: Image.Image, face: Face | None = DRAWN, jpeg_quality: int | None = None) -> tuple[str, ...]:
    return warnings(np.asarray(image), face, jpeg_quality)


def turned(degrees: float) -> Face:
    """The face's landmarks, turned clockwise about the middle of the photo."""
    turn = math.radians(degrees)

    def at(x: float, y: float) -> tuple[float, float]:
        x, y = x - 200, y - 250
        return 200 + x * math.cos(turn) - y * math.sin(turn), 250 + x * math.sin(turn) + y * math.cos(turn)

    eye, other, nose, mouth, corner = (at(*point) for point in DRAWN.landmarks)
    return replace(DRAWN, landmarks=(eye, other, nose, mouth, corner))


def with_nose_at(x: float) -> Face:
    eye, other, _, mouth, corner = DRAWN.landmarks
    return replace(DRAWN, landmarks=(eye, other, (x, 293), mouth, corner))


def test_a_good_photo_has_no_warning() -> None:
    assert judged(pictures.face()) == ()
    assert prepare(pictures.encoded()).warnings == ()


# Rotated


@pytest.mark.parametrize(("degrees", "is_rotated"), [(0, False), (30, False), (44, False), (46, True), (-90, True)])
def test_a_face_that_leans_far_is_rotated(degrees: float, is_rotated: bool) -> None:
    image = pictures.face().rotate(-degrees, fillcolor=pictures.WALL)
    assert ("rotated" in judged(image, turned(degrees))) is is_rotated


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_photo_on_its_side_or_head_is_rotated_and_nothing_else(degrees: float) -> None:
    assert prepare(pictures.encoded(pictures.leaning(degrees), "PNG")).warnings == ("rotated",)


# Profile


@pytest.mark.parametrize(("nose", "is_profile"), [(200, False), (185, False), (215, False), (165, True), (240, True)])
def test_a_nose_far_from_the_middle_is_a_profile(nose: float, is_profile: bool) -> None:
    assert ("profile" in judged(pictures.face(), with_nose_at(nose))) is is_profile


@pytest.mark.parametrize("degrees", [40, 90, -135, 180])
def test_a_face_that_leans_is_no_profile(degrees: float) -> None:
    assert "profile" not in judged(pictures.face(), turned(degrees))


# Blurred


@pytest.mark.parametrize(("radius", "is_blurred"), [(0, False), (1, False), (4, True), (8, True), (16, True)])
def test_a_face_without_sharp_edges_is_blurred(radius: float, is_blurred: bool) -> None:
    assert ("blurred" in judged(pictures.blurred(radius))) is is_blurred


def test_a_sharp_face_before_a_blurred_wall_is_sharp() -> None:
    image = pictures.blurred(12)
    image.paste(pictures.face().crop((100, 110, 300, 400)), (100, 110))
    assert "blurred" not in judged(image)


def test_a_small_face_is_not_called_blurred() -> None:
    assert judged(pictures.face(80, 100), DRAWN.scaled(0.2)) == ()


def test_a_large_photo_is_as_sharp_as_the_same_one_small() -> None:
    large = pictures.face(1600, 2000).filter(ImageFilter.GaussianBlur(2))
    assert "blurred" not in judged(large, DRAWN.scaled(4))


# Light


@pytest.mark.parametrize(
    ("light", "expected"), [(0.1, ["dark"]), (0.2, ["dark"]), (0.6, []), (1.4, []), (4, ["bright"]), (8, ["bright"])]
)
def test_a_photo_far_too_dark_or_too_bright_is_called_so(light: float, expected: list[str]) -> None:
    assert [code for code in judged(pictures.lit(light)) if code in {"dark", "bright"}] == expected


@pytest.mark.parametrize("skin", ["#3d2516", "#5c3a21", "#8d5a3b", "#d9a27c", "#ffe4d0"])
def test_no_skin_in_good_light_is_too_dark_or_too_bright(skin: str) -> None:
    assert not {"dark", "bright"} & set(judged(pictures.face(skin=skin)))


@pytest.mark.parametrize("backdrop", ["#000000", "#ffffff"])
def test_the_wall_does_not_make_a_face_dark_or_bright(backdrop: str) -> None:
    assert not {"dark", "bright"} & set(judged(pictures.face(backdrop=backdrop)))


@pytest.mark.parametrize(("light", "expected"), [(0.1, ("dark",)), (1, ()), (9, ("bright",))])
def test_without_a_face_the_whole_photo_is_judged(light: float, expected: tuple[str, ...]) -> None:
    assert judged(pictures.lit(light), None) == expected


@pytest.mark.parametrize("colour", ["black", "white"])
def test_a_blank_sheet_is_neither_dark_nor_bright(colour: str) -> None:
    assert judged(Image.new("RGB", (200, 200), colour), None) == ()


# Covered eyes


def with_bar(box: tuple[int, int, int, int], colour: str = "#0a0a0a") -> Image.Image:
    image = pictures.face()
    ImageDraw.Draw(image).rectangle(box, fill=colour)
    return image


@pytest.mark.parametrize("box", [(120, 195, 280, 265), (110, 205, 290, 260), (130, 215, 270, 270)])
def test_a_bar_over_the_eyes_covers_them(box: tuple[int, int, int, int]) -> None:
    assert "eyes_covered" in judged(with_bar(box))


def test_dark_glasses_cover_the_eyes() -> None:
    image = pictures.face()
    pen = ImageDraw.Draw(image)
    for x in (165, 235):
        pen.ellipse((x - 33, 208, x + 33, 266), fill="#181818")
    assert "eyes_covered" in judged(image)


def test_clear_glasses_cover_nothing() -> None:
    image = pictures.face()
    pen = ImageDraw.Draw(image)
    for x in (165, 235):
        pen.ellipse((x - 33, 208, x + 33, 266), outline="#181818", width=4)
    assert "eyes_covered" not in judged(image)


def test_one_covered_eye_leaves_the_other() -> None:
    assert "eyes_covered" not in judged(with_bar((125, 195, 195, 265)))


@pytest.mark.parametrize("skin", ["#3d2516", "#5c3a21", "#8d5a3b", "#ffe4d0"])
def test_no_skin_covers_the_eyes(skin: str) -> None:
    assert "eyes_covered" not in judged(pictures.face(skin=skin))


# The quality that a JPEG was saved at


@pytest.mark.parametrize(("quality", "is_low"), [(3, True), (19, True), (20, False), (90, False), (None, False)])
def test_a_jpeg_of_very_low_quality_is_called_so(quality: int | None, is_low: bool) -> None:
    assert ("low_quality" in judged(pictures.face(), jpeg_quality=quality)) is is_low
    assert ("low_quality" in judged(pictures.face(), None, quality)) is is_low


def test_a_jpeg_saved_at_quality_5_is_taken_with_its_warning() -> None:
    assert prepare(pictures.encoded(quality=5)).warnings == ("low_quality",)


# All of them


def test_several_warnings_come_in_the_order_of_the_alphabet() -> None:
    found = judged(pictures.lit(0.2, pictures.blurred(6)), with_nose_at(240), 5)
    assert list(found) == sorted(found)
    assert {"blurred", "dark", "low_quality", "profile"} <= set(found)


def test_each_warning_has_words_for_people() -> None:
    found = judged(with_bar((120, 195, 280, 265)), turned(90), 1) + judged(pictures.lit(8), with_nose_at(0))
    assert set(found) <= set(WARNINGS)
    assert all(WARNINGS[code].endswith(".") for code in WARNINGS)


def test_a_refusal_says_what_it_saw_of_the_photo() -> None:
    with pytest.raises(IntakeError) as refused:
        prepare(pictures.encoded(pictures.lit(0.2), "PNG"), IntakeOptions(face=1))
    assert (refused.value.code, refused.value.facts["warnings"]) == ("unknown_face", ("dark",))
