"""Which face is drawn: the one that is meant, or a reason why none is."""

from typing import Any

import pytest

from sketching.intake import IntakeError, IntakeOptions
from sketching.intake.choice import choose
from sketching.intake.photo import Face

SIZE = (1000, 1200)
NONE_NAMED = IntakeOptions()


def face(left: float, top: float, width: float, height: float | None = None) -> Face:
    middle = (left + width / 2, top + width / 2)
    return Face((left, top, width, height or width * 1.3), 0.99, (middle, middle, middle, middle, middle))


def refusal(*faces: Face, size: tuple[int, int] = SIZE, **options: Any) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        choose(faces, size, IntakeOptions(**options))
    assert caught.value.facts["faces"] == faces
    assert caught.value.facts["size"] == size
    return caught.value


def test_the_only_face_is_meant() -> None:
    alone = face(300, 300, 400)
    assert choose((alone,), SIZE, NONE_NAMED) is alone


def test_without_a_face_there_is_none_to_draw() -> None:
    assert refusal().code == "no_face"
    assert refusal(face=0).code == "no_face"


# Several


def test_of_two_alike_neither_is_taken() -> None:
    error = refusal(face(100, 300, 200), face(600, 300, 180))
    assert (error.code, error.facts["count"]) == ("several_faces", 2)


@pytest.mark.parametrize("number", [0, 1])
def test_of_two_the_one_that_is_named_is_taken(number: int) -> None:
    both = (face(100, 300, 200), face(600, 300, 180))
    assert choose(both, SIZE, IntakeOptions(face=number)) is both[number]


@pytest.mark.parametrize("number", [-1, 2, 99])
def test_a_face_that_is_not_there_cannot_be_named(number: int) -> None:
    error = refusal(face(100, 300, 200), face(600, 300, 180), face=number)
    assert (error.code, error.facts["number"], error.facts["count"]) == ("unknown_face", number, 2)


def test_a_bystander_far_behind_is_not_meant() -> None:
    front, behind = face(100, 300, 300), face(700, 200, 100)
    assert choose((front, behind), SIZE, NONE_NAMED) is front


def test_a_bystander_may_be_named() -> None:
    front, behind = face(100, 300, 300), face(700, 200, 100)
    assert choose((front, behind), SIZE, IntakeOptions(face=1)) is behind


def test_all_faces_are_counted_when_several_stand_in_front() -> None:
    assert refusal(face(50, 300, 300), face(500, 300, 300), face(900, 100, 60)).facts["count"] == 3


# Too small


def test_a_face_small_in_pixels_and_in_its_photo_is_refused_with_its_size() -> None:
    error = refusal(face(500, 500, 40))
    assert (error.code, error.facts["pixels"], error.facts["least"]) == ("face_too_small", 40, 64)


def test_a_face_that_fills_a_thumbnail_is_large_enough() -> None:
    choose((face(30, 20, 40),), (100, 120), NONE_NAMED)


def test_a_face_in_a_great_photo_is_large_enough_with_enough_pixels() -> None:
    choose((face(1500, 900, 100),), (4000, 3000), NONE_NAMED)


def test_a_face_of_a_few_pixels_is_refused_in_the_smallest_photo() -> None:
    assert refusal(face(30, 20, 19), size=(64, 64)).code == "face_too_small"


def test_a_face_that_is_named_must_be_large_enough_too() -> None:
    assert refusal(face(100, 300, 300), face(700, 200, 30), face=1).code == "face_too_small"


# Cut off


@pytest.mark.parametrize("box", [(-60, 300, 400), (700, 300, 400), (300, -90, 400), (300, 800, 400)])
def test_a_face_partly_outside_is_refused_at_each_side(box: tuple[float, float, float]) -> None:
    assert refusal(face(*box)).code == "face_cut_off"


@pytest.mark.parametrize("box", [(-40, 300, 400), (640, 300, 400), (300, -50, 400), (300, 740, 400)])
def test_a_box_that_reaches_out_a_little_is_no_face_cut_off(box: tuple[float, float, float]) -> None:
    choose((face(*box),), SIZE, NONE_NAMED)
