"""Train one recipe in many configurations, for the same number of steps each, and put what came of it in a table."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from torch import nn

from sketching.training import runs
from sketching.training.recipe import Recipe

Train = Callable[[Mapping[str, Any], Path], Recipe]
"""Given settings and a folder, trains there, or goes on, or sees that nothing is left to do."""


def search(settings: Sequence[Mapping[str, Any]], folder: Path, train: Train) -> list[dict[str, Any]]:
    """A run for each of the settings in folder/00, folder/01, …; table.csv has a row for each, the best FSIM first.

    What was trained already is not trained again, so that a search which was stopped goes on.
    """
    rows = []
    for number, changes in enumerate(settings):
        run = folder / f"{number:02}"
        recipe = train(changes, run)
        last = runs.read_log(run / "validation.csv")[-1]
        rows.append({"run": run.name, **changes, "parameters": _count(recipe.networks["generator"]), **last})
        _write(folder / "table.csv", rows)
    return rows


def _count(network: nn.Module) -> int:
    return sum(tensor.numel() for tensor in network.parameters())


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: -float(row["fsim"])))
