"""All that is measured of drawings, as tables: for `manage.py report` of everybody, for `manage.py evaluate` of one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from sketching.management import drawers, tables
from sketching.management.tables import Table
from sketching.training import evaluate, stress, wild
from sketching.training.conditions import CONDITIONS
from sketching.training.evaluate import Draw
from sketching.training.pack import Pair

KINDS = {
    "quality": "Likeness to the artist's sketch",
    "stress": "Under stress",
    "consistency": "Consistency",
    "detection": "Faces in the drawings",
    "fairness": "Fairness",
}

Tables = dict[str, list[Table]]
"""By kind."""


@dataclass(frozen=True, slots=True)
class Lineup:
    """Who draws, and who of them is held to the goals."""

    drawers: Mapping[str, Draw]
    judged: Collection[str]


def quality(data: Path, most: int, plugins: Mapping[str, Draw], baselines: Mapping[str, Draw]) -> list[Table]:
    """A table for each set. Plugins draw with the background left out, baselines the photo as it is."""
    found = []
    for name, pairs in evaluate.sets(data).items():
        scores = evaluate.measure(baselines, _people(name, pairs, most), "keep") if baselines else {}
        scores |= evaluate.measure(plugins, _people(name, pairs, most), "plain")
        found.append(tables.quality(name, scores))
    return found


def holding(data: Path, most: int, lineup: Lineup, kinds: Collection[str]) -> Tables:
    """Stress and consistency, or one of them. London's people, whom no artist drew, are measured for the latter."""
    matching = [condition for condition in CONDITIONS if condition.should_match]
    found: Tables = {"stress": [], "consistency": []}
    for name, pairs in stress.sets(data).items():
        conditions = CONDITIONS if "stress" in kinds else matching
        trials = stress.measure(lineup.drawers, _people(name, pairs, most), conditions)
        found["stress"] += tables.stressed(name, trials, lineup.judged)
        found["consistency"].append(tables.consistency(name, trials, lineup.judged))
    if "consistency" in kinds and (london := wild.sets(data).get(wild.LONDON)):
        trials = stress.measure(lineup.drawers, _people(wild.LONDON, london, most), matching)
        found["consistency"].append(tables.consistency(wild.LONDON, trials, lineup.judged))
    return _of(kinds, found)


def seeing(data: Path, most: int, alone: Lineup, paired: Lineup, kinds: Collection[str]) -> Tables:
    """Detection and fairness, or one of them. alone: for people whom no artist drew; paired: for those of the sets."""
    sets, known = wild.sets(data), wild.traits(data)
    artists = evaluate.sets(data)
    found: Tables = {"detection": [], "fairness": []}
    seen = {
        name: wild.look(alone.drawers, _people(name, pairs, most), compares=name == wild.LONDON)
        for name, pairs in sets.items()
        if name not in artists and ("detection" in kinds or name == wild.LONDON)
    }
    if "detection" in kinds:
        others = {name: wild.look(paired.drawers, _people(name, pairs, most)) for name, pairs in artists.items()}
        found["detection"] = [
            tables.detection(looks, lineup.judged) for looks, lineup in ((seen, alone), (others, paired)) if looks
        ]
    if wild.LONDON in seen:
        looks = seen[wild.LONDON].by_drawer
        likened = {name: sightings for name, sightings in looks.items() if name != drawers.GREY}
        found["fairness"] = [
            tables.fairness("likeness", likened, known, alone.judged),
            tables.fairness("confidence", looks, known, alone.judged),
        ]
    return _of(kinds, found)


def missed(found: Iterable[Table]) -> str:
    """As a list."""
    goals = [goal for table in found for goal in table.missed]
    return "\n".join(f"- {goal}" for goal in goals) or "None."


def text(found: Sequence[Table]) -> str:
    return "\n\n".join(table.text for table in found)


def _of(kinds: Collection[str], found: Tables) -> Tables:
    return {kind: made for kind, made in found.items() if kind in kinds and made}


def _people(name: str, pairs: Sequence[Pair], most: int) -> Iterable[Pair]:
    """At most so many, with a bar where somebody sees it."""
    return tqdm(evaluate.spread(pairs, most), desc=name, leave=False, disable=None)
