"""What a program can say of a photo, and what it is told of one: face, crop, background, faces and warnings."""

import io
import json
from typing import Any

import pytest
from PIL import Image
from rest_framework.test import APIClient

from sketching.api.problems import KINDS
from sketching.intake.errors import MESSAGES, WARNINGS
from sketching.models import Photo, SketchJob, photo_storage
from tests import factories, pictures, scenes
from tests.sketching.api.test_jobs_api import assert_problem, path, post
from tests.sketching.test_jobs import files

PAIR = pictures.encoded(scenes.two_people())
SECOND = {"x": 600, "y": 235, "side": 350}
GREY_WALL = (230, 230, 230)


def stored() -> Image.Image:
    """The photo that is going to be drawn."""
    return Image.open(io.BytesIO(factories.content(Photo.objects.get().image)))


def crop(**changes: Any) -> str:
    return json.dumps({**SECOND, **changes})


# What it is told


def test_several_faces_are_told_with_their_boxes_and_nothing_is_kept(api_of_alice: APIClient) -> None:
    body = assert_problem(post(api_of_alice, PAIR), 422, "several-faces")
    assert (body["code"], body["size"]) == ("several_faces", [800, 500])
    assert [set(face) for face in body["faces"]] == [{"box", "score"}] * 2
    first, second = (face["box"] for face in body["faces"])
    assert second == pytest.approx([400 + first[0], *first[1:]], abs=24)
    assert not Photo.objects.exists()
    assert not files(photo_storage())


@pytest.mark.parametrize(
    ("image", "kind", "faces"),
    [
        (scenes.nobody(), "no-face", 0),
        (scenes.somebody_far_away(), "face-too-small", 1),
        (scenes.somebody_cut_off(), "face-cut-off", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_face_that_cannot_be_told_is_a_problem_of_its_kind(
    api_of_alice: APIClient, image: Image.Image, kind: str, faces: int
) -> None:
    body = assert_problem(post(api_of_alice, pictures.encoded(image)), 422, kind)
    assert body["size"] == list(image.size)
    assert len(body["faces"]) == faces
    assert not files(photo_storage())


@pytest.mark.parametrize("code", sorted(set(MESSAGES) - {"unframed"}))  # that one only the pages ask for
def test_every_refusal_of_intake_has_its_kind(code: str) -> None:
    assert code.replace("_", "-") in KINDS


def test_what_may_spoil_the_sketch_is_told_with_the_job(api_of_alice: APIClient) -> None:
    answer = post(api_of_alice, pictures.encoded(pictures.lit(0.1))).json()
    assert answer["warnings"] == [{"code": "dark", "detail": WARNINGS["dark"]}]
    assert api_of_alice.get(path("api-job", SketchJob.objects.get())).json()["warnings"] == answer["warnings"]


def test_a_good_photo_has_no_warnings(api_of_alice: APIClient) -> None:
    assert post(api_of_alice).json()["warnings"] == []


# What it can say


@pytest.mark.parametrize("number", [0, 1])
def test_the_face_that_is_named_is_the_one_that_is_drawn(api_of_alice: APIClient, number: int) -> None:
    assert post(api_of_alice, PAIR, face=number, background="keep").status_code == 202
    assert scenes.is_near(scenes.wall_in(stored()), scenes.WALLS[number])


@pytest.mark.parametrize("number", ["2", "9" * 30])
def test_a_face_that_was_not_found_is_refused(api_of_alice: APIClient, number: str) -> None:
    body = assert_problem(post(api_of_alice, PAIR, face=number), 422, "unknown-face")
    assert len(body["faces"]) == 2
    assert not Photo.objects.exists()


@pytest.mark.parametrize("wrong", ["-1", "0.5", "first", "NaN", "9" * 5000])
def test_what_is_no_number_of_a_face_is_pointed_at(api_of_alice: APIClient, wrong: str) -> None:
    body = assert_problem(post(api_of_alice, PAIR, face=wrong), 422, "validation")
    assert [error["pointer"] for error in body["errors"]] == ["/face"]


def test_a_crop_is_drawn_whatever_faces_there_are(api_of_alice: APIClient) -> None:
    assert post(api_of_alice, PAIR, crop=crop(), background="keep").status_code == 202
    assert stored().size == (350, 350)
    assert scenes.is_near(scenes.wall_in(stored()), scenes.WALLS[1])


def test_a_crop_needs_no_face(api_of_alice: APIClient) -> None:
    nobody = pictures.encoded(scenes.nobody())
    assert post(api_of_alice, nobody, crop='{"x": 200, "y": 150.5, "side": 300}').status_code == 202


def test_a_crop_can_be_turned(api_of_alice: APIClient) -> None:
    across = crop(x=400, y=100, side=160, angle=90)
    assert post(api_of_alice, PAIR, crop=across, background="keep").status_code == 202
    pixels = stored().convert("RGB")
    assert scenes.is_near(pixels.getpixel((128, 4)), scenes.WALLS[1])
    assert scenes.is_near(pixels.getpixel((128, 251)), scenes.WALLS[0])


@pytest.mark.parametrize(
    "wrong",
    [
        "face",
        "{",
        "[]",
        "null",
        "7",
        '"whole"',
        "{}",
        "[" * 100_000,
        '{"x": 1, "y": 1}',
        crop(z=1),
        crop(angle=None),
        crop(x="600"),
        crop(y=[235]),
        crop(side=True),
        crop(x=float("nan")),
        crop(y=float("inf")),
        crop(side=float("-inf")),
        '{"x": 1e999, "y": 1, "side": 1}',
        crop(x=10**6),
        crop(angle=-(10**9)),
        '{"x": 1, "y": 1, "side": %s}' % ("9" * 5000),
    ],
    ids=lambda value: value[:30],
)
def test_what_is_no_crop_is_pointed_at(api_of_alice: APIClient, wrong: str) -> None:
    body = assert_problem(post(api_of_alice, PAIR, crop=wrong), 422, "validation")
    assert [error["pointer"] for error in body["errors"]] == ["/crop"]
    assert not Photo.objects.exists()


def test_a_crop_that_is_a_file_is_pointed_at(api_of_alice: APIClient) -> None:
    body = assert_problem(
        post(api_of_alice, PAIR, crop=factories.upload(crop().encode(), "crop.json")), 422, "validation"
    )
    assert [error["pointer"] for error in body["errors"]] == ["/crop"]


@pytest.mark.parametrize(
    "wrong", [{"x": -1}, {"x": 801}, {"y": 501}, {"side": 31}, {"side": 0}, {"side": -350}, {"side": 999_999}], ids=str
)
def test_a_crop_that_does_not_lie_on_the_photo_is_refused(api_of_alice: APIClient, wrong: dict[str, int]) -> None:
    body = assert_problem(post(api_of_alice, PAIR, crop=crop(**wrong)), 422, "crop")
    assert body["code"] == "crop"
    assert "faces" not in body
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wall"),
    [({}, GREY_WALL), ({"background": "plain"}, GREY_WALL), ({"background": "keep"}, scenes.WALLS[0])],
    ids=str,
)
def test_the_background_is_left_out_unless_it_is_wanted(
    api_of_alice: APIClient, fields: dict[str, str], wall: tuple[int, int, int]
) -> None:
    post(api_of_alice, PAIR, face=0, **fields)
    assert scenes.is_near(scenes.wall_in(stored()), wall)


def test_another_background_is_pointed_at(api_of_alice: APIClient) -> None:
    body = assert_problem(post(api_of_alice, PAIR, background="beach"), 422, "validation")
    assert [error["pointer"] for error in body["errors"]] == ["/background"]
