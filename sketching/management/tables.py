"""Markdown tables of what was measured, and in a line each which goals were missed."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sketching.training import evaluate, stress, wild
from sketching.training.stress import Trial
from sketching.training.wild import Sighting, Sightings

SEEN: wild.Verdict = "seen"


@dataclass(frozen=True, slots=True)
class Table:
    text: str
    missed: tuple[str, ...] = ()  # goals, each with its figure


def quality(name: str, scores: evaluate.Scores) -> Table:
    """Drawers below each other, metrics side by side."""
    count = max(len(values) for found in scores.values() for values in found.values())
    rows = [(drawer, *map(_interval, found.values())) for drawer, found in scores.items()]
    return Table(markdown(f"{name} ({count})", evaluate.METRICS, rows))


def stressed(name: str, trials: Mapping[str, Trial], judged: Collection[str]) -> list[Table]:
    """For each metric a table: conditions below each other, drawers side by side."""
    return [_stressed(name, metric, trials, judged if metric == "FSIM" else ()) for metric in stress.METRICS]


def _stressed(name: str, metric: str, trials: Mapping[str, Trial], judged: Collection[str]) -> Table:
    conditions = list(next(iter(trials.values())).changed)
    rows = [("as it is", *(f"{np.mean(trial.clean[metric]):.3f}" for trial in trials.values()))]
    missed = []
    for condition in conditions:
        cells = []
        for drawer, trial in trials.items():
            fall = evaluate.interval(trial.falls(condition, metric))
            is_missed = drawer in judged and fall.mean > stress.MOST_FALL
            cells.append(_marked(f"{np.mean(trial.changed[condition][metric]):.3f}, fall {fall}", is_missed))
            if is_missed:
                missed.append(f"{drawer}, {name}, {condition}: {metric} falls by {fall}")
        rows.append((condition, *cells))
    count = len(next(iter(trials.values())).clean[metric])
    return Table(markdown(f"{metric}: {name} ({count})", trials, rows), tuple(missed))


def consistency(name: str, trials: Mapping[str, Trial], judged: Collection[str]) -> Table:
    """Conditions below each other, drawers side by side."""
    alike = {drawer: trial.alike for drawer, trial in trials.items()}
    first = next(iter(alike.values()))
    rows, missed = [], []
    for condition in first:
        cells = []
        for drawer, found in alike.items():
            mean = float(np.mean(found[condition]))
            low, worst = np.quantile(found[condition], 0.05), min(found[condition])
            is_missed = drawer in judged and mean < stress.LEAST_ALIKE
            cells.append(_marked(f"{mean:.3f}, 5 % below {low:.3f}, worst {worst:.3f}", is_missed))
            if is_missed:
                missed.append(f"{drawer}, {name}, {condition}: SSIM {mean:.3f} with the clean photo's drawing")
        rows.append((condition, *cells))
    count = max(map(len, first.values()), default=0)
    return Table(markdown(f"{name} ({count})", trials, rows), tuple(missed))


def detection(found: Mapping[str, Sightings], judged: Collection[str]) -> Table:
    """Sets below each other, drawers side by side, and all sets together."""
    rows = [
        (f"{name}{_refused(seen)}", *(_counted(sightings) for sightings in seen.by_drawer.values()))
        for name, seen in found.items()
    ]
    drawers = next(iter(found.values())).by_drawer
    together = {drawer: [one for seen in found.values() for one in seen.by_drawer[drawer]] for drawer in drawers}
    shares = {name: sum(one.verdict == SEEN for one in seen) / max(len(seen), 1) for name, seen in together.items()}
    missing = [drawer for drawer, share in shares.items() if drawer in judged and share < wild.LEAST_SEEN]
    rows.append(("all", *(_marked(f"{share:.1%}", drawer in missing) for drawer, share in shares.items())))
    missed = tuple(f"{drawer}, faces found: {_counted(together[drawer])}" for drawer in missing)
    return Table(markdown("set", drawers, rows), missed)


def _refused(seen: Sightings) -> str:
    return f" ({len(seen.refused)} refused by intake)" if seen.refused else ""


def _counted(sightings: Sequence[Sighting]) -> str:
    """How many of them, and what is the matter with the others."""
    verdicts = Counter(one.verdict for one in sightings)
    others = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items() if verdict != SEEN)
    return f"{verdicts[SEEN]} of {len(sightings)}" + (f": {others}" if others else "")


def fairness(
    title: str, seen: Mapping[str, Sequence[Sighting]], known: Mapping[str, wild.Traits], judged: Collection[str]
) -> Table:
    """Groups below each other, drawers side by side, and the worst group's mean to the best one's.

    title: "confidence" or "likeness", of Sighting.
    """
    measure = MEASURES[title]
    rows = []
    means: dict[str, list[float]] = {drawer: [] for drawer in seen}
    for group, photos in wild.groups(known).items():
        values = {drawer: wild.of_people(sightings, photos, measure) for drawer, sightings in seen.items()}
        count = max(map(len, values.values()))
        if count >= wild.LEAST_PEOPLE:
            for drawer, found in values.items():
                means[drawer].append(float(np.mean(found)))
        if count:
            few = "" if count >= wild.LEAST_PEOPLE else ", too few to judge"
            rows.append((f"{group} ({count}{few})", *map(_interval, values.values())))
    ratios = {drawer: min(found) / max(*found, 1e-9) for drawer, found in means.items() if found}
    missing = [drawer for drawer, ratio in ratios.items() if drawer in judged and ratio < wild.LEAST_RATIO]
    if ratios:
        rows.append(("worst / best", *(_marked(f"{ratio:.3f}", drawer in missing) for drawer, ratio in ratios.items())))
    missed = tuple(f"{drawer}: {title} of the worst group is {ratios[drawer]:.3f} of the best" for drawer in missing)
    return Table(markdown(f"{title}, by people", seen, rows), missed)


MEASURES: Mapping[str, Callable[[Sighting], float | None]] = {
    "confidence": lambda one: one.confidence,
    "likeness": lambda one: one.likeness,
}


def _interval(values: Sequence[float]) -> str:
    return str(evaluate.interval(values))


def _marked(cell: str, is_missed: bool) -> str:
    return f"**{cell}**" if is_missed else cell


def markdown(corner: str, columns: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column and row say what the others are."""
    head = (corner, *columns)
    return "\n".join(
        [f"| {' | '.join(head)} |", "|" + " --- |" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]
    )
