"""Everything, in the order in which it must be: memory before the first sketch, starts with all data there."""

from pathlib import Path

from tests.bench import client, drawing, faces, report, serving, taking, upkeep
from tests.bench.running import Bare, Drawer, WholeSite


def run(folder: Path) -> str:
    """The report. `folder` is empty, and whoever made it removes it."""
    site, memory = WholeSite(folder / "data"), {}
    with site:
        site.add_person()
        avatar = site.client().get(f"/avatar/{site.digest}?s=80")[1]
        memory["after the start"] = upkeep.memory(site)
        _first_sketch(site)
        memory["after the first sketch"] = upkeep.memory(site)
        with Bare(folder, avatar) as bare:
            _say("uploads, avatars")
            figures = [*serving.uploads(site, bare), *serving.avatars(site, bare)]
        with Drawer() as drawer:
            for measure in (drawing.alone, drawing.queued, drawing.throughput):
                _say(measure.__name__)
                figures.append(measure(site, drawer))
        memory["at the end"] = upkeep.memory(site)
    _say("intake")
    figures += taking.figures()
    _say("starts")
    figures.append(upkeep.starts(site, folder, avatar))
    return report.markdown(figures, memory)


def _first_sketch(site: WholeSite) -> None:
    person = site.client()
    job = person.submit(client.form(faces.jpeg(512, 512)))["id"]
    _say(f"first sketch after {client.seconds(lambda: person.wait_for(job)):.1f} s")


def _say(what: str) -> None:
    print(f"… {what}", flush=True)
