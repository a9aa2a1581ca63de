"""Look at a training from outside: measures on people that it sees and on people kept from it, and panels of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from sketching.metrics import image_quality
from sketching.tensors import to_photos
from sketching.training.datasets import Batch, Pairs

METRICS = {
    "mae": image_quality.mean_absolute_error,
    "ssim": image_quality.structural_similarity,
    "fsim": image_quality.feature_similarity,
    "scoot": image_quality.structure_co_occurrence,
}
MOST_PEOPLE, PANEL_PEOPLE = 24, 6
AT_A_TIME = 4

Draw = Callable[[nn.Module, Batch], Tensor]


@dataclass(frozen=True, slots=True)
class Validation:
    """Measures a generator on some people of either side.

    draw: what a generator draws of a batch, (N, 1 or 3, S, S) in [-1, 1]; seen, unseen: pairs.
    """

    draw: Draw
    seen: Pairs
    unseen: Pairs

    def measure(self, generator: nn.Module) -> dict[str, float]:
        """Means over at most MOST_PEOPLE people of each side: `fsim` of those unseen, `train_fsim` of those seen, …

        `accuracy` is Keras's, and there are such columns only where sketches have colours.
        """
        unseen, seen = self.means(generator, self.unseen), self.means(generator, self.seen)
        return {**unseen, **{f"train_{name}": value for name, value in seen.items()}}

    def panel(self, generator: nn.Module) -> Image.Image:
        """A column for each of some unseen people: photo, drawing, the artist's sketch."""
        batch = self.unseen.batch(_spread(len(self.unseen), PANEL_PEOPLE))
        drawn = self._drawn(generator, batch)
        rows = [np.hstack(list(_colours(part))) for part in (batch.photos, drawn, batch.sketches)]
        return Image.fromarray(np.vstack(rows))

    def means(self, generator: nn.Module, pairs: Pairs, most: int = MOST_PEOPLE) -> dict[str, float]:
        """Of at most so many of these people, evenly apart."""
        found: dict[str, list[float]] = {}
        numbers = _spread(len(pairs), most)
        for first in range(0, len(numbers), AT_A_TIME):
            batch = pairs.batch(numbers[first : first + AT_A_TIME])
            for drawn, target in zip(self._drawn(generator, batch), batch.sketches, strict=True):
                for name, value in _measures(drawn, target).items():
                    found.setdefault(name, []).append(value)
        return {name: float(np.mean(values)) for name, values in found.items()}

    @torch.no_grad()
    def _drawn(self, generator: nn.Module, batch: Batch) -> Tensor:
        was_training = generator.training
        drawn = self.draw(generator.eval(), batch)
        generator.train(was_training)
        return drawn


def save_panel(validation: Validation, generator: nn.Module, folder: Path, step: int) -> None:
    """panels/STEP.webp in the run's folder."""
    target = folder / "panels" / f"{step:07}.webp"
    target.parent.mkdir(exist_ok=True)
    validation.panel(generator).save(target, "WEBP", quality=80)


def is_hopeless(history: Mapping[int, float], step: int, patience: int) -> bool:
    """Whether the best of the values, by step, is more than `patience` steps ago."""
    best = max(history, key=lambda at: history[at])
    return step - best > patience


def _measures(drawn: Tensor, target: Tensor) -> dict[str, float]:
    """Of one drawing and its target, (1 or 3, S, S) each."""
    grey, true = (np.asarray(Image.fromarray(_colours(one[None])[0]).convert("L")) for one in (drawn, target))
    values = {name: function(grey, true) for name, function in METRICS.items()}
    if len(target) == 3:  # of the values themselves: rounded ones have many ties, which Keras never sees
        ends = (one.cpu().permute(1, 2, 0).numpy() for one in (drawn, target))
        values["accuracy"] = image_quality.keras_accuracy(*ends)
    return values


def _spread(count: int, most: int) -> NDArray[np.intp]:
    """Places of at most so many of `count`, evenly apart: the same ones each time."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.intp))


def _colours(pictures: Tensor) -> NDArray[np.uint8]:
    """(N, 1 or 3, H, W) in [-1, 1] as (N, H, W, 3), 0 to 255."""
    return to_photos(pictures.expand(-1, 3, -1, -1))
