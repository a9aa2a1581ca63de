"""How a plugin's networks are trained: what sketching/training/trainer.py wants to know of it, and nothing more."""

from collections.abc import Mapping
from typing import Any, Protocol

import torch
from torch import Generator, Tensor, nn
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

    @property
    def memories(self) -> Mapping[str, nn.Module]:
        """What else a run needs that goes on, and another run that begins with it does not; mostly nothing."""
        ...

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

    def draw(self, network: nn.Module, batch: Batch) -> Tensor:
        """What a generator of this kind draws of the photos, (N, 1 or 3, S, S) in [-1, 1]."""
        ...


def mixed_precision(device: str, precision: str) -> torch.autocast:
    """What networks run in: losses stay float32 outside of it.

    Args:
        precision: "bf16", "fp32", or "auto", which is bf16 on a GPU and fp32 on a CPU. Processors with AVX512_BF16 or
            AMX train in two thirds of the time with bf16; others emulate it, and take several times as long.

    Raises:
        ValueError: another precision.
    """
    if precision not in ("auto", "bf16", "fp32"):
        raise ValueError(f"precision: {precision!r} is none of auto, bf16, fp32")
    kind = device.partition(":")[0]
    is_on = precision == "bf16" or (precision == "auto" and kind == "cuda")
    return torch.autocast(kind, torch.bfloat16, enabled=is_on)
