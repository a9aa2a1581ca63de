"""Measure drawings against the artists' sketches of people that training never saw.

The photo is drawn in its own outline, as large as the plugin draws, and the drawing shrunk to the artist's sketch.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketching.intake import IntakeOptions, PreparedPhoto, prepare
from sketching.metrics import image_quality
from sketching.training.pack import Pair, find_pairs

METRICS = {
    "SSIM": image_quality.structural_similarity,
    "FSIM": image_quality.feature_similarity,
    "SCOOT": image_quality.structure_co_occurrence,
    "MAE": image_quality.mean_absolute_error,
}
RESAMPLES = 1000

Grey = NDArray[np.uint8]
Background = Literal["keep", "plain"]
Scores = dict[str, dict[str, list[float]]]
Draw = Callable[[Image.Image, Pair], Image.Image]
"""Given a square RGB photo and whose it is, the square drawing."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over people, and between what it lies with 95 %: bootstrap over people."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:z.3f} ({self.low:z.3f} to {self.high:z.3f})"


def sets(data: Path) -> dict[str, list[Pair]]:
    """CUHK's 100 test people, and the validating people of each style of FS2K and of the rest of CUFS."""
    found: dict[str, list[Pair]] = {}
    for pair in find_pairs(data):
        if pair.sketch is None or pair.split == "train":
            continue
        if pair.split == "test":
            found.setdefault("CUHK, 100 test people", []).append(_official(pair, data / "cufs-cuhk"))
        else:
            name = "CUFS" if pair.style == "cufs" else f"FS2K {pair.style[-1]}"
            found.setdefault(f"{name}, validating people", []).append(pair)
    return found


def _official(pair: Pair, folder: Path) -> Pair:
    """The crop of 200 x 250 pixels that papers measure on, instead of the larger one that is trained on."""
    name = pair.photo.name
    return Pair(pair.name, "cufs-cuhk", "cufs", "test", folder / "photos" / name, folder / "sketches" / name)


def measure(drawers: Mapping[str, Draw], pairs: Iterable[Pair], background: Background) -> Scores:
    """Each metric for each pair, by drawer."""
    scores: Scores = {name: {metric: [] for metric in METRICS} for name in drawers}
    for pair in pairs:
        target, photo = target_of(pair), _whole(pair, background)
        for name, draw in drawers.items():
            drawn = shrunk(in_outline(draw(photo.image, pair), photo.size), target)
            for metric, function in METRICS.items():
                scores[name][metric].append(function(drawn, target))
    return scores


def target_of(pair: Pair) -> Grey:
    assert pair.sketch  # noqa: S101  only pairs are measured
    with Image.open(pair.sketch) as image:
        return np.asarray(image.convert("L"))


def _whole(pair: Pair, background: Background) -> PreparedPhoto:
    return prepare(pair.photo.read_bytes(), IntakeOptions(frame="whole", size=512, background=background))


def in_outline(drawing: Image.Image, photo: tuple[int, int]) -> Grey:
    """The part of a drawing of the whole photo, of this width and height, that shows it."""
    drawn = np.asarray(drawing)
    width, height = (round(len(drawn) * side / max(photo)) for side in photo)
    left, top = (len(drawn) - width) // 2, (len(drawn) - height) // 2
    return drawn[top : top + height, left : left + width]


def shrunk(drawn: Grey, target: Grey) -> Grey:
    """As large as the target."""
    return np.asarray(cv2.resize(drawn, target.shape[::-1], interpolation=cv2.INTER_AREA), np.uint8)


def spread(pairs: Sequence[Pair], most: int) -> list[Pair]:
    """At most so many, from all of the list at equal distances: neighbours in a set are often alike."""
    count = min(most, len(pairs))
    return [pairs[number * len(pairs) // count] for number in range(count)]


def interval(values: Sequence[float], seed: int = 1) -> Interval:
    numbers = np.asarray(values)
    dice = np.random.default_rng(seed)
    means = numbers[dice.integers(len(numbers), size=(RESAMPLES, len(numbers)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(numbers.mean()), float(low), float(high))
