"""When a job will be done, by what the table knows: what waits ahead of it, and how long such drawings took lately.

The queue is played through as workers take it (jobs.claim): round by round, each for one style. The result holds for
two seconds for everybody, so that pages that ask again and again cost one look into the cache.
"""

import heapq
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import log
from statistics import fmean
from typing import Any, NamedTuple

from django.core.cache import cache
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext

from sketching import offers
from sketching.models import SketchJob

Status = SketchJob.Status
FRESH_SECONDS = 2
HISTORY_FRESH_SECONDS = 5
NOTE_SECONDS = 7 * 86_400  # of what a worker has loaded
MOST_PLAYED = 300  # jobs; whoever is further back is told in proportion
MOST_REMEMBERED = 64  # drawings of each style
ALIKE = 5  # batches that an expectation is made of: few, since what else the machine does changes by the minute
ENOUGH = 6  # of the very same options: other options can take several times as long
FIXED_JOBS = 0.5  # what a batch takes however small it is, in jobs
MARGIN = 1.2  # a machine is slowed down more often than sped up
# Without history. A worker that starts has a style to load; a processor draws in tenths of a second.
PRIOR_ROUND_SECONDS, PRIOR_JOB_SECONDS, PRIOR_LOAD_SECONDS = 0.6, 0.3, 1.0
ROUND_SECONDS = 0.05  # from one round, or from the knock, to the next claim
REFUSED_SECONDS = 0.05  # a job whose style is switched off fails as soon as it is taken
STILL_SECONDS = 20  # after which a queue that nobody takes from stands still
STEPS = (1, 2, 5, 10, 20, 30, 45, 60, 120, 180, 300, 600, 900, 1200, 1800, 2700, 3600)  # what people are told
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Estimate:
    """`seconds` from now until the sketch is there. A guess if a style on the way has not been drawn here lately."""

    seconds: float
    is_guess: bool


class Batch(NamedTuple):
    """Jobs that were drawn in one call, and the seconds from the claim, or the batch before, to the last sketch."""

    options: str
    jobs: int
    seconds: float


class _Row(NamedTuple):
    pk: int
    plugin: str
    options: Mapping[str, Any]
    status: str
    tries: int
    claim: str
    created_at: datetime
    not_before: datetime
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """When each job will be done, in seconds after `made_at` (Unix time)."""

    made_at: float
    done: dict[int, Estimate]
    stands_still: bool
    is_cut: bool  # more jobs wait than were played through


def of(job: SketchJob) -> Estimate | None:
    """None if the job is over, or if nobody can say: nothing is being drawn although jobs wait."""
    if not job.is_active:
        return None
    forecast: Forecast | None = cache.get("estimates")
    if forecast is None or not (forecast.is_cut or job.pk in forecast.done):
        forecast = make_forecast()
        cache.set("estimates", forecast, FRESH_SECONDS)
    if forecast.stands_still:
        return None
    found = forecast.done.get(job.pk) or _further_back(job, forecast)
    return Estimate(max(found.seconds - (time.time() - forecast.made_at), 0.0), found.is_guess)


def make_forecast() -> Forecast:
    """Two queries, and one more for each style in the queue whose history is not in the cache."""
    moment, made_at = now(), time.time()
    rows = [_Row(*row) for row in SketchJob.objects.active().order_by("pk").values_list(*_Row._fields)[:MOST_PLAYED]]
    running = [row for row in rows if row.status == Status.RUNNING]
    waiting = [row for row in rows if row.status == Status.QUEUED and row.not_before <= moment]
    resting = [row for row in rows if row.status == Status.QUEUED and row.not_before > moment]
    play = _Play({row.plugin for row in rows})
    play.go_on(running, moment)
    play.take(waiting)
    for row in resting:
        play.settle([row], (row.not_before - moment).total_seconds())
    stands_still = not running and _nobody_comes(waiting, moment - timedelta(seconds=STILL_SECONDS))
    return Forecast(made_at, play.done, stands_still, is_cut=len(rows) == MOST_PLAYED)


