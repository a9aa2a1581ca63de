"""The part "Drawing" of docs/benchmarks.md: how fast the plugin portrait draws. It needs torch, and no site."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
TITLE = "## Drawing"
COMMAND = "python -m tests.bench --only sketchers"
# As the worker (worker/devices.py): threads that wait must not take the time of those that work. One compiler is
# enough, and it must not be running still when the next figure is measured.
SETTINGS = {"OMP_WAIT_POLICY": "PASSIVE", "TORCHINDUCTOR_COMPILE_THREADS": "1"}


def section() -> str:
    """Measured in a process of its own. About five minutes."""
    if find_spec("torch") is None:
        return f"{TITLE}\n\nNot measured: torch is not installed here.\n"
    command, env = [sys.executable, "-m", "tests.bench.contest"], os.environ | SETTINGS
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def put_into(page: str, section: str) -> str:
    """The page with this part at its end, instead of the one that it had of that title; all else stays as it is."""
    title = re.escape(section.strip().splitlines()[0])
    others = re.sub(rf"^{title}\n.*?(?=^## |\Z)", "", page, flags=re.MULTILINE | re.DOTALL)
    return f"{others.rstrip()}\n\n{section.strip()}\n"
