"""Each distance against what its formula gives by hand, or a slower way to the same number."""

import numpy as np
import pytest

from sketching.metrics import distribution
from sketching.metrics.features import Features, Layers

DICE = np.random.default_rng(1)
MEANS = Features("mean colour", lambda pictures: pictures.mean(axis=(1, 2)))


def normal(mean: list[float], covariance: np.ndarray, count: int) -> np.ndarray:
    """Rows whose mean and covariance are exactly these."""
    raw = np.random.default_rng(2).normal(size=(count, len(mean)))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T))).T
    return white @ np.linalg.cholesky(covariance).T + mean


def test_frechet_distance_of_round_normal_distributions_is_that_of_means_and_deviations() -> None:
    """(3^2 + 4^2) + 2 (5 - 1)^2, with deviations of 5 and 1 in two dimensions."""
    first, second = normal([0, 0], 25 * np.eye(2), 40), normal([3, 4], np.eye(2), 30)
    assert distribution.frechet_distance(first, second) == pytest.approx(25 + 2 * 16)


def test_frechet_distance_of_slanted_distributions_has_the_trace_of_the_matrix_square_root() -> None:
    one, other = np.array([[4.0, 1.5], [1.5, 1.0]]), np.array([[2.0, -0.5], [-0.5, 3.0]])
    # The root of a 2 x 2 matrix M: tr sqrt(M) = sqrt(tr M + 2 sqrt(det M)).
    product = one @ other
    root = np.sqrt(np.trace(product) + 2 * np.sqrt(np.linalg.det(product)))
    expected = np.trace(one) + np.trace(other) - 2 * root
    found = distribution.frechet_distance(normal([1, 2], one, 50), normal([1, 2], other, 60))
    assert found == pytest.approx(expected)


def test_frechet_distance_of_fewer_rows_than_numbers_is_that_of_the_whole_covariances() -> None:
    first, second = DICE.normal(size=(6, 9)), DICE.normal(1, 2, size=(7, 9))
    roots = np.sqrt(np.maximum(np.linalg.eigvals(np.cov(first.T) @ np.cov(second.T)).real, 0))
    shift = first.mean(axis=0) - second.mean(axis=0)
    expected = shift @ shift + np.trace(np.cov(first.T)) + np.trace(np.cov(second.T)) - 2 * roots.sum()
    assert distribution.frechet_distance(first, second) == pytest.approx(expected, rel=1e-4)


def test_a_set_is_at_no_frechet_distance_from_itself() -> None:
    rows = DICE.normal(size=(20, 5))
    assert distribution.frechet_distance(rows, rows) == pytest.approx(0, abs=1e-9)


def test_kernel_distance_is_that_of_a_double_loop() -> None:
    first, second = DICE.normal(size=(5, 3)), DICE.normal(0.5, 1, size=(4, 3))

    def mean(rows: np.ndarray, others: np.ndarray, *, is_same: bool) -> float:
        kernels = [
            (sum(a * b for a, b in zip(x, y, strict=True)) / 3 + 1) ** 3
            for i, x in enumerate(rows)
            for j, y in enumerate(others)
            if not (is_same and i == j)
        ]
        return sum(kernels) / len(kernels)

    expected = mean(first, first, is_same=True) + mean(second, second, is_same=True)
    expected -= 2 * mean(first, second, is_same=False)
    assert distribution.kernel_distance(first, second) == pytest.approx(expected)


def test_kernel_distance_of_one_distribution_is_nothing_on_average_and_of_two_it_is_not() -> None:
    """In one dimension k(x, y) = 1 + 3xy + 3(xy)^2 + (xy)^3, and the moments are (0, 1, 0) and (1, 2, 4).

    So the means are 1 + 3 = 4 within N(0, 1), 1 + 3 + 12 + 16 = 32 within N(1, 1), and 1 + 6 = 7 across.
    """
    same = [distribution.kernel_distance(*DICE.normal(size=(2, 60, 1))) for _ in range(400)]
    far = [distribution.kernel_distance(DICE.normal(size=(60, 1)), DICE.normal(1, 1, (60, 1))) for _ in range(400)]
    assert np.mean(same) == pytest.approx(0, abs=0.15)
    assert np.mean(far) == pytest.approx(4 + 32 - 2 * 7, rel=0.1)


def test_a_set_is_not_further_than_nothing_from_itself() -> None:
    rows = DICE.normal(size=(50, 4))
    assert -0.5 < distribution.kernel_distance(rows, rows) < 0


def test_layers_that_are_at_right_angles_are_two_apart_and_strength_does_not_matter() -> None:
    across, up = np.zeros((2, 3, 3)), np.zeros((2, 3, 3))
    across[0], up[1] = 5, 0.1
    assert distribution.layer_distance(across, up) == pytest.approx(2)
    assert distribution.layer_distance(across, 7 * across) == pytest.approx(0)
    assert distribution.layer_distance(across, -across) == pytest.approx(4)
    half = across.copy()
    half[:, :, 0] = up[:, :, 0]  # one column of three
    assert distribution.layer_distance(across, half) == pytest.approx(2 / 3)


def test_perceptual_distance_is_averaged_over_layers_for_each_pair_and_says_of_which() -> None:
    def maps(picture: np.ndarray) -> list[np.ndarray]:
        channels = picture.astype(float).transpose(2, 0, 1)
        return [channels, np.ones((1, 1, 1))]  # the second layer sees nothing

    red, green = np.zeros((2, 4, 4, 3), np.uint8)
    red[..., 0], green[..., 1] = 200, 90
    found = distribution.perceptual_distances(np.stack([red, red]), np.stack([red, green]), Layers("colours", maps))
    assert found.features == "colours"
    assert found.values == pytest.approx((0, (2 + 0) / 2))
    assert found.mean == pytest.approx(0.5)


def test_distances_of_sets_of_pictures_say_which_features_they_have() -> None:
    drawn, target = (DICE.integers(0, high, (count, 4, 4, 3), np.uint8) for high, count in ((100, 8), (250, 6)))
    found = distribution.set_distances(drawn, target, MEANS)
    assert (found.features, found.pictures) == ("mean colour", (8, 6))
    assert found.frechet == distribution.frechet_distance(MEANS.of(drawn), MEANS.of(target))
    assert found.kernel == distribution.kernel_distance(MEANS.of(drawn), MEANS.of(target))


@pytest.mark.parametrize("shapes", [((1, 3), (4, 3)), ((4, 3), (4, 2)), ((12,), (4, 3))])
def test_sets_that_cannot_be_compared_are_refused(shapes: tuple[tuple[int, ...], ...]) -> None:
    for distance in (distribution.frechet_distance, distribution.kernel_distance):
        with pytest.raises(ValueError, match="must be"):
            distance(*(np.zeros(shape) for shape in shapes))
