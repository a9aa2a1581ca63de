"""Each condition does to a photo what its name says, and nothing else."""

from typing import Any

import numpy as np
import pytest
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from sketching.intake import background
from sketching.training import conditions
from sketching.training.conditions import CONDITIONS, WALLS, Condition, Pixels
from tests import pictures

FACE: Pixels = np.asarray(pictures.face(200, 250))
GREYS = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)


def light(photo: Pixels) -> NDArray[np.float64]:
    """Linear, 0 to 1: IEC 61966-2-1."""
    encoded = photo / 255
    return np.asarray(np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4), np.float64)


def difference(one: Pixels, other: Pixels) -> Any:
    return np.abs(one.astype(int) - other).mean()


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.name)
def test_a_condition_gives_another_photo_of_the_same_size_and_always_the_same(condition: Condition) -> None:
    first, again = (condition.change(FACE, default_rng(3)) for _ in range(2))
    assert (first.shape, first.dtype) == (FACE.shape, FACE.dtype)
    assert (first == again).all()
    assert difference(first, FACE) > 0.1


def test_a_stop_less_is_half_the_light_and_two_stops_more_are_four_times_it() -> None:
    assert light(conditions.exposed(GREYS, -1)) == pytest.approx(light(GREYS) / 2, abs=0.003)
    assert light(conditions.exposed(GREYS, 2)) == pytest.approx(np.minimum(light(GREYS) * 4, 1), abs=0.005)
    assert (conditions.exposed(GREYS, 0) == GREYS).all()


@pytest.mark.parametrize(("name", "gains"), [("warm light", (1.3, 1, 0.65)), ("cold light", (0.65, 1, 1.3))])
def test_warm_light_is_red_and_cold_light_blue(name: str, gains: tuple[float, float, float]) -> None:
    (condition,) = (condition for condition in CONDITIONS if condition.name == name)
    changed = condition.change(GREYS, default_rng(1))
    assert light(changed) == pytest.approx(np.minimum(light(GREYS) * gains, 1), abs=0.005)


def test_light_from_a_side_leaves_the_middle_and_differs_by_three_stops() -> None:
    flat = np.full((9, 101, 3), 100, np.uint8)
    sides = {tuple(np.argsort(conditions.lit_from_a_side(flat, default_rng(seed))[0, [0, -1], 0])) for seed in range(9)}
    assert sides == {(0, 1), (1, 0)}
    row = light(conditions.lit_from_a_side(flat, default_rng(1)))[4, :, 1]
    assert row[50] == pytest.approx(light(flat)[0, 0, 0], rel=0.01)
    assert max(row[0] / row[-1], row[-1] / row[0]) == pytest.approx(8, rel=0.05)


def test_a_lower_quality_of_jpeg_errs_more() -> None:
    errors = [difference(conditions.compressed(FACE, quality), FACE) for quality in (40, 50, 95)]
    assert errors == sorted(errors, reverse=True)
    assert 0 < errors[2] < errors[0] < 10


def test_half_the_size_loses_what_is_fine_and_keeps_what_is_broad() -> None:
    fine, broad = (np.tile(np.repeat([0, 200], width), (64, 32 // width)) for width in (1, 16))
    lost, kept = (conditions.halved(np.stack([part] * 3, axis=2).astype(np.uint8)) for part in (fine, broad))
    assert lost.std() < 1
    assert lost.mean() == pytest.approx(100, abs=1)
    assert kept.std() == pytest.approx(broad.std(), rel=0.1)


def test_mirrored_twice_is_the_photo_and_once_is_not() -> None:
    once = conditions.mirrored(FACE)
    assert (once[:, 0] == FACE[:, -1]).all()
    assert difference(once, FACE) > 0.1
    assert (conditions.mirrored(once) == FACE).all()


def test_the_person_stays_before_another_wall() -> None:
    changed, mask = conditions.before_another_wall(FACE, default_rng(1)), background.person(FACE)
    assert (mask > 0.999).mean() > 0.2
    assert np.abs(changed[mask > 0.999].astype(int) - FACE[mask > 0.999]).max() <= 1
    assert difference(changed[mask == 0], FACE[mask == 0]) > 20


def test_every_kind_of_wall_comes_up(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def noted(number: int) -> Any:
        def wall(height: int, width: int, dice: Generator) -> Pixels:
            seen.append(number)
            return WALLS[number](height, width, dice)

        return wall

    monkeypatch.setattr(background, "person", lambda photo: np.ones(photo.shape[:2], np.float32))  # to save time
    monkeypatch.setattr(conditions, "WALLS", [noted(number) for number in range(len(WALLS))])
    for seed in range(20):
        conditions.before_another_wall(FACE, default_rng(seed))
    assert set(seen) == set(range(len(WALLS)))


@pytest.mark.parametrize("wall", WALLS)
def test_walls_differ_from_person_to_person(wall: Any) -> None:
    one, other = (wall(120, 90, default_rng(seed)) for seed in (1, 2))
    assert (one.shape, one.dtype) == ((120, 90, 3), np.uint8)
    assert difference(one, other) > 5


def test_plain_walls_are_plain_and_rough_ones_rough() -> None:
    plain, shaded, brick, clouded = (np.asarray(wall(120, 90, default_rng(4)), float) for wall in WALLS)
    steepest = [np.abs(np.diff(wall, axis=1)).max() for wall in (plain, shaded, brick, clouded)]
    assert steepest[0] == 0
    assert 0 < steepest[1] < 10
    assert min(steepest[2:]) > 20
    assert plain.std(axis=(0, 1)).max() == 0 < shaded.std(axis=(0, 1)).min()
