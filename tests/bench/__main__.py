"""`python -m tests.bench`: measure, print, and write docs/benchmarks.md. Takes about five minutes, on loopback only."""

import os
import tempfile
from pathlib import Path

import django

REPORT = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="avatarsite-bench-") as name:
        folder = Path(name)
        # Nothing of the developer's own settings: what is measured is what ./run does on a fresh machine.
        os.environ.update(DATA_DIR=str(folder / "own"), ENV_FILE=os.devnull)
        os.environ["DJANGO_SETTINGS_MODULE"] = "avatarsite.settings"
        django.setup()
        from tests.bench import suite  # noqa: PLC0415  needs Django

        text = suite.run(folder)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
