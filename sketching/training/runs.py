"""A run is a folder that explains itself: config.json, metrics.csv, validation.csv, panels/, checkpoint/.

Nothing in it is pickled. Checkpoints are safetensors files of at most PART_BYTES each, so that a run can travel in
small pieces.
"""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

PART_BYTES = 14_000_000


def write_config(folder: Path, config: Mapping[str, Any]) -> None:
    """Raises: ValueError if the folder is of a run with another configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config.json"
    if path.exists() and (other := json.loads(path.read_text())) != json.loads(json.dumps(config)):
        changed = sorted(name for name in {*config, *other} if config.get(name) != other.get(name))
        raise ValueError(f"{folder} is a run with other values of {', '.join(changed)}: choose another folder")
    path.write_text(json.dumps(config, indent=2) + "\n")


def log(path: Path, row: Mapping[str, float]) -> None:
    """Add a line to a CSV file, whose columns are those of its first line."""
    is_new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        if is_new:
            writer.writeheader()
        writer.writerow({name: f"{value:.5g}" for name, value in row.items()})


def read_log(path: Path) -> list[dict[str, str]]:
    """The lines of a file that log() wrote; none if there is no such file."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def forget_log_after(path: Path, step: int) -> None:
    """Leave out what was logged after the checkpoint that a run goes on from: it will be logged again."""
    rows = read_log(path)
    kept = [row for row in rows if int(row["step"]) <= step]
    if len(kept) == len(rows):
        return
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)


def save(folder: Path, state: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Any]) -> None:
    """Keep state dicts of networks and optimisers, and JSON facts, whole or not at all."""
    tensors: dict[str, Tensor] = {}
    described = {name: _describe(name, value, tensors) for name, value in state.items()}
    draft = folder / "checkpoint.new"
    draft.mkdir(parents=True, exist_ok=True)
    parts = _parts(tensors)
    for number, names in enumerate(parts):
        save_file({name: tensors[name].contiguous() for name in names}, draft / f"{number:03}.safetensors")
    (draft / "state.json").write_text(json.dumps({"facts": facts, "state": described, "parts": len(parts)}))
    target, old = folder / "checkpoint", folder / "checkpoint.old"
    _remove(old)
    if target.exists():
        target.rename(old)
    draft.rename(target)
    _remove(old)


def load(folder: Path) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """State and facts as save() was given them; None if the run has no checkpoint yet."""
    source = next((found for name in ("checkpoint", "checkpoint.old") if (found := folder / name).exists()), None)
    if source is None:
        return None
    kept = json.loads((source / "state.json").read_text())
    tensors: dict[str, Tensor] = {}
    for number in range(kept["parts"]):
        tensors |= load_file(source / f"{number:03}.safetensors")
    return {name: _rebuild(value, tensors) for name, value in kept["state"].items()}, kept["facts"]


def _describe(path: str, value: Any, tensors: dict[str, Tensor]) -> Any:
    """The value with each tensor replaced by its name, and dictionaries by lists: JSON would make their keys texts."""
    if isinstance(value, Tensor):
        tensors[path] = value.detach().cpu()
        return {"tensor": path}
    if isinstance(value, Mapping):
        return {"items": [[key, _describe(f"{path}/{key}", item, tensors)] for key, item in value.items()]}
    if isinstance(value, list | tuple):
        return {"list": [_describe(f"{path}/{number}", item, tensors) for number, item in enumerate(value)]}
    return {"value": value}


def _rebuild(described: Any, tensors: Mapping[str, Tensor]) -> Any:
    if "tensor" in described:
        return tensors[described["tensor"]]
    if "items" in described:
        return {key: _rebuild(item, tensors) for key, item in described["items"]}
    if "list" in described:
        return [_rebuild(item, tensors) for item in described["list"]]
    return described["value"]


def _parts(tensors: Mapping[str, Tensor]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    room = PART_BYTES
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        if parts[-1] and size > room:
            parts.append([])
            room = PART_BYTES
        parts[-1].append(name)
        room -= size
    return parts


def _remove(folder: Path) -> None:
    if folder.exists():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def rng_state(dice: torch.Generator | None = None) -> list[int]:
    """Of these dice, or of torch's own, by which dropout goes on a CPU."""
    state: list[int] = (dice.get_state() if dice else torch.get_rng_state()).tolist()
    return state
