"""How far one set of pictures is from another, and drawings from their targets, by features that the caller brings.

The numbers mean something only beside others by the same features, at the same size, of as many pictures: each result
says which features those were. None of them can be compared with an FID or LPIPS of a paper, which has other features.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketching.metrics.features import Features, Layers, Maps, Pictures, Vectors


@dataclass(frozen=True, slots=True)
class SetDistances:
    """Between two sets of pictures."""

    features: str
    pictures: tuple[int, int]  # how many of each set
    frechet: float
    kernel: float


@dataclass(frozen=True, slots=True)
class PerceptualDistances:
    """Between each drawing and its target."""

    features: str
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return float(np.mean(self.values))


def set_distances(drawn: Pictures, target: Pictures, features: Features) -> SetDistances:
    """Both distances between sets, which need not be of the same people nor equally many."""
    first, second = features.of(drawn), features.of(target)
    return SetDistances(
        features.name, (len(first), len(second)), frechet_distance(first, second), kernel_distance(first, second)
    )


def frechet_distance(first: Vectors, second: Vectors) -> float:
    """Between normal distributions with the two sets' means and covariances; 0 (the same) and up.

    Heusel et al., "GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium", 2017, whose
    features are Inception's: |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)).

    Args:
        first, second: (N, D) and (M, D), two or more rows each. With few rows it comes out too large, the more so the
            larger D is: compare only sets that are equally large, and rather by kernel_distance.
    """
    first, second = _checked(first, second)
    shift = first.mean(axis=0) - second.mean(axis=0)
    one, other = _root(first), _root(second)
    # With S = R'R, the eigenvalues of S1 S2 are those of the symmetric (R1 R2')(R1 R2')': squares of singular values.
    shared = np.linalg.svd(one @ other.T, compute_uv=False).sum()
    return float(max(shift @ shift + (one**2).sum() + (other**2).sum() - 2 * shared, 0))


def kernel_distance(first: Vectors, second: Vectors) -> float:
    """KID: squared maximum mean discrepancy with the kernel (x.y / D + 1)^3, of all pairs, unbiased.

    Binkowski et al., "Demystifying MMD GANs", 2018. Near 0, a little below it as often as above, for two samples of
    one distribution, however few; negative for a set and itself, as nothing is that alike by chance.

    Args:
        first, second: (N, D) and (M, D), two or more rows each.
    """
    first, second = _checked(first, second)
    return _mean_of_others(first) + _mean_of_others(second) - 2 * float(_kernel(first, second).mean())


def perceptual_distances(drawn: Pictures, target: Pictures, layers: Layers) -> PerceptualDistances:
    """LPIPS-like: for each drawing and its target, the mean over layers of what layer_distance gives.

    Zhang et al., "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric", 2018, equation 1, but with
    all channels' weights 1 and layers averaged, not summed: the learnt linear weights are left out, and the network is
    the caller's. 0 (the same) to 2 for layers that are nowhere negative, to 4 for others.

    Args:
        drawn, target: as many of each, in the same order.
    """
    values = []
    for one, other in zip(drawn, target, strict=True):
        distances = [layer_distance(*maps) for maps in zip(layers.of(one), layers.of(other), strict=True)]
        values.append(float(np.mean(distances)))
    return PerceptualDistances(layers.name, tuple(values))


def layer_distance(first: Maps, second: Maps) -> float:
    """Squared distance of the channels' directions at each place, (C, H, W) each, averaged over places."""
    return float(((_directions(first) - _directions(second)) ** 2).sum(axis=0).mean())


def _checked(first: Vectors, second: Vectors) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    sets = np.asarray(first, np.float64), np.asarray(second, np.float64)
    if any(one.ndim != 2 or len(one) < 2 for one in sets) or sets[0].shape[1] != sets[1].shape[1]:
        raise ValueError(f"sets must be (N, D) and (M, D), N and M from 2, not {sets[0].shape} and {sets[1].shape}")
    return sets


def _root(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """R, (min(N, D), D), whose R'R is the covariance, as N - 1 divides it."""
    centred = vectors - vectors.mean(axis=0)
    return np.asarray(np.linalg.qr(centred, mode="r") / np.sqrt(len(vectors) - 1), np.float64)


def _kernel(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((first @ second.T / first.shape[1] + 1) ** 3, np.float64)


def _mean_of_others(vectors: NDArray[np.float64]) -> float:
    """Mean kernel of each with each but itself."""
    kernel, count = _kernel(vectors, vectors), len(vectors)
    return float((kernel.sum() - np.trace(kernel)) / (count * (count - 1)))


def _directions(maps: Maps) -> Maps:
    return np.asarray(maps / (np.sqrt((maps**2).sum(axis=0, keepdims=True)) + 1e-10))
