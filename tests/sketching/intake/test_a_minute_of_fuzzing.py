"""A minute of `make fuzz` in every run of the tests: real files too, where they are at hand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_no_file_does_anything_but_give_a_photo_or_a_refusal() -> None:
    """Within 400 MB, and five seconds for each."""
    env = {**os.environ, "MINUTES": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.fuzz_intake"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert " files in 1 minutes" in done.stdout
