"""How much of the machine's arithmetic portrait's network uses, and which of its parts use less."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode
from torch.utils.hooks import RemovableHandle

from tests.bench import client
from tests.bench.contestants import Call, OneManner

SIDE = 2048  # of the matrices: larger ones are not faster
MATMUL_GFLOP = 2 * SIDE**3 / 1e9
BETWEEN = "between the parts"


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    gflop: float
    ms: float
    of_peak: float


def matmuls() -> dict[str, Call]:
    """One product of two large fp32 matrices by each library that torch has: on some CPUs one is twice as fast."""
    a, b = torch.randn(SIDE, SIDE), torch.randn(SIDE, SIDE)
    calls: dict[str, Call] = {"torch.mm": lambda: torch.mm(a, b)}
    if torch.backends.mkldnn.is_available():
        c, d = a.to_mkldnn(), b.to_mkldnn()
        calls["oneDNN's matmul"] = lambda: F.linear(c, d)
    return calls


def fastest_matmul() -> Call:
    calls = matmuls().values()
    return min(calls, key=lambda multiply: min(client.seconds(multiply) for _ in range(4)))


def gflop(network: nn.Module, photo: Tensor) -> dict[str, float]:
    """Billions of floating-point operations of one drawing, by part; "Global" is all.

    A multiplication with its addition counts as two, as everywhere for matmuls. Convolutions only, as torch's counter
    has it: norms, activations and enlargements are time but no arithmetic here.
    """
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(photo)
    return {name: sum(counts.values()) / 1e9 for name, counts in counter.get_flop_counts().items()}


def parts(network: OneManner, photo: Tensor, rounds: int) -> tuple[list[Part], float]:
    """Where portrait's time goes, and the peak beside which it was measured, in GFLOP/s.

    Medians of each part of the network, and of what happens between them: the enlargements, joinings, and the final
    tanh. A matmul is measured before each drawing. The clock costs each part some microseconds.
    """
    taken: dict[str, list[float]] = defaultdict(list)
    children = dict(network.network.named_children())
    hooks = [hook for name, child in children.items() for hook in _timed(child, taken[name].append)]
    multiply, peaks, whole = fastest_matmul(), [], []
    for _ in range(rounds + 1):
        peaks.append(MATMUL_GFLOP / client.seconds(multiply))
        whole.append(_ms(network, photo))
    for hook in hooks:
        hook.remove()
    taken[BETWEEN] = [total - sum(each) for total, *each in zip(whole, *taken.values(), strict=True)]
    work = gflop(network, photo)
    shares = [
        _part(name, work.get(f"OneManner.network.{name}", 0.0), times[1:], peaks[1:])  # the first round warms up
        for name, times in taken.items()
    ]
    return shares, median(peaks[1:])


def _part(name: str, gflop: float, times: list[float], peaks: list[float]) -> Part:
    of_peak = median(1000 * gflop / ms / peak for ms, peak in zip(times, peaks, strict=True))
    return Part(name, gflop, median(times), of_peak)


@torch.inference_mode()
def _ms(network: nn.Module, photo: Tensor) -> float:
    started = perf_counter()
    network(photo)
    return 1000 * (perf_counter() - started)


def _timed(part: nn.Module, keep: Callable[[float], None]) -> list[RemovableHandle]:
    """Hooks that keep the milliseconds of each call of this part."""
    started = 0.0

    def before(_part: nn.Module, _given: object) -> None:
        nonlocal started
        started = perf_counter()

    def after(_part: nn.Module, _given: object, _drawn: object) -> None:
        keep(1000 * (perf_counter() - started))

    return [part.register_forward_pre_hook(before), part.register_forward_hook(after)]