def _nobody_comes(waiting: list[_Row], since: datetime) -> bool:
    """Whether a job has waited since then and none was begun: between two rounds nothing is running, either."""
    if all(max(row.created_at, row.not_before) > since for row in waiting):
        return False
    begun = SketchJob.objects.filter(started_at__isnull=False).order_by("-pk").values_list("started_at", flat=True)
    return all(moment is None or moment < since for moment in begun[:MOST_REMEMBERED])


def _further_back(job: SketchJob, forecast: Forecast) -> Estimate:
    ahead = SketchJob.objects.active().filter(pk__lt=job.pk).count()
    last = max((estimate.seconds for estimate in forecast.done.values()), default=0.0)
    return Estimate(last * max(ahead / MOST_PLAYED, 1), is_guess=False)


class _Play:
    """The queue as its workers take it. `done` fills up."""

    def __init__(self, plugins: set[str]) -> None:
        offered = {info.name: info.max_batch for info in offers.offered()}
        self._limits = {name: offered.get(name, 0) for name in plugins}
        self._took = history(plugins)
        self._loads: dict[str, float] = _missing_loads(plugins)
        self._free_at: list[float] = []
        self.done: dict[int, Estimate] = {}

    def go_on(self, running: list[_Row], moment: datetime) -> None:
        """What is being drawn now: each claim is a worker. One that takes longer than it should, takes a while yet."""
        for _claim, group in groupby(sorted(running, key=lambda row: row.claim), key=lambda row: row.claim):
            rows = list(group)
            gone = (moment - (rows[0].started_at or moment)).total_seconds()
            whole = sum(self._seconds(same) for same in _batches(rows))
            left = max(whole - gone, 0.1 * whole, 0.25 * (gone - whole))
            self._free_at.append(left)
            is_guess = not self._took[rows[0].plugin]
            self.done |= {row.pk: Estimate(left, is_guess) for row in rows}
        heapq.heapify(self._free_at)

    def take(self, waiting: list[_Row]) -> None:
        """As jobs.claim(): what is oldest says which style; one that failed before is taken alone."""
        while waiting:
            head = waiting[0]
            mates = [row for row in waiting if row.plugin == head.plugin and not row.tries]
            taken = [head] if head.tries else mates[: self._limits[head.plugin] or 1]
            self.settle(taken, 0.0)
            gone = {row.pk for row in taken}
            waiting = [row for row in waiting if row.pk not in gone]

    def settle(self, rows: list[_Row], not_before: float) -> None:
        """One round, by the worker that is free first. Those with the same options are drawn together, see batches."""
        free = heapq.heappop(self._free_at) if self._free_at else 0.0
        end, is_guess = max(free, not_before) + ROUND_SECONDS, not self._took[rows[0].plugin]
        for same in _batches(rows):
            end += self._seconds(same)
            self.done |= {row.pk: Estimate(end, is_guess) for row in same}
        heapq.heappush(self._free_at, end)

    def _seconds(self, same: list[_Row]) -> float:
        plugin = same[0].plugin
        if not self._limits[plugin]:
            return REFUSED_SECONDS
        return expected(self._took[plugin], _key(same[0].options), len(same), self._loads.pop(plugin, 0.0))


def _batches(rows: list[_Row]) -> list[list[_Row]]:
    """As worker/batches.py cuts a round."""
    ordered = sorted(rows, key=lambda row: _key(row.options))
    return [list(same) for _, same in groupby(ordered, key=lambda row: _key(row.options))]


def _key(options: Mapping[str, Any]) -> str:
    return repr(sorted(options.items()))


