"""How a plugin's networks are trained: what sketching/training/trainer.py wants to know of it, and nothing more."""

from collections.abc import Mapping
from typing import Any, Protocol

from torch import Generator, nn
from torch.optim import Optimizer

from sketching.training.datasets import Batch


class Recipe(Protocol):
    """Networks, their optimisers, and one step. Made by a plugin's recipe(config)."""

    @property
    def config(self) -> Mapping[str, Any]:
        """What the run's folder should say of how it was trained; JSON."""
        ...

    @property
    def networks(self) -> Mapping[str, nn.Module]:
        """By name, as they are kept in checkpoints. The one named `generator` is averaged and drawn with."""
        ...

    @property
    def optimisers(self) -> Mapping[str, Optimizer]: ...

    def step(self, batch: Batch, progress: float, dice: Generator) -> dict[str, float]:
        """One step of all optimisers.

        Args:
            batch: as the pack has it, not augmented.
            progress: 0 at the beginning of the training, 1 at its end.
            dice: what decides all that is left to chance.

        Returns:
            The losses, by name.
        """
        ...
