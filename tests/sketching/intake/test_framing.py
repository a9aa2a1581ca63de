"""The square that is drawn: the eyes where they belong, whatever the photo's size or the head's angle."""

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from sketching.intake.framing import LEFT_EYE, RIGHT_EYE, beyond, cut, frame_of, in_frame, whole
from sketching.intake.photo import Face, Frame
from tests import pictures

SIZES = (64, 250, 256, 512, 1024)


def stripes(width: int, height: int) -> NDArray[np.uint8]:
    """A picture whose red says how far from the left and whose green how far from the top a pixel is."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([x, y, np.full_like(x, 7)], axis=-1).astype(np.uint8)


def face_at(x: float, y: float, eyes_apart: float, angle: float = 0.0) -> Face:
    """A face that looks ahead, with the middle between its eyes here."""
    turn = math.radians(angle)

    def at(across: float, down: float) -> tuple[float, float]:
        across, down = across * eyes_apart, down * eyes_apart
        return (
            x + across * math.cos(turn) - down * math.sin(turn),
            y + across * math.sin(turn) + down * math.cos(turn),
        )

    box = (x - 1.2 * eyes_apart, y - eyes_apart, 2.4 * eyes_apart, 3 * eyes_apart)
    return Face(box, 0.99, (at(-0.5, 0), at(0.5, 0), at(0, 0.6), at(-0.4, 1.1), at(0.4, 1.1)))


# Where the frame lies


@pytest.mark.parametrize("angle", [0, 10, -30, 90, 180, -135])
@pytest.mark.parametrize("size", SIZES)
def test_the_eyes_land_where_they_belong(size: int, angle: float) -> None:
    face = face_at(210.3, 140.8, 37, angle)
    left, right, *_ = in_frame(face.landmarks, frame_of(face), size)
    assert left == pytest.approx([part * size for part in LEFT_EYE], abs=0.01)
    assert right == pytest.approx([part * size for part in RIGHT_EYE], abs=0.01)


def test_the_frame_of_a_cufs_photo_is_its_250_pixels() -> None:
    frame = frame_of(face_at(100, 125, 50))
    assert (frame.x, frame.y, frame.side, frame.angle) == pytest.approx((100, 125, 250, 0))


@pytest.mark.parametrize("angle", [-170, -90, -20, 0, 45, 179])
def test_the_angle_is_that_of_the_eyes_clockwise(angle: float) -> None:
    assert frame_of(face_at(100, 100, 40, angle)).angle == pytest.approx(angle)


def test_of_a_face_turned_aside_the_height_decides() -> None:
    ahead, aside = face_at(100, 100, 40), face_at(100, 100, 40)
    left, right, *rest = aside.landmarks
    aside = replace(aside, landmarks=((90, left[1]), (110, right[1]), *rest))  # type: ignore[arg-type]
    assert frame_of(aside).side > 0.7 * frame_of(ahead).side


def test_eyes_on_one_spot_still_have_a_frame() -> None:
    point = (50.0, 50.0)
    assert frame_of(Face((40, 40, 20, 20), 0.9, (point, point, point, point, point))).side > 0


@pytest.mark.parametrize("size", [(400, 500), (500, 400), (64, 64)])
def test_the_whole_photo_is_in_the_square_about_it(size: tuple[int, int]) -> None:
    left_top, _, right_bottom, _ = whole(size).corners()
    assert left_top == pytest.approx(((size[0] - max(size)) / 2, (size[1] - max(size)) / 2))
    assert right_bottom == pytest.approx(((size[0] + max(size)) / 2, (size[1] + max(size)) / 2))


@pytest.mark.parametrize("angle", [0, 30, -90])
def test_the_corners_of_a_frame_are_those_of_its_picture(angle: float) -> None:
    frame = Frame(100, 80, 60, angle)
    corners = in_frame(frame.corners(), frame, 200)
    assert np.array(corners) == pytest.approx(np.array([(0, 0), (200, 0), (200, 200), (0, 200)]), abs=1e-6)


# The pixels


def test_a_frame_of_the_pictures_own_size_keeps_every_pixel() -> None:
    photo = np.asarray(pictures.face(256, 256))
    assert (cut(photo, Frame(128, 128, 256), 256) == photo).all()


def test_a_frame_on_whole_pixels_cuts_there() -> None:
    kept = cut(stripes(200, 240), Frame(100, 80, 50), 50)
    assert kept[0, 0, :2].tolist() == [75, 55]
    assert kept[-1, -1, :2].tolist() == [124, 104]


@pytest.mark.parametrize(("angle", "corner"), [(0, (75, 55)), (90, (124, 55)), (180, (124, 104)), (-90, (75, 104))])
def test_a_frame_that_leans_shows_what_leans_so(angle: float, corner: tuple[int, int]) -> None:
    kept = cut(stripes(200, 240), Frame(100, 80, 50, angle), 50)
    assert kept[0, 0, :2].astype(int) == pytest.approx(corner, abs=1)


def test_the_pixels_and_the_points_agree() -> None:
    photo = np.full((240, 200, 3), 30, np.uint8)
    photo[98:103, 118:123] = 250
    frame = Frame(105, 95, 90, 25)
    (x, y), *_ = in_frame(((120.5, 100.5),), frame, 300)
    rows, columns = np.nonzero(cut(photo, frame, 300)[..., 0] > 140)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((x, y), abs=0.5)


@pytest.mark.parametrize("size", SIZES)
def test_every_size_shows_the_same(size: int) -> None:
    photo = np.asarray(pictures.face(800, 1000))
    frame = Frame(400, 500, 700, 8)
    kept, ideal = cut(photo, frame, size), cut(photo, frame, 32)
    assert kept.shape == (size, size, 3)
    tiny = np.asarray(Image.fromarray(kept).resize((32, 32), Image.Resampling.BOX), float)
    assert np.abs(tiny - ideal).mean() < 3


@pytest.mark.parametrize("side", [3000, 700, 100])
def test_fine_stripes_made_small_become_grey_and_do_not_flicker(side: int) -> None:
    photo = np.zeros((3000, 3000, 3), np.uint8)
    photo[:, ::2] = 255
    kept = cut(photo, Frame(1500, 1500, side, 3), 64 if side > 100 else 16)
    assert kept.std() < 30
    assert abs(float(kept.mean()) - 127) < 10


# Beyond the photo


def test_inside_the_photo_nothing_is_beyond_it() -> None:
    assert not beyond((200, 240), Frame(100, 120, 150, 20), 64).any()
    assert not beyond((200, 200), Frame(100, 100, 200), 200).any()


def test_what_is_outside_counts_the_more_the_further_it_is() -> None:
    outside = beyond((100, 100), Frame(50, 50, 200), 200)
    assert outside[100, 100] == 0
    assert outside[100, 45] > outside[100, 49] > 0
    assert outside[100, 0] == outside[0, 0] == 1


@pytest.mark.parametrize(
    "frame",
    [Frame(50, 50, 200), Frame(0, 0, 150), Frame(100, 100, 120, 45), Frame(50, 50, 100, 30), Frame(100, 0, 60, -80)],
)
def test_there_are_no_black_wedges_where_the_photo_ends(frame: Frame) -> None:
    photo = np.full((100, 100, 3), (120, 160, 200), np.uint8)
    assert np.abs(cut(photo, frame, 128).astype(int) - (120, 160, 200)).max() <= 1


def test_a_border_goes_on_where_the_photo_ends() -> None:
    photo = np.full((100, 100, 3), 40, np.uint8)
    photo[:, 50:] = 200
    kept = cut(photo, Frame(50, 50, 200), 200)[..., 0]
    assert kept[45, 60] < 80
    assert kept[45, 140] > 160
    assert kept.min() >= 38


def test_fine_lines_are_not_drawn_out_into_stripes() -> None:
    photo = np.zeros((100, 100, 3), np.uint8)
    photo[:, ::4] = 255
    far = cut(photo, Frame(50, 50, 300), 300)[:40]
    assert np.abs(np.diff(far[..., 0].astype(int), axis=1)).max() < 12
