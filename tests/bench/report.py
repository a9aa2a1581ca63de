"""The tables, and the machine that they are of."""

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.bench.figures import Figure

FIGURES = ["Figure", "the site", "compared with", "the other", "ratio", "goal"]
NOTE = """\
Each figure is the median (least to most) of pairs measured in turns in one run: the site, the other, the site, ...
The ratio is that of each pair, the site's number by the other's, so that a busy machine shows in the times and hardly
in the ratios. Of times, 1 means that the site costs nothing and more is slower; of rates (/s), less than 1 is slower.

- The site runs as `./run` starts it, with every default. The other of the web figures is a Django view without any
  middleware behind the same server with the same options; that of the drawing figures is one process with the plugin
  loaded and the worker's number of threads; that of the intake figures does the least with the same file in the same
  process, on one thread.
- Photos are drawn faces with a camera's grain. Avatars are asked for over four kept connections by a Python client of
  plain sockets on the same machine: it shares the cores, so trust the CPU time of the server more than the rate.
- The memory is in MB, RSS / PSS.
"""


def markdown(figures: list[Figure], memory: dict[str, dict[str, str]]) -> str:
    columns = list(memory)
    rows = [[name, *(memory[column][name] for column in columns)] for name in memory[columns[0]]]
    return "\n".join(
        [
            "# Benchmarks",
            f"\nMeasured by `make bench` on {datetime.now(UTC):%Y-%m-%d}. {machine()}\n",
            NOTE,
            *table(FIGURES, [figure.row() for figure in figures]),
            "",
            *table(["Memory", *columns], rows),
            "",
        ]
    )


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    return ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]


def machine() -> str:
    cores, memory = len(os.sched_getaffinity(0)), psutil.virtual_memory().total / 2**30
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    # Without kept bytecode each process compiles Django and Celery anew: it decides how long a start takes.
    bytecode = "not kept (PYTHONDONTWRITEBYTECODE)" if sys.dont_write_bytecode else "kept"
    python = f"Python {platform.python_version()}, bytecode {bytecode}"
    return f"{_cpu()}, {cores} cores, {memory:.0f} GiB; {python}; {system}."


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
