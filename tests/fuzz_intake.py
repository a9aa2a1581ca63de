"""`make fuzz`: mutate photos of every format for half an hour and let intake read them. MINUTES=1 make fuzz is shorter.

Runs in one process whose memory is bounded as the child's is. Anything but a photo or an IntakeError, a call of more
than five seconds, and a peak above the limit are reported with the file that did it, kept in test-artefacts/.
"""

import os
import random
import resource
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

from sketching.intake import IntakeError, prepare
from tests.sketching.intake.test_fuzz import SECONDS, SEEDS, mutated

ROOT = Path(__file__).parents[1]
HARD = ROOT / "../shared/data/hard"
FAULTS = ROOT / "test-artefacts"
MEMORY_BYTES = 400_000_000


def seeds() -> list[bytes]:
    """The tests' own files, and real ones where they are at hand."""
    real = [path.read_bytes() for path in sorted(HARD.glob("*/*")) if path.stat().st_size < 300_000]
    return [*SEEDS.values(), *(data for data in real if data)]


def main() -> None:
    minutes, seed = float(os.environ.get("MINUTES", "30")), int(os.environ.get("SEED", "1"))
    warnings.simplefilter("ignore")  # Pillow has something to say of nearly every one
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    dice, files, said = random.Random(seed), seeds(), Counter[str]()
    end, slowest = time.monotonic() + 60 * minutes, 0.0
    while time.monotonic() < end:
        data = mutated(dice.choice(files), dice)
        started = time.process_time()  # of this process: the machine may be busy with others
        try:
            prepare(data)
            said["taken"] += 1
        except IntakeError as error:
            said[error.code] += 1
        except Exception:  # noqa: BLE001  that is what is sought
            said["FAULT"] += 1
            _keep(data, traceback.format_exc())
        taken = time.process_time() - started
        slowest = max(slowest, taken)
        if taken > SECONDS:
            said["SLOW"] += 1
            _keep(data, f"{taken:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{said.total()} files in {minutes:.0f} minutes, slowest {slowest:.2f} s, peak {peak} MiB: {dict(said)}")
    raise SystemExit(bool(said["FAULT"] or said["SLOW"]))


def _keep(data: bytes, why: str) -> None:
    FAULTS.mkdir(exist_ok=True)
    path = FAULTS / f"fuzz-{hash(data) & 0xFFFFFFFF:08x}"
    path.with_suffix(".bin").write_bytes(data)
    path.with_suffix(".txt").write_text(why)
    print(path, why.splitlines()[-1], flush=True)


if __name__ == "__main__":
    main()
