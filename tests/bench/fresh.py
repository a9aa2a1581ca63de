"""A process that does one thing with the plugin portrait and says what that took: its seconds and its memory.

`python -m tests.bench.fresh load`, or `… batch 8` for the peak of the network on so many photos of 256 px at once.
Fresh, since what was imported once costs nothing again, and a peak never falls. Prints JSON; memory is in MB.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil

from tests.bench import client

ROOT = Path(__file__).parents[2]
STATUS = Path("/proc/self/status")


def loading() -> dict[str, Any]:
    """Seconds of `import torch` and of the plugin's load() after it; memory as RSS and PSS after each step."""
    memory = {"Python": _memory()}
    torch_seconds = client.seconds(lambda: import_module("torch"))
    memory["torch imported"] = _memory()
    portrait = import_module("sketching.plugins.portrait")
    loaded: list[Any] = []
    load_seconds = client.seconds(lambda: loaded.append(portrait.load("cpu")))
    memory["the plugin loaded"] = _memory()
    side = portrait.INFO.input_size
    defaults = {name: schema["default"] for name, schema in portrait.INFO.options["properties"].items()}
    loaded[0].sketch(import_module("numpy").zeros((1, side, side, 3), "uint8"), defaults)
    memory["the first sketch drawn"] = _memory()
    return {"torch": torch_seconds, "load": load_seconds, "memory": memory}


def batch(count: int) -> dict[str, float]:
    """The memory with the network loaded, and the most there was while it drew so many photos twice."""
    torch, contestants = import_module("torch"), import_module("tests.bench.contestants")
    network = contestants.portrait()
    photos = torch.zeros(count, 3, 256, 256).contiguous(memory_format=torch.channels_last)
    before = _memory()[0]
    with torch.inference_mode():
        network(photos)
        network(photos)
    return {"before": before, "peak": _peak() or _memory()[0]}


def ask(*words: str, threads: int) -> Any:
    """What such a process says, which runs as the worker would start it."""
    env = os.environ | {"OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "PASSIVE"}
    command = [sys.executable, "-m", "tests.bench.fresh", *words]
    return json.loads(subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True).stdout)


def _memory() -> tuple[float, float]:
    """RSS, and PSS where the system tells it."""
    process = psutil.Process()
    rss = process.memory_info().rss / 1e6
    return rss, getattr(process.memory_full_info(), "pss", 0) / 1e6


def _peak() -> float:
    """Of this process alone; getrusage would give the parent's if that was larger. 0 where there is no Linux."""
    lines = STATUS.read_text().splitlines() if STATUS.exists() else []
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM")), 0.0)


def main() -> None:
    what, *count = sys.argv[1:]
    print(json.dumps(loading() if what == "load" else batch(int(count[0]))))


if __name__ == "__main__":
    main()
