"""What the site takes while it does nothing, and how long it takes to start."""

from pathlib import Path
from time import perf_counter

import psutil

from tests.bench.figures import Figure
from tests.bench.running import Bare, WholeSite

STARTS = 3
PROCESSES = {
    "web (server and its process)": ("granian",),
    "sketch worker": ("sketch@",),
    "chores worker": ("chores@",),
    "periodic tasks (beat)": ("celery", " beat"),
    "broker and cache (Valkey)": ("valkey",),
}


def memory(site: WholeSite) -> dict[str, str]:
    """RSS / PSS in MB, by process. RSS counts what is shared in each that shares it, PSS its part of it."""
    found = {name: _of(_family(site.find(*words))) for name, words in PROCESSES.items()}
    found["supervisor (manage.py up)"] = _of([psutil.Process(site.process.pid)])
    found["all"] = _of(_family(psutil.Process(site.process.pid)))
    return found


def starts(site: WholeSite, folder: Path, avatar: bytes) -> Figure:
    """From the command to the landing page, with the data of the whole run. The site must be stopped before."""
    figure = Figure("manage.py up to the landing page", "bare view to its first page", "s", "at most 5 s")
    for _ in range(STARTS):
        figure.add(_start_of(site), _start_of(Bare(folder, avatar)))
    return figure


def _start_of(server: WholeSite | Bare) -> float:
    started = perf_counter()
    with server:
        return perf_counter() - started


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _of(processes: list[psutil.Process]) -> str:
    rss = sum(process.memory_info().rss for process in processes)
    try:
        pss = sum(process.memory_full_info().pss for process in processes)
    except (psutil.AccessDenied, AttributeError):  # another user's, or no Linux
        return f"{rss / 1e6:.0f}"
    return f"{rss / 1e6:.0f} / {pss / 1e6:.0f}"
