"""What was measured: pairs of numbers taken in turns, and what they come to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median


@dataclass(slots=True)
class Figure:
    """One line of the table: the site, what it is compared with, and the ratio of each pair."""

    name: str
    other_name: str
    unit: str
    goal: str = ""
    site: list[float] = field(default_factory=list)
    other: list[float] = field(default_factory=list)

    def add(self, site: float, other: float) -> None:
        self.site.append(site)
        self.other.append(other)

    def ratios(self) -> list[float]:
        # Of each pair, not of the two medians: the halves of a pair had the same neighbours on the machine.
        return [mine / theirs for mine, theirs in zip(self.site, self.other, strict=True)]

    def row(self) -> list[str]:
        return [
            self.name,
            self._of(self.site),
            self.other_name,
            self._of(self.other),
            spread(self.ratios()),
            self.goal,
        ]

    def _of(self, values: list[float]) -> str:
        return f"{spread(values)} {self.unit}"


def in_turns(figure: Figure, rounds: int, site: Callable[[], float], other: Callable[[], float]) -> Figure:
    """Measure one after the other, `rounds` times; a first round that warms both up does not count."""
    for number in range(rounds + 1):
        pair = site(), other()
        if number:
            figure.add(*pair)
    return figure


def spread(values: list[float]) -> str:
    return f"{short(median(values))} ({short(min(values))} to {short(max(values))})"


def short(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
