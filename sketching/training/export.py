"""From a run to weights: the averaged generator, ready for use, at half precision."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save
from torch import nn

from sketching.training import runs


def export(folder: Path, generator: nn.Module, ready: Callable[[nn.Module], nn.Module], target: Path) -> str:
    """Write the weights of a run and return their SHA-256.

    Args:
        folder: the run.
        generator: of the run's kind; it is given the run's weights.
        ready: what prepares it for use, e.g. folds its norms.

    Raises:
        ValueError: the run has no checkpoint.
    """
    kept = runs.load(folder)
    if kept is None:
        raise ValueError(f"{folder} has no checkpoint to export")
    generator.load_state_dict(kept[0]["mean"])
    state = ready(generator.eval()).state_dict()
    data = save({name: tensor.to(torch.float16).contiguous() for name, tensor in state.items()})
    target.write_bytes(data)
    return hashlib.sha256(data).hexdigest()
