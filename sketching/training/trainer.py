"""Train a recipe on a pack: seeded, resumable to the step, with a running mean of the generator, and watched."""

import copy
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Generator, nn

from sketching.training import runs
from sketching.training.datasets import Pairs
from sketching.training.recipe import Recipe
from sketching.training.validation import Validation, is_hopeless, save_panel


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long, how much at a time, and how often to look."""

    steps: int = 2000
    batch: int = 8
    seed: int = 1
    ema: float = 0.998  # share of the old mean that each step keeps
    log_every: int = 25
    save_every: int = 250
    check_every: int = 500  # steps between two looks at unseen people, where there are any
    patience: float = 0.0  # stop when their FSIM has not risen for this share of the steps; 0: never


def fit(recipe: Recipe, pairs: Pairs, schedule: Schedule, folder: Path, unseen: Pairs | None = None) -> nn.Module:
    """Train until schedule.steps; a folder with a checkpoint goes on from it. Returns the averaged generator.

    With `unseen` pairs the folder gets validation.csv and panels, and the training can stop early.
    """
    runs.write_config(folder, {**recipe.config, **asdict(schedule), "pairs": pairs.origin})
    dice, mean, step = Generator().manual_seed(schedule.seed), _Mean(recipe.networks["generator"], schedule.ema), 0
    if kept := runs.load(folder):
        step = _resume(kept, recipe, mean, dice)
        runs.forget_log_after(folder / "metrics.csv", step)
        runs.forget_log_after(folder / "validation.csv", step)
    watch = _Watch(Validation(recipe.draw, pairs, unseen), schedule, folder) if unseen else None
    progress, chances = _Progress(step, schedule.steps), torch.from_numpy(pairs.chances)
    sums: dict[str, float] = {}
    counted = 0
    if watch and watch.is_hopeless(step):
        return mean.network
    while step < schedule.steps:
        numbers = torch.multinomial(chances, schedule.batch, replacement=True, generator=dice).numpy()
        losses = recipe.step(pairs.batch(numbers), step / schedule.steps, dice)
        step += 1
        counted += 1
        mean.add(recipe.networks["generator"])
        sums = {name: sums.get(name, 0.0) + value for name, value in losses.items()}
        if step % schedule.log_every == 0:
            means = {name: value / counted for name, value in sums.items()}
            runs.log(folder / "metrics.csv", {"step": step, "seconds": progress.seconds(), **means})
            progress.show(step, means)
            sums, counted = {}, 0
        is_over = bool(watch and watch.look(step, mean.network)) or step == schedule.steps
        if step % schedule.save_every == 0 or is_over:
            _keep(recipe, mean, dice, step, folder)
        if is_over:
            break
    return mean.network


def begin_with(recipe: Recipe, folder: Path) -> None:
    """Take the networks over from another run, the generator as it was on average.

    Raises: ValueError if that run has no checkpoint.
    """
    kept = runs.load(folder)
    if kept is None:
        raise ValueError(f"{folder} has no checkpoint to begin with")
    state = {**kept[0], "generator": kept[0]["mean"]}
    for name, network in recipe.networks.items():
        network.load_state_dict(state[name])


class _Watch:
    """Measures the averaged generator every so often, and says when to stop."""

    def __init__(self, validation: Validation, schedule: Schedule, folder: Path) -> None:
        self._validation, self._schedule, self._folder = validation, schedule, folder
        self._history = {int(row["step"]): float(row["fsim"]) for row in runs.read_log(folder / "validation.csv")}

    def look(self, step: int, generator: nn.Module) -> bool:
        """Whether it is over: unseen people's FSIM has not risen for too long."""
        if (step % self._schedule.check_every and step != self._schedule.steps) or step in self._history:
            return False
        found = self._validation.measure(generator)
        runs.log(self._folder / "validation.csv", {"step": step, **found})
        save_panel(self._validation, generator, self._folder, step)
        self._history[step] = found["fsim"]
        return self.is_hopeless(step)

    def is_hopeless(self, step: int) -> bool:
        """Also of a run that goes on: one that had stopped by itself has nothing left to do."""
        patience = int(self._schedule.patience * self._schedule.steps)
        return bool(patience and self._history) and is_hopeless(self._history, step, patience)


class _Progress:
    """A line in the terminal: how far, how fast, how long still. No package for it: a GPU machine may have none."""

    def __init__(self, first: int, last: int) -> None:
        self._first, self._last, self._started = first, last, time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self._started

    def show(self, step: int, values: Mapping[str, float]) -> None:
        pace = (step - self._first) / max(self.seconds(), 1e-6)
        left = (self._last - step) / max(pace, 1e-6) / 60
        said = ", ".join(f"{name} {value:.4g}" for name, value in values.items())
        line = f"\rstep {step}/{self._last}, {pace:.2f}/s, {left:.0f} min left: {said}"
        print(line, end="\n" if step == self._last else "", file=sys.stderr)


class _Mean:
    """The exponential moving average of a network; buffers are taken as they are."""

    def __init__(self, network: nn.Module, share: float) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(requires_grad=False)
        self._share, self.count = share, 0

    @torch.no_grad()
    def add(self, network: nn.Module) -> None:
        self.count += 1
        share = min(self._share, self.count / (self.count + 10))  # the first steps must not weigh for ever
        for mine, theirs in zip(self.network.parameters(), network.parameters(), strict=True):
            mine.lerp_(theirs, 1 - share)
        for mine, theirs in zip(self.network.buffers(), network.buffers(), strict=True):
            mine.copy_(theirs)


def _parts(recipe: Recipe, mean: _Mean) -> Mapping[str, Any]:
    return {**recipe.networks, **recipe.optimisers, **recipe.memories, "mean": mean.network}


def _keep(recipe: Recipe, mean: _Mean, dice: Generator, step: int, folder: Path) -> None:
    state = {name: part.state_dict() for name, part in _parts(recipe, mean).items()}
    runs.save(
        folder, state, {"step": step, "mean_count": mean.count, "dice": runs.rng_state(dice), "torch": runs.rng_state()}
    )


def _resume(kept: tuple[dict[str, Any], dict[str, Any]], recipe: Recipe, mean: _Mean, dice: Generator) -> int:
    state, facts = kept
    for name, part in _parts(recipe, mean).items():
        part.load_state_dict(state[name])
    mean.count = facts["mean_count"]
    if "torch" in facts:  # of runs from before it was kept, dropout goes on with other dice
        torch.set_rng_state(torch.tensor(facts["torch"], dtype=torch.uint8))
    dice.set_state(torch.tensor(facts["dice"], dtype=torch.uint8))
    step: int = facts["step"]
    return step
