"""The part "Waiting" of docs/benchmarks.md: how true it is what people are told of when their sketch will be done."""

import json
import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sketching.plugins import registry
from sketching.plugins.contract import PluginInfo
from tests.bench import client, faces, figures, report
from tests.bench.running import WholeSite

TITLE = "## Waiting"
COMMAND = "python -m tests.bench --only waiting"
# 100 jobs, shuffled. Negative: so many at once, of photos that are there already, as when one is drawn in every style.
BURSTS = [1] * 30 + [5] * 2 + [10] + [-5] * 2 + [-10] + [-30]
CLIENTS = 4
LEFT_OUT = "cyclegan"  # of drawn faces it makes blank sheets, which are refused
SEED = 7
SELDOM_SECONDS = 0.25  # between polls: each takes time from the worker
LEAST_SECONDS = 1.0  # what is sooner is called "in a moment": nobody is told of less
AT_ONCE = """
import json
from accounts.models import User
from sketching import estimates, jobs, offers
from sketching.models import Photo
photo = Photo.objects.filter(owner=User.objects.get()).latest("pk")
sent = []
for plugin, options in {wishes}:
    job = jobs.submit(photo, offers.check(plugin, json.loads(options)))
    place, told = jobs.position(job), estimates.of(job)
    sent.append({{"id": str(job.public_id), "done_in_seconds": told.seconds, "position": place}})
print(json.dumps(sent))
"""
SWITCH_ON = """
from sketching.models import PluginState
PluginState.objects.update(is_enabled=True)
"""
NOTE = """\
{count} jobs at a fresh site with no history, in {styles}, with each value of their options, drawn by lot:
one by one, each sent when the one before was done; uploaded in bursts of 5 and 10 by {clients} clients; and 5, 10 and
30 at once, of a photo that is there already. What is compared is the estimate at the moment when a job is made, which
the API tells as `done_in_seconds` and the page of the job rounds and shows, and the time from then on until the sketch
was there.

- Less than a second is told as "in a moment", whether it is a tenth or nine: so both count as at least {least:.0f} s
  in the columns "as people are told". The column "to the hundredth" makes no such allowance.
- The first drawing of each style has no history to go by: people are told only "usually a few seconds". It counts.
"""


@dataclass(frozen=True, slots=True)
class Wait:
    told: float
    true: float
    burst: int
    queue: int  # its place when it was sent

    def is_near(self, least: float = 0.01) -> bool:
        """Within a factor of 2."""
        return 0.5 <= max(self.told, least) / max(self.true, least) <= 2

    def ratio(self) -> float:
        return max(self.told, LEAST_SECONDS) / max(self.true, LEAST_SECONDS)


def section(folder: Path) -> str:
    """Measured at a whole site of its own. About three minutes."""
    with WholeSite(folder / "waiting") as site:
        site.add_person()
        site.tell(SWITCH_ON)
        waits = list(_waits(site))
    styles = ", ".join(info.title for info in _infos())
    note = NOTE.format(count=len(waits), styles=styles, clients=CLIENTS, least=LEAST_SECONDS)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    head = ["Jobs", "number", "seconds they took", "within a factor of 2, as people are told", "to the hundredth"]
    rows = [
        _row("all", waits),
        _row("one by one", [wait for wait in waits if wait.burst == 1]),
        _row("uploaded in bursts", [wait for wait in waits if wait.burst > 1]),
        _row("at once", [wait for wait in waits if wait.burst < 0]),
        _row("over a second, told or true", [wait for wait in waits if max(wait.told, wait.true) > LEAST_SECONDS]),
    ]
    return "\n".join(
        [
            TITLE,
            f"\nMeasured by `{COMMAND}` on {today}. {report.machine()}\n",
            note,
            *report.table([*head, "told / true, as people are told"], rows),
            "",
        ]
    )


def _row(name: str, waits: list[Wait]) -> list[str]:
    near = sum(wait.is_near(LEAST_SECONDS) for wait in waits) / len(waits)
    exact = sum(wait.is_near() for wait in waits) / len(waits)
    took = figures.spread([wait.true for wait in waits])
    return [name, str(len(waits)), took, f"{near:.0%}", f"{exact:.0%}", figures.spread([one.ratio() for one in waits])]


def _waits(site: WholeSite) -> Iterable[Wait]:
    lot = random.Random(SEED)
    bursts = lot.sample(BURSTS, len(BURSTS))
    photos = faces.several(6)
    ways = [(info.name, json.dumps(given)) for info in _infos() for given in _variations(info)]
    person = site.client()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for size in bursts:
            wishes = [lot.choice(ways) for _ in range(abs(size))]
            if size < 0:
                sent = json.loads(site.tell(AT_ONCE.format(wishes=wishes)))
            else:
                bodies = [client.form(lot.choice(photos), *wish) for wish in wishes]
                shares = [bodies[number::CLIENTS] for number in range(CLIENTS)]
                sent = [job for jobs in pool.map(lambda share: _send(site, share), shares) for job in jobs]
            for job in sent:
                person.wait_for(job["id"], SELDOM_SECONDS)
                yield _wait(job, json.loads(person.get(f"/api/v1/jobs/{job['id']}")[1]), size)


def _send(site: WholeSite, bodies: list[bytes]) -> list[dict[str, object]]:
    person = site.client()
    return [person.submit(body) for body in bodies]


def _wait(sent: dict[str, object], done: dict[str, str], burst: int) -> Wait:
    took = datetime.fromisoformat(done["finished_at"]) - datetime.fromisoformat(done["created_at"])
    return Wait(float(str(sent["done_in_seconds"])), took.total_seconds(), burst, int(str(sent["position"])))


def _infos() -> list[PluginInfo]:
    return [plugin.info for name, plugin in registry.plugins().items() if name != LEFT_OUT]


def _variations(info: PluginInfo) -> list[dict[str, object]]:
    """Each value of each option that has a list of them."""
    options = info.options["properties"].items()
    return [{name: value} for name, schema in options for value in schema.get("enum", [])] or [{}]
