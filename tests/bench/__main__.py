"""`python -m tests.bench`: measure, print, and write docs/benchmarks.md. Takes about ten minutes, on loopback only.

With `--only sketchers`, nothing but the part "Drawing" is measured, and written into the page that is there.
"""

import argparse
import os
import tempfile
from pathlib import Path

import django

from tests.bench import sketchers

REPORT = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=["sketchers"])
    REPORT.parent.mkdir(exist_ok=True)
    if not parser.parse_args().only:
        REPORT.write_text(_site())
    page = REPORT.read_text() if REPORT.exists() else "# Benchmarks\n"
    page = sketchers.put_into(page, sketchers.section())
    REPORT.write_text(page)
    print(page)


def _site() -> str:
    with tempfile.TemporaryDirectory(prefix="avatarsite-bench-") as name:
        folder = Path(name)
        # Nothing of the developer's own settings: what is measured is what ./run does on a fresh machine.
        os.environ.update(DATA_DIR=str(folder / "own"), ENV_FILE=os.devnull)
        os.environ["DJANGO_SETTINGS_MODULE"] = "avatarsite.settings"
        django.setup()
        from tests.bench import suite  # noqa: PLC0415  needs Django

        return suite.run(folder)


if __name__ == "__main__":
    main()
