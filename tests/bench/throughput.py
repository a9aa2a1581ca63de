"""`python -m tests.bench.throughput --device cuda`: photos a second of portrait's network and its rivals, by batch.

Needs torch, NumPy and safetensors alone, and takes two minutes at most. Prints a table and keeps nothing. The networks
take turns; times are the median (least to most) of a photo. fp32 is torch's default: with TF32 in convolutions on a GPU
that has it. The networks alone: photos are on the device already, and sketches stay there.
"""

import argparse
from dataclasses import dataclass, field
from statistics import median

import torch
from torch import Tensor, nn

from tests.bench import client, contestants
from tests.bench.figures import short, spread

PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16}
HEAD = ["Batch", "precision", "network", "ms a photo", "photos a second", "ratio to portrait", "MB while drawing"]


@dataclass(frozen=True, slots=True)
class Setting:
    device: str
    side: int
    rounds: int
    turn_seconds: float  # that a network draws before it is the next one's turn; at least one batch


@dataclass(slots=True)
class Runner:
    """One network with its photos on the device."""

    name: str
    network: nn.Module
    photos: Tensor
    repeats: int = 1  # batches in a turn
    ms: list[float] = field(default_factory=list)  # a photo, by turn
    memory: str = ""

    def draw(self) -> None:
        for _ in range(self.repeats):
            self.network(self.photos)
        settle(self.photos.device)

    def turn(self) -> None:
        self.ms.append(1000 * client.seconds(self.draw) / (self.repeats * len(self.photos)))


def settle(device: torch.device) -> None:
    """A GPU answers before it has done what it was told."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


@torch.inference_mode()
def rows(networks: dict[str, nn.Module], batch: int, precision: str, setting: Setting) -> list[list[str]]:
    """Of the table under HEAD, for each network. The networks are put on the device in place."""
    photos = (
        torch.rand(batch, 3, setting.side, setting.side, device=setting.device, dtype=PRECISIONS[precision]) * 2 - 1
    )
    runners = [_ready(Runner(name, network, photos), setting) for name, network in networks.items()]
    for _ in range(setting.rounds):
        for runner in runners:
            runner.turn()
    ours = runners[0].ms
    return [[str(batch), precision, *_cells(runner, ours)] for runner in runners]


def _ready(runner: Runner, setting: Setting) -> Runner:
    """Warm, laid out as it is fastest, and with as many batches in a turn as fit it."""
    network = runner.network.to(runner.photos.device, runner.photos.dtype)
    runner.network, runner.photos = contestants.laid_out(network, runner.photos, lambda: settle(runner.photos.device))
    there = _memory_there(runner.photos.device)
    once = min(client.seconds(runner.draw) for _ in range(3))
    if runner.photos.is_cuda:
        runner.memory = f"{(torch.cuda.max_memory_allocated() - there) / 1e6:.0f}"
    runner.repeats = max(1, round(setting.turn_seconds / once))
    return runner


def _memory_there(device: torch.device) -> int:
    """In bytes, of a GPU's; from now on the most is counted."""
    if device.type != "cuda":
        return 0
    torch.cuda.reset_peak_memory_stats(device)
    return torch.cuda.memory_allocated(device)


def _cells(runner: Runner, ours: list[float]) -> list[str]:
    ratios = [theirs / mine for theirs, mine in zip(runner.ms, ours, strict=True)]
    return [runner.name, spread(runner.ms), short(1000 / median(runner.ms)), spread(ratios), runner.memory]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", choices=["cuda", "cpu"])
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 8, 32, 128])
    parser.add_argument("--side", type=int, default=256, help="pixels; U-Net-256 wants a multiple of 256")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each network")
    parser.add_argument("--turn-seconds", type=float, default=0.3)
    given = parser.parse_args()
    if given.device == "cuda" and not torch.cuda.is_available():
        parser.error("torch finds no CUDA device")
    setting = Setting(given.device, given.side, given.rounds, given.turn_seconds)
    on = torch.cuda.get_device_name() if given.device == "cuda" else torch.backends.cpu.get_cpu_capability()
    print(f"{on}, torch {torch.__version__}, photos of {setting.side} px\n")
    for line in (HEAD, ["---"] * len(HEAD)):
        print(_line(line))
    networks: dict[str, nn.Module] = {"portrait": contestants.portrait(), **contestants.rivals()}
    for precision in PRECISIONS:
        for batch in given.batches:
            for row in rows(networks, batch, precision, setting):
                print(_line(row), flush=True)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
