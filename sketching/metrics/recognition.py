"""Re-identification: how often a recogniser names the person behind a sketch.

Wherever there are two arrays, their rows are of the same people in the same order. A figure is of one gallery and one
attacker: it says nothing of stronger attackers, and falls as the gallery grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sketching.metrics.features import Features, Pictures, Vectors

By: TypeAlias = Literal["cosine", "Euclidean"]
Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Naming:
    """Each probe's rank: at which place of the gallery, sorted by likeness, its own person stands, from 1."""

    features: str
    ranks: tuple[int, ...]

    def rate(self, within: int) -> float:
        """Rank-k naming rate: the share of probes whose person is among the first so many, 0 to 1."""
        return float(np.mean(np.array(self.ranks) <= within))


@dataclass(frozen=True, slots=True)
class Splits:
    """So many people, chosen by chance, train; the others are named. So often, beginning with this seed."""

    training: int
    count: int = 20
    seed: int = 1


@dataclass(frozen=True, slots=True)
class NullSpaceNaming:
    """Rank-1 rates of the NLDA protocol, one for each split, 0 to 1."""

    features: str
    splits: Splits
    rates: tuple[float, ...]

    @property
    def mean(self) -> float:
        return float(np.mean(self.rates))


def naming(probes: Pictures, gallery: Pictures, features: Features, by: By = "cosine") -> Naming:
    """Name each probe by the most alike picture of the gallery."""
    return Naming(features.name, ranks(features.of(probes), features.of(gallery), by))


def ranks(probes: Vectors, gallery: Vectors, by: By = "cosine") -> tuple[int, ...]:
    """The rank of each of N probes, (N, D), whose person has the same place in the gallery, (M, D), M from N on.

    Whoever is just as alike stands before: features that are the same for all name nobody.
    """
    wanted, known = np.asarray(probes, np.float64), np.asarray(gallery, np.float64)
    if wanted.ndim != 2 or known.ndim != 2 or wanted.shape[1] != known.shape[1] or len(wanted) > len(known):
        raise ValueError(f"the gallery must have every probe's person: {wanted.shape}, {known.shape}")
    if by == "cosine":
        return _ranks(_unit(wanted) @ _unit(known).T)
    return _ranks(-_squared_distances(wanted, known))


def trained(
    features: Features, photos: Pictures, sketches: Pictures, components: int = 250, ridge: float = 0.01
) -> Features:
    """The same features after a linear discriminant analysis of these pairs: an attacker who has seen sketches.

    Principal components of photos and sketches together, at most so many, then the directions that tell people apart
    best for how little they differ between a person's photo and sketch; `ridge`, a part of the mean variance within a
    person, is added to each. The photos and sketches must be of other people than those who are to be named.
    """
    mean, projection = _discriminant(features.of(photos), features.of(sketches), components, ridge)
    return Features(
        f"{features.name}, LDA of {len(photos)} pairs",
        lambda pictures: (np.asarray(features.of(pictures), np.float64) - mean) @ projection,
    )


def null_space_naming(probes: Pictures, gallery: Pictures, features: Features, splits: Splits) -> NullSpaceNaming:
    """The protocol that papers on face sketches call NLDA: artists' sketches named among drawings of the same people.

    Chen et al., "A new LDA-based face recognition system which can solve the small sample size problem", 2000, in the
    protocol of Nannan Wang's code, which papers share. In each split the training people's probes and gallery pictures
    give principal components, as many as there are; the null space of the scatter within people; in it the components
    of people's means. The others are named by Euclidean distance, and the rate is that of the best number of
    dimensions, which is chosen on the very people who are named: it is optimistic, but that is the protocol.

    There the features are grey pixels, and 150 of CUFS's 338 test people train: rates with fewer cannot be compared.
    """
    return NullSpaceNaming(features.name, splits, null_space_rates(features.of(probes), features.of(gallery), splits))


