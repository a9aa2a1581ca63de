"""The wall becomes plain, the person stays, and so do their pixels."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sketching.intake import background
from sketching.intake.background import WALL, on_wall, person
from tests import pictures

FACE = np.asarray(pictures.face())


@pytest.mark.parametrize("backdrop", ["#5d7fa8", "#ffffff", "#a04030"])
def test_the_person_is_told_from_the_wall(backdrop: str) -> None:
    mask = person(np.asarray(pictures.face(backdrop=backdrop)))
    assert (mask.shape, mask.dtype) == ((500, 400), np.float32)
    assert mask[:60].mean() < 0.02
    assert mask[150:380, 140:260].mean() > 0.96


def test_the_mask_goes_from_nothing_to_all() -> None:
    mask = person(FACE)
    assert (mask.min(), mask.max()) == (0, 1)


@pytest.mark.parametrize("size", [(64, 80), (400, 300), (800, 1000)])
def test_a_picture_of_any_size_has_its_mask(size: tuple[int, int]) -> None:
    assert person(np.asarray(pictures.face(*size))).shape == size[::-1]


def test_where_nothing_stands_out_everything_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    class Blind:
        def setInput(self, views: object) -> None:  # noqa: N802  as OpenCV calls it
            pass

        def forward(self) -> NDArray[np.float64]:
            return np.full((1, 1, 192, 192), 0.5, np.float32)

    monkeypatch.setattr(background, "_network", Blind)
    assert (person(FACE) == 1).all()


@pytest.mark.parametrize("grey", [0, 255])
def test_a_blank_sheet_has_a_mask_without_holes(grey: int) -> None:
    mask = person(np.full((100, 100, 3), grey, np.uint8))
    assert np.isfinite(mask).all()
    assert mask.min() >= 0


def test_the_same_picture_has_the_same_mask() -> None:
    assert (person(FACE) == person(FACE)).all()


def test_the_wall_becomes_plain_and_the_face_stays() -> None:
    plain = on_wall(FACE, person(FACE))
    assert (plain[:40] == WALL).all()
    assert np.abs(plain[180:360, 150:250].astype(int) - FACE[180:360, 150:250]).max() <= 2


def test_who_is_all_of_the_picture_stays_as_they_are() -> None:
    assert np.abs(on_wall(FACE, np.ones((500, 400), np.float32)).astype(int) - FACE).max() <= 1


def test_who_is_not_there_leaves_the_wall() -> None:
    assert (on_wall(FACE, np.zeros((500, 400), np.float32)) == WALL).all()


def test_any_grey_can_be_the_wall() -> None:
    assert (on_wall(FACE, np.zeros((500, 400), np.float32), 128) == 128).all()


def test_the_old_wall_does_not_shine_through_at_the_edges() -> None:
    """Half-covered pixels of a dark head before a green wall become darker and grey, not green."""
    alpha = np.clip((np.arange(120, dtype=np.float32) - 56) / 8, 0, 1)[None].repeat(120, 0)
    head, wall = np.array([40, 30, 20], np.float32), np.array([20, 220, 40], np.float32)
    picture = np.round(alpha[..., None] * head + (1 - alpha[..., None]) * wall).astype(np.uint8)
    edge = on_wall(picture, alpha)[60, 56:65].astype(float)
    naive = alpha[60, 56:65, None] * picture[60, 56:65] + (1 - alpha[60, 56:65, None]) * WALL
    assert too_green(edge) < 0.6 * too_green(naive)
    assert np.abs(edge - (alpha[60, 56:65, None] * head + (1 - alpha[60, 56:65, None]) * WALL)).max() < 35


def too_green(row: NDArray[np.floating]) -> float:
    return float((row[:, 1] - row[:, 0]).max())
