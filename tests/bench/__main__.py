"""`python -m tests.bench`: measure, print, and write docs/benchmarks.md. Takes about ten minutes, on loopback only.

With `--only`, nothing but one part, "Drawing" or "Waiting", is measured, and written into the page that is there.
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import django

from tests.bench import sketchers

REPORT = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=list(PARTS))
    only = parser.parse_args().only
    REPORT.parent.mkdir(exist_ok=True)
    if not only:
        REPORT.write_text(_in_folder("suite", "run"))
    page = REPORT.read_text() if REPORT.exists() else "# Benchmarks\n"
    for part in [only] if only else PARTS:
        page = sketchers.put_into(page, PARTS[part]())
        REPORT.write_text(page)
    print(page)


def _in_folder(module: str, function: str) -> str:
    """What this gives, which needs Django and a folder for a site's data."""
    with tempfile.TemporaryDirectory(prefix="avatarsite-bench-") as name:
        folder = Path(name)
        # Nothing of the developer's own settings: what is measured is what ./run does on a fresh machine.
        os.environ.update(DATA_DIR=str(folder / "own"), ENV_FILE=os.devnull)
        os.environ["DJANGO_SETTINGS_MODULE"] = "avatarsite.settings"
        django.setup()
        return str(getattr(import_module(f"tests.bench.{module}"), function)(folder))


PARTS: dict[str, Callable[[], str]] = {
    "sketchers": sketchers.section,
    "waiting": lambda: _in_folder("waiting", "section"),
}


if __name__ == "__main__":
    main()