def expected(took: list[Batch], options: str, jobs: int, load_seconds: float = 0.0) -> float:
    """Seconds that so many jobs will take: the mean of the batches most like it, scaled to its size, without extremes.

    The mean, since a queue's time is a sum. Where the style is to be loaded first, that is added to the fastest: the
    others may have loaded it themselves.
    """
    if not took:
        return PRIOR_ROUND_SECONDS + PRIOR_JOB_SECONDS * jobs + load_seconds
    same = [done for done in took if done.options == options]
    alike = sorted(same if len(same) >= ENOUGH else took, key=lambda done: abs(log(done.jobs / jobs)))[:ALIKE]
    scaled = sorted(done.seconds * (FIXED_JOBS + jobs) / (FIXED_JOBS + done.jobs) for done in alike)
    usual = MARGIN * fmean(scaled[1:-1] or scaled)
    return max(usual, scaled[0] + load_seconds) if load_seconds else usual


def history(plugins: set[str]) -> dict[str, list[Batch]]:
    """The last batches of each style, newest first."""
    keys = {f"estimates:took:{plugin}": plugin for plugin in sorted(plugins)}
    found = {keys[key]: took for key, took in cache.get_many(list(keys)).items()}
    for key, plugin in keys.items():
        if plugin not in found:
            found[plugin] = _took(plugin)
            if len(found[plugin]) >= ALIKE:  # of what was drawn seldom, the next drawing tells much
                cache.set(key, found[plugin], HISTORY_FRESH_SECONDS)
    return found


def _took(plugin: str) -> list[Batch]:
    drawn = SketchJob.objects.filter(status=Status.SUCCEEDED, plugin=plugin).order_by("-pk")
    rounds: dict[datetime, list[tuple[datetime, str]]] = {}  # by the moment of the claim, which all of it share
    for started_at, finished_at, options in drawn.values_list("started_at", "finished_at", "options")[:MOST_REMEMBERED]:
        if started_at and finished_at:
            rounds.setdefault(started_at, []).append((finished_at, _key(options)))
    return [batch for started_at, ends in rounds.items() for batch in _drawn(started_at, sorted(ends))]


def _drawn(before: datetime, ends: list[tuple[datetime, str]]) -> Iterator[Batch]:
    for options, group in groupby(ends, key=lambda end: end[1]):
        same = list(group)
        yield Batch(options, len(same), (same[-1][0] - before).total_seconds())
        before = same[-1][0]


# What a worker has loaded: the first job for any other style waits for that


def note_loaded(plugins: list[str]) -> None:
    """A worker has these ready. Of several workers, the last to say so is believed."""
    cache.set("estimates:loaded", plugins, NOTE_SECONDS)


def note_load(plugin: str, seconds: float) -> None:
    cache.set(f"estimates:load:{plugin}", seconds, NOTE_SECONDS)


def _missing_loads(plugins: set[str]) -> dict[str, float]:
    """Seconds that loading will take, of each style that is not ready. Who has not heard of a worker adds nothing."""
    found = cache.get_many(["estimates:loaded", *(f"estimates:load:{plugin}" for plugin in plugins)])
    loaded = found.get("estimates:loaded", plugins)
    return {
        plugin: found.get(f"estimates:load:{plugin}", PRIOR_LOAD_SECONDS) for plugin in plugins if plugin not in loaded
    }


# What people are told


def step(seconds: float) -> int:
    """Rounded as people say it, in seconds; it changes seldom while they wait."""
    if seconds > 1.4 * HOUR:
        return round(seconds / HOUR) * HOUR
    return min(STEPS, key=lambda one: abs(log(one / max(seconds, 1.0))))


def in_words(seconds: float) -> str:
    """In the reader's language: "in about 10 seconds"."""
    rounded = step(seconds)
    if rounded == 1:
        return gettext("in a moment")
    if rounded < 60:
        return ngettext("in about %d second", "in about %d seconds", rounded) % (rounded,)
    if rounded == 60:
        return gettext("in about a minute")
    if rounded < HOUR:
        return ngettext("in about %d minute", "in about %d minutes", rounded // 60) % (rounded // 60,)
    if rounded == HOUR:
        return gettext("in about an hour")
    return ngettext("in about %d hour", "in about %d hours", rounded // HOUR) % (rounded // HOUR,)
