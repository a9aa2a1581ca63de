"""From bytes to the face in its frame: the steps together, and what is asked for is what is given."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from sketching.intake import Frame, IntakeError, IntakeOptions, PreparedPhoto, prepare
from sketching.intake.background import WALL
from sketching.intake.framing import LEFT_EYE, RIGHT_EYE
from sketching.intake.preparation import LARGEST, LEAST_CROP, SMALLEST, WHOLE_SIDE
from tests import pictures

LOSSLESS = ("PNG", "BMP", "TIFF")


def prepared(image: Image.Image | None = None, **options: Any) -> PreparedPhoto:
    return prepare(pictures.encoded(image, "PNG"), IntakeOptions(**options))


def refusal(image: Image.Image, **options: Any) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        prepared(image, **options)
    return caught.value


def pixels(photo: PreparedPhoto) -> NDArray[np.float64]:
    return np.asarray(photo.image, float)


def difference(photo: PreparedPhoto, other: PreparedPhoto) -> float:
    """Mean absolute difference, 0 to 255."""
    assert photo.image.size == other.image.size
    return float(np.abs(pixels(photo) - pixels(other)).mean())


# What is given


def test_the_photo_is_a_square_of_rgb_pixels_with_all_that_was_seen() -> None:
    photo = prepare(pictures.encoded())
    assert (photo.image.mode, photo.format, photo.size) == ("RGB", "JPEG", (400, 500))
    assert photo.image.width == photo.image.height == round(photo.frame.side)
    assert len(photo.faces) == 1
    assert (photo.warnings, photo.dropped) == ((), ())


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_the_same_bytes_give_the_same_photo(kind: str) -> None:
    data = pictures.encoded(kind=kind)
    first, second = (prepare(data, IntakeOptions(background="plain")) for _ in range(2))
    assert first.image.tobytes() == second.image.tobytes()
    assert (first.faces, first.frame, first.landmarks) == (second.faces, second.frame, second.landmarks)


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_every_format_gives_the_same_face(kind: str) -> None:
    wanted = IntakeOptions(size=256)
    photo = prepare(pictures.encoded(kind=kind), wanted)
    assert difference(photo, prepared(size=256)) < 5


@pytest.mark.parametrize(("width", "side"), [(64, SMALLEST), (400, 375), (1600, LARGEST), (3000, LARGEST)])
def test_the_photo_is_as_large_as_its_face_allows(width: int, side: int) -> None:
    photo = prepared(pictures.face(width, width * 5 // 4))
    assert photo.image.width == pytest.approx(side, abs=20)
    assert SMALLEST <= photo.image.width <= LARGEST


@pytest.mark.parametrize("size", [64, 250, 512, 1000])
def test_the_photo_has_the_size_that_is_asked_for(size: int) -> None:
    assert prepared(size=size).image.size == (size, size)


def test_every_size_shows_the_same() -> None:
    small, large = (prepared(pictures.face(1200, 1500), size=size).image for size in (128, 512))
    assert np.abs(np.asarray(large.reduce(4), float) - np.asarray(small, float)).mean() < 3


# The face in its frame


@pytest.mark.parametrize("size", [100, 256, 1024])
@pytest.mark.parametrize("width", [80, 400, 2600])
def test_the_eyes_lie_where_they_belong(width: int, size: int) -> None:
    left, right, *_ = prepared(pictures.face(width, width * 5 // 4), size=size).landmarks
    assert left == pytest.approx([part * size for part in LEFT_EYE], abs=0.02 * size)
    assert right == pytest.approx([part * size for part in RIGHT_EYE], abs=0.02 * size)


@pytest.mark.parametrize("width", [400, 2600])
def test_the_drawn_eyes_are_where_the_landmarks_say(width: int) -> None:
    photo = prepared(pictures.face(width, width * 5 // 4), size=500)
    x, y = photo.landmarks[0]
    blue = pixels(photo)[..., 2] - pixels(photo)[..., 0]
    rows, columns = np.nonzero(blue[150:300, 150:250] > 10)
    assert math.dist((columns.mean() + 150, rows.mean() + 150), (x, y)) < 0.15 * 100


@pytest.mark.parametrize("degrees", [-30, -15, 10, 25, 90, 180, 270])
def test_a_face_that_leans_becomes_nearly_the_same_picture_as_the_upright_one(degrees: float) -> None:
    upright, leaning = prepared(size=256), prepared(pictures.leaning(degrees), size=256)
    middle = np.abs(pixels(leaning) - pixels(upright))[48:208, 48:208]
    assert middle.mean() < 10


def test_a_mirrored_photo_becomes_the_mirrored_picture() -> None:
    upright, mirrored = (
        prepared(image, size=256)
        for image in (pictures.face(), pictures.face().transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    )
    assert np.abs(pixels(mirrored)[:, ::-1] - pixels(upright))[48:208, 48:208].mean() < 8


@pytest.mark.parametrize("crop", [(40, 60, 360, 480), (60, 70, 340, 430)])
def test_a_face_close_to_the_border_has_no_black_around_it(crop: tuple[int, int, int, int]) -> None:
    photo = prepared(pictures.face(backdrop="#c8d0d8").crop(crop), size=256)
    assert pixels(photo)[:12].min() > 100
    assert pixels(photo)[:100, :8].min() > 100


def test_a_photo_decoded_small_has_its_numbers_in_pixels_of_the_whole_photo() -> None:
    small, large = prepared(pictures.face(400, 500)), prepared(pictures.face(4000, 5000))
    assert large.size == (4000, 5000)
    assert large.frame.side == pytest.approx(10 * small.frame.side, rel=0.05)
    assert (large.frame.x, large.frame.y) == pytest.approx((10 * small.frame.x, 10 * small.frame.y), rel=0.05)
    assert large.faces[0].box == pytest.approx([10 * value for value in small.faces[0].box], rel=0.1)


# A crop of one's own


def test_a_crop_of_ones_own_is_cut_as_it_is() -> None:
    image = pictures.face()
    photo = prepared(image, frame=Frame(200, 250, 300))
    assert photo.image.tobytes() == image.crop((50, 100, 350, 400)).tobytes()
    assert (photo.frame, photo.warnings) == (Frame(200, 250, 300), ())


def test_the_face_in_a_crop_of_ones_own_is_judged_as_any() -> None:
    photo = prepared(pictures.lit(0.2), frame=Frame(200, 250, 300))
    assert photo.warnings == ("dark",)
    assert len(photo.landmarks) == 5


def test_a_crop_beside_the_face_has_no_landmarks() -> None:
    assert prepared(frame=Frame(50, 50, 60)).landmarks == ()


def test_a_crop_of_ones_own_may_be_turned() -> None:
    photo = prepared(frame=Frame(200, 250, 300, 90), size=300)
    expected = pictures.face().crop((50, 100, 350, 400)).transpose(Image.Transpose.ROTATE_90)
    assert np.abs(pixels(photo) - np.asarray(expected, float)).mean() < 1


def test_a_crop_of_ones_own_may_come_closer() -> None:
    far, near = prepared(frame=Frame(200, 250, 320), size=320), prepared(frame=Frame(200, 250, 160), size=160)
    assert np.abs(pixels(far)[80:240, 80:240] - pixels(near)).mean() < 0.5


def test_a_crop_of_ones_own_needs_no_face_but_tells_of_those_there_are() -> None:
    assert prepared(Image.new("RGB", (100, 100), "red"), frame=Frame(50, 50, 80)).faces == ()
    assert len(prepared(pictures.crowd(2), frame=Frame(100, 125, 200)).faces) == 2


def test_a_crop_of_a_large_photo_is_meant_in_its_own_pixels() -> None:
    photo = prepared(pictures.face(4000, 5000), frame=Frame(2000, 2500, 3000), size=256)
    assert difference(photo, prepared(frame=Frame(200, 250, 300), size=256)) < 3


@pytest.mark.parametrize(
    "frame",
    [
        Frame(-1, 250, 300),
        Frame(401, 250, 300),
        Frame(200, 501, 300),
        Frame(200, 250, LEAST_CROP - 1),
        Frame(200, 250, -300),
        Frame(200, 250, 1001),
        Frame(math.nan, 250, 300),
        Frame(200, 250, math.nan),
        Frame(200, 250, math.inf),
        Frame(200, 250, 300, math.nan),
        Frame(200, 250, 300, math.inf),
    ],
)
def test_a_crop_that_is_not_on_the_photo_is_refused(frame: Frame) -> None:
    error = refusal(pictures.face(), frame=frame)
    assert (error.code, error.facts["least"]) == ("crop", LEAST_CROP)


def test_the_whole_photo_can_be_had_without_a_face() -> None:
    photo = prepared(Image.new("RGB", (300, 200), "#406080"), frame="whole")
    assert photo.image.size == (300, 300)
    assert np.abs(pixels(photo) - (0x40, 0x60, 0x80)).max() <= 1


# Which face


def test_of_two_faces_none_is_drawn_until_one_is_named() -> None:
    error = refusal(pictures.crowd(2))
    assert (error.code, error.facts["count"], len(error.facts["faces"])) == ("several_faces", 2, 2)
    first, second = (prepared(pictures.crowd(2), face=number) for number in (0, 1))
    assert second.frame.x - first.frame.x == pytest.approx(200, abs=6)


def test_a_face_that_is_not_there_is_refused() -> None:
    assert refusal(pictures.crowd(2), face=2).code == "unknown_face"


def test_a_far_face_is_refused_with_its_size_and_the_limit() -> None:
    error = refusal(pictures.from_afar(100))
    assert error.code == "face_too_small"
    assert error.facts["pixels"] < error.facts["least"] == 64


@pytest.mark.parametrize("crop", [(150, 0, 400, 500), (0, 200, 400, 500), (0, 0, 400, 350)])
def test_a_face_partly_outside_the_photo_is_refused(crop: tuple[int, int, int, int]) -> None:
    assert refusal(pictures.face().crop(crop)).code == "face_cut_off"


# What a refusal carries


def test_a_refusal_carries_the_whole_photo_and_a_frame_for_each_face() -> None:
    error = refusal(pictures.crowd(3))
    assert error.picture is not None
    assert (error.picture.size, error.facts["size"]) == ((600, 250), (600, 250))
    assert [round(frame.x, -2) for frame in error.facts["frames"]] == [100, 300, 500]


def test_the_photo_of_a_refusal_is_small_enough_to_be_shown() -> None:
    error = refusal(Image.new("RGB", (4000, 3000), "#808080"))
    assert error.picture is not None
    assert max(error.picture.size) <= WHOLE_SIDE
    assert error.facts["size"] == (4000, 3000)


def test_a_file_that_is_no_photo_carries_none() -> None:
    with pytest.raises(IntakeError) as refused:
        prepare(b"no photo")
    assert refused.value.picture is None


# The background


@pytest.mark.parametrize("backdrop", [pictures.WALL, "#a04030"])
def test_a_plain_background_keeps_the_face_and_nothing_behind_it(backdrop: str) -> None:
    kept, plain = (prepared(pictures.face(backdrop=backdrop), background=kind) for kind in ("keep", "plain"))
    assert all((pixels(plain)[y, x] == WALL).all() for y in (0, 60) for x in (0, -1))
    assert np.abs(pixels(plain) - pixels(kept))[140:250, 140:240].max() <= 2


def test_the_background_stays_unless_it_is_asked_for() -> None:
    assert pixels(prepared())[0, 0] == pytest.approx([0x5D, 0x7F, 0xA8], abs=1)


def test_hair_at_the_upper_border_does_not_go_on_into_the_wall() -> None:
    photo = prepared(pictures.face().crop((40, 100, 360, 480)), background="plain", size=256)
    assert (pixels(photo)[:4] >= WALL - 25).all()