def null_space_rates(probes: Vectors, gallery: Vectors, splits: Splits) -> tuple[float, ...]:
    """See null_space_naming(). (N, D) each.

    Raises: ValueError if nobody is left to be named, or D is too small for a null space.
    """
    people, dice = len(probes), np.random.default_rng(splits.seed)
    if not 2 <= splits.training < people or len(gallery) != people:
        raise ValueError(f"{splits.training} of {people} people cannot train, or the gallery has {len(gallery)}")
    everything = np.concatenate([probes, gallery]).astype(np.float64)
    # Turned into the space that they span: the same distances with far fewer numbers.
    turned = np.asarray(np.linalg.qr(everything.T, mode="r"), np.float64).T
    first, second = turned[:people], turned[people:]
    rates = []
    for _ in range(splits.count):
        order = dice.permutation(people)
        train, test = order[: splits.training], order[splits.training :]
        projection = _null_space(first[train], second[train])
        rates.append(_best_rate(first[test] @ projection, second[test] @ projection))
    return tuple(rates)


def _ranks(likeness: Array) -> tuple[int, ...]:
    """Of (N, M): N probes, each of whom is at the same place in the gallery."""
    own = np.diagonal(likeness)[:, None]
    return tuple(int(count) for count in (likeness >= own).sum(axis=1))


def _squared_distances(first: Array, second: Array) -> Array:
    return np.asarray([((one - second) ** 2).sum(axis=1) for one in first], np.float64)


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), np.float64)


def _components(centred: Array, most: int | None = None) -> Array:
    """Orthonormal directions, (D, K), in which these rows vary, the strongest first; none in which they do not."""
    _, lengths, directions = np.linalg.svd(centred, full_matrices=False)
    return np.asarray(directions[lengths > _least(lengths)][:most].T, np.float64)


def _least(lengths: Array | Sequence[float]) -> float:
    """Singular values from here on down are rounding errors."""
    return float(1e-9 * max(lengths, default=0.0))


def _null_space(first: Array, second: Array) -> Array:
    """(D, K): a person's two vectors, (n, D) each, fall together in it, and people lie as far apart as can be."""
    mean = (first.mean(axis=0) + second.mean(axis=0)) / 2
    centred = np.concatenate([first, second]) - mean
    components = _components(centred)
    _, lengths, directions = np.linalg.svd((first - second) @ components)
    # Beside the whole: where a person's two vectors are the same, all of their difference is rounding
    null = directions[(lengths > _least([float(np.linalg.norm(centred))])).sum() :].T
    if not null.size:
        raise ValueError(f"{len(first)} people with {first.shape[1]} features have no null space")
    inner = components @ null
    return np.asarray(inner @ _components(((first + second) / 2 - mean) @ inner), np.float64)


def _best_rate(probes: Array, gallery: Array) -> float:
    """Over the first one, two, three, … dimensions."""
    distances, rates = np.zeros((len(probes), len(gallery))), [0.0]
    for one, other in zip(probes.T, gallery.T, strict=True):
        distances += (one[:, None] - other) ** 2
        rates.append(_rate(_ranks(-distances)))
    return max(rates)


def _rate(found: Sequence[int]) -> float:
    return sum(rank == 1 for rank in found) / len(found)


def _discriminant(first: Vectors, second: Vectors, most: int, ridge: float) -> tuple[Array, Array]:
    """The mean, (D,), and the projection, (D, K)."""
    photos, sketches = np.asarray(first, np.float64), np.asarray(second, np.float64)
    mean = (photos.mean(axis=0) + sketches.mean(axis=0)) / 2
    components = _components(np.concatenate([photos, sketches]) - mean, most)
    photos, sketches = (photos - mean) @ components, (sketches - mean) @ components
    differences, middles = (photos - sketches) / 2, (photos + sketches) / 2
    within = differences.T @ differences / len(differences)
    within += ridge * np.trace(within) / len(within) * np.eye(len(within))
    whiten = np.linalg.inv(np.linalg.cholesky(within))
    apart, directions = np.linalg.eigh(whiten @ (middles.T @ middles / len(middles)) @ whiten.T)
    kept = directions[:, apart > 1e-9 * apart[-1]]
    return mean, np.asarray(components @ whiten.T @ kept, np.float64)
