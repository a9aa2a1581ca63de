"""`python -m tests.bench.contest`: how fast portrait draws, as the part "Drawing" of docs/benchmarks.md, printed.

In a process of its own, which sketchers.py starts: torch's threads are set up once in each.
"""

import argparse
import sys
from datetime import UTC, datetime

import torch

from sketching.plugins.portrait import INFO
from tests.bench import arithmetic, contestants, figures, fresh, modes, pairs, report
from tests.bench.sketchers import COMMAND, TITLE

ROUNDS = 10
THREADS = (1, 2)
LOADS = 5
HEAD = ["Figure", "portrait", "compared with", "the other", "ratio", "goal"]
NOTE = """\
Pairs in turns, as above, in one process without the site. The network is that of the plugin `portrait` as its sketcher
uses it: norms folded, channels last. The photos are four drawn faces, one after the other unless a batch is named;
times are of one photo.

- ResNet-9 and U-Net-256 are written from the papers' descriptions (tests/bench/networks.py), run in fp32, each laid out
  in memory as it is faster here. Dodge and burn is two calls of OpenCV. Of times, less than 1 means that portrait is
  faster.
- The network does {gflop:.2f} GFLOP for a photo of {side} px; a multiplication and its addition are two. What it does
  of them in a second is set beside fp32 products of matrices of {matrix} x {matrix} in the same process: torch.mm, and
  oneDNN's, the library of torch's convolutions.
- sketch() is all that the site asks of the plugin: a photo of {whole} px made smaller, drawn and enlarged again.
"""


def section(threads: list[int], rounds: int) -> str:
    found, ways = [], []
    for count in threads:
        pairs.use(count)
        for measure in (pairs.rivals, pairs.work, pairs.batches, pairs.whole):
            _say(f"{measure.__name__}, {pairs.on(count)}")
            found += [figure.row() for figure in measure(count, rounds)]
        _say(f"ways of running, {pairs.on(count)}")
        ways += modes.rows(count, rounds)
    pairs.use(threads[0])
    return "\n".join(
        [
            *_head(),
            *report.table(HEAD, found),
            "\n### Ways of running the network\n",
            *report.table(modes.HEAD, ways),
            "\n### What bounds it\n",
            *_bounds(threads[0], rounds),
            "\n### A fresh process\n",
            *_fresh(max(threads), min(rounds, LOADS)),
            "",
        ]
    )


def _head() -> list[str]:
    work = arithmetic.gflop(contestants.portrait(), pairs.tensors(count=1))["Global"]
    capability, today = torch.backends.cpu.get_cpu_capability(), f"{datetime.now(UTC):%Y-%m-%d}"
    said = f"Measured by `{COMMAND}` on {today}. {report.machine()} torch {torch.__version__}, {capability}."
    note = NOTE.format(side=pairs.SIDE, gflop=work, matrix=arithmetic.SIDE, whole=INFO.input_size)
    return [TITLE, f"\n{said}\n", note]


def _bounds(threads: int, rounds: int) -> list[str]:
    """Each part's time and arithmetic; the sentence says what the table comes to."""
    _say("parts of the network")
    parts, peak = arithmetic.parts(contestants.portrait(), pairs.tensors(count=1), 3 * rounds)
    total = sum(part.ms for part in parts)
    rows = [
        [part.name, f"{part.gflop:.2f}", f"{part.ms:.2f}", f"{part.ms / total:.0%}", f"{part.of_peak:.0%}"]
        for part in parts
    ]
    least, between = min(parts[:-1], key=lambda part: part.of_peak), parts[-1]
    at_peak = sum(part.gflop for part in parts) * 1000 / peak
    return [
        f"On {pairs.on(threads)}. At the faster matmul's {peak:.0f} GFLOP/s all the arithmetic would take",
        f"{at_peak:.1f} of these {total:.1f} ms. {between.ms / total:.0%} of the time goes between the parts, where",
        f"planes are enlarged and joined and nothing is counted; furthest from the peak is `{least.name}`.\n",
        *report.table(["Part", "GFLOP", "ms", "of the time", "of the peak"], rows),
    ]


def _fresh(threads: int, rounds: int) -> list[str]:
    _say("fresh processes")
    loads = [fresh.ask("load", threads=threads) for _ in range(rounds)]
    seconds = {
        "import torch": [load["torch"] for load in loads],
        "load(), torch being there": [load["load"] for load in loads],
        "both": [load["torch"] + load["load"] for load in loads],
    }
    rows = [[name, figures.spread(taken), "at most 1 s" if "load()" in name else ""] for name, taken in seconds.items()]
    peaks = {count: fresh.ask("batch", str(count), threads=threads) for count in (1, *pairs.BATCHES)}
    return [
        *report.table(["Loading portrait", "seconds", "goal"], rows),
        "",
        *report.table(["Memory after", "RSS / PSS, MB", "more than the step before"], _steps(loads[-1]["memory"])),
        "",
        *report.table(
            [f"Batch, {pairs.SIDE} px", "most RSS while drawing, MB", "more than with the network loaded"],
            [[f"{n}", f"{peak['peak']:.0f}", f"{peak['peak'] - peak['before']:.0f}"] for n, peak in peaks.items()],
        ),
    ]


def _steps(memory: dict[str, tuple[float, float]]) -> list[list[str]]:
    rows, before = [], (0.0, 0.0)
    for step, (rss, pss) in memory.items():
        rows.append([step, f"{rss:.0f} / {pss:.0f}", f"{rss - before[0]:.0f} / {pss - before[1]:.0f}"])
        before = rss, pss
    return rows


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="pairs for each figure")
    parser.add_argument("--threads", type=int, nargs="+", default=THREADS)
    given = parser.parse_args()
    print(section(given.threads, given.rounds))


if __name__ == "__main__":
    main()
