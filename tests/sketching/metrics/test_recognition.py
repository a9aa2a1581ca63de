"""Naming rates counted by hand; discriminants that find what tells people apart, and nothing where there is nothing."""

import numpy as np
import pytest

from sketching.metrics import recognition
from sketching.metrics.features import Features
from sketching.metrics.gradients import HOG
from sketching.metrics.recognition import Splits

ROWS = Features("rows", lambda pictures: pictures.reshape(len(pictures), -1).astype(float))


def people(count: int, *, noise: float, seed: int = 1, size: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """A "photo" and a "sketch" of each, (count, size).

    What they share lies in the first ten numbers. The others are strong, and have nothing to do with who it is.
    """
    dice = np.random.default_rng(seed)
    who = dice.normal(size=(count, 10))
    rows = dice.normal(0, 6, size=(2, count, size))
    rows[..., :10] = who + dice.normal(0, noise, (2, count, 10))
    return rows[0], rows[1] + 5  # sketches are lighter all over


def as_pictures(rows: np.ndarray) -> np.ndarray:
    return np.clip(rows.reshape(len(rows), -1, 1, 3) * 8 + 128, 0, 255).astype(np.uint8)


def test_ranks_are_as_counted_by_hand() -> None:
    gallery = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    probes = np.array([[3.0, 1.0], [5.0, 4.0], [0.9, -0.1]])
    assert recognition.ranks(probes, gallery) == (1, 2, 3)  # to itself; to the first before itself; to both before


def test_length_matters_to_the_euclidean_distance_alone() -> None:
    gallery, probes = np.array([[1.0, 0.0], [9.0, 1.0]]), np.array([[9.0, 0.0], [9.0, 1.0]])
    assert recognition.ranks(probes, gallery) == (1, 1)
    assert recognition.ranks(probes, gallery, "Euclidean") == (2, 1)


def test_rates_are_shares_of_the_ranks() -> None:
    found = recognition.Naming("any", (1, 1, 2, 5, 6))
    assert [found.rate(within) for within in (1, 2, 5, 6)] == pytest.approx([0.4, 0.6, 0.8, 1])


def test_features_that_are_the_same_for_all_name_nobody() -> None:
    assert recognition.ranks(np.ones((4, 3)), np.ones((4, 3))) == (4, 4, 4, 4)
    assert recognition.ranks(np.zeros((4, 3)), np.zeros((4, 3)), "Euclidean") == (4, 4, 4, 4)


def test_people_in_the_gallery_who_are_not_sought_can_be_mistaken_for_others() -> None:
    gallery = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.1]])
    assert recognition.ranks(np.array([[1.0, 0.1]]), gallery) == (2,)
    with pytest.raises(ValueError, match="every probe's person"):
        recognition.ranks(gallery, gallery[:2])


def test_naming_says_by_which_features() -> None:
    faces = np.random.default_rng(1).integers(0, 256, (3, 30, 30, 3), np.uint8)
    assert recognition.naming(faces, faces, HOG) == recognition.Naming("HOG", (1, 1, 1))


def test_null_space_names_all_who_differ_in_what_a_person_keeps() -> None:
    """Ten numbers are the same in both pictures of a person, and the other thirty drown them."""
    photos, sketches = people(50, noise=0, size=40)
    assert recognition.ranks(sketches, photos, "Euclidean") != (1,) * 50
    rates = recognition.null_space_rates(sketches, photos, Splits(training=38, count=3))
    assert rates == pytest.approx((1, 1, 1))


def test_null_space_names_hardly_anyone_by_chance() -> None:
    photos, sketches = np.random.default_rng(1).normal(size=(2, 60, 200))
    rates = recognition.null_space_rates(sketches, photos, Splits(training=20, count=5))
    assert 0 < np.mean(rates) < 0.2  # one of 40, but in the best of 19 numbers of dimensions


def test_null_space_has_what_the_definition_asks_for() -> None:
    photos, sketches = np.random.default_rng(1).normal(size=(2, 12, 100))
    projection = recognition._null_space(sketches, photos)
    means = (photos + sketches)[:, None] / 2 @ projection
    assert projection.shape == (100, 11)  # one less than people
    assert projection.T @ projection == pytest.approx(np.eye(11))
    assert photos @ projection == pytest.approx(sketches @ projection)
    between = np.cov(means[:, 0].T)
    assert between == pytest.approx(np.diag(np.diag(between)), abs=1e-9)  # its principal components …
    assert (np.diff(np.diag(between)) <= 1e-9).all()  # … the strongest first


def test_null_space_rates_do_not_depend_on_how_features_are_turned() -> None:
    photos, sketches = people(30, noise=0.3)
    turn = np.linalg.qr(np.random.default_rng(3).normal(size=(60, 60)))[0]
    splits = Splits(training=20, count=2)
    turned = recognition.null_space_rates(sketches @ turn, photos @ turn, splits)
    assert turned == pytest.approx(recognition.null_space_rates(sketches, photos, splits))


def test_the_rate_is_that_of_the_best_number_of_dimensions() -> None:
    """By the first number one of three is named, by the first two all are, and the third misleads all."""
    gallery = np.array([[0.0, 0.0, 0.0], [1.0, 5.0, 50.0], [2.0, 10.0, 100.0]])
    probes = np.array([[0.0, 0.0, 100.0], [1.9, 5.0, 0.0], [0.9, 10.0, 50.0]])
    assert recognition._best_rate(probes[:, :1], gallery[:, :1]) == pytest.approx(1 / 3)
    assert recognition._best_rate(probes[:, ::2], gallery[:, ::2]) == pytest.approx(1 / 3)
    assert recognition._best_rate(probes, gallery) == 1


def test_splits_are_of_other_people_each_time_and_the_same_for_a_seed() -> None:
    photos, sketches = people(40, noise=1)
    rates = [recognition.null_space_rates(sketches, photos, Splits(15, 6, seed)) for seed in (1, 1, 2)]
    assert rates[0] == rates[1] != rates[2]
    assert len(set(rates[0])) > 1


def test_null_space_naming_says_by_which_features_and_splits() -> None:
    photos, sketches = (as_pictures(rows) for rows in people(20, noise=0))
    splits = Splits(training=12, count=2)
    found = recognition.null_space_naming(sketches, photos, ROWS, splits)
    assert (found.features, found.splits) == ("rows", splits)
    assert found.mean == pytest.approx(np.mean(found.rates))


@pytest.mark.parametrize("training", [1, 20, 21])
def test_a_split_that_leaves_nobody_to_train_or_to_name_is_refused(training: int) -> None:
    photos, sketches = people(20, noise=0)
    with pytest.raises(ValueError, match="cannot train"):
        recognition.null_space_rates(sketches, photos, Splits(training))


def test_too_few_features_for_a_null_space_are_refused() -> None:
    photos, sketches = np.random.default_rng(1).normal(size=(2, 40, 10))
    with pytest.raises(ValueError, match="no null space"):
        recognition.null_space_rates(sketches, photos, Splits(training=20))


def test_discriminants_learn_on_some_to_name_others() -> None:
    photos, sketches = (as_pictures(rows) for rows in people(400, noise=0.05))
    features = recognition.trained(ROWS, photos[:360], sketches[:360], ridge=1e-4)
    untrained = recognition.naming(sketches[360:], photos[360:], ROWS)
    found = recognition.naming(sketches[360:], photos[360:], features)
    assert found.features == "rows, LDA of 360 pairs"
    assert untrained.rate(1) < 0.2
    assert found.rate(1) > 0.8


def test_directions_are_looked_at_from_the_mean_of_photos_and_sketches() -> None:
    photos, sketches = (as_pictures(rows) for rows in people(30, noise=0.1))
    features = recognition.trained(ROWS, photos, sketches)
    assert features.of(np.concatenate([photos, sketches])).mean(axis=0) == pytest.approx(0, abs=1e-6)


def test_discriminants_of_pairs_that_have_nothing_in_common_name_hardly_anyone() -> None:
    photos, sketches = (as_pictures(rows) for rows in np.random.default_rng(1).normal(size=(2, 200, 60)))
    features = recognition.trained(ROWS, photos[:100], sketches[:100])
    assert recognition.naming(sketches[100:], photos[100:], features).rate(1) < 0.1


def test_a_discriminant_weighs_directions_by_how_little_a_person_varies_in_them() -> None:
    """Two numbers that tell people apart equally well, one of them drawn ten times as exactly: 100 times the weight."""
    dice = np.random.default_rng(1)
    who = dice.normal(size=(4000, 2))
    photos, sketches = (who + dice.normal(size=who.shape) * [0.1, 1.0] for _ in range(2))
    _, projection = recognition._discriminant(photos, sketches, 2, 0.0)
    weights = projection @ projection.T
    assert weights[0, 0] / weights[1, 1] == pytest.approx(100, rel=0.1)


def test_no_more_components_are_kept_than_asked_for() -> None:
    photos, sketches = people(30, noise=0.1)
    _, projection = recognition._discriminant(photos, sketches, 7, 0.01)
    assert projection.shape == (60, 7)
