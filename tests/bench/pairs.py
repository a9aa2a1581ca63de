"""portrait beside what draws the same photos in another way, in turns, in one process."""

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from sketching.plugins import options
from sketching.plugins.portrait import INFO
from sketching.plugins.portrait.sketcher import MARGIN, SIDES, PortraitSketcher
from sketching.tensors import from_photos
from tests.bench import arithmetic, client, contestants, faces
from tests.bench.figures import Figure, in_turns
from tests.bench.networks import parameters

SIDE, PHOTOS = 256, 4
BATCHES = (8, 32)
MOST_BATCH_ROUNDS = 5  # a round of 32 is long
GOALS = {1: "at most 50 ms", 2: "ratio at most 0.067: 15 times as fast"}  # beside ResNet-9, by threads


def on(threads: int) -> str:
    return "1 thread" if threads == 1 else f"{threads} threads"


def use(threads: int) -> None:
    """From now on, in this process."""
    torch.set_num_threads(threads)
    cv2.setNumThreads(threads)


def pictures(side: int, count: int) -> NDArray[np.uint8]:
    """(count, side, side, 3): drawn faces, each different."""
    return np.stack([np.asarray(Image.open(io.BytesIO(faces.jpeg(side, side, number)))) for number in range(count)])


def tensors(side: int = SIDE, count: int = PHOTOS) -> Tensor:
    """(count, 3, side, side) in [-1, 1], channels last."""
    return from_photos(pictures(side, count)).contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def rivals(threads: int, rounds: int) -> list[Figure]:
    """The four photos, one after the other: by portrait's network, then by another. In milliseconds a photo."""
    ours, photos, figures = contestants.portrait(), tensors(), []
    name = f"Network, {SIDE} px, {on(threads)}"
    for rival, network in contestants.rivals().items():
        theirs, laid = contestants.laid_out(network, photos)
        goal = GOALS.get(threads, "") if "ResNet" in rival else ""
        figure = Figure(name, f"{rival}, {parameters(network) / 1e6:.1f} M parameters", "ms", goal)
        figures.append(in_turns(figure, rounds, partial(each, ours, photos), partial(each, theirs, laid)))
    coloured = pictures(SIDE, PHOTOS)
    other = partial(each, _dodged, coloured)
    return [*figures, in_turns(Figure(name, "dodge and burn", "ms"), rounds, partial(each, ours, photos), other)]


@torch.inference_mode()
def work(threads: int, rounds: int) -> list[Figure]:
    """The network's arithmetic in a second, and the most that this process reaches with as many threads."""
    ours, photos = contestants.portrait(), tensors()
    gflop, figures = arithmetic.gflop(ours, photos[:1])["Global"], []
    for library, multiply in arithmetic.matmuls().items():
        figure = Figure(f"Arithmetic, {on(threads)}", library, "GFLOP/s", "ratio at least 0.5")
        rate = partial(_rate, gflop, partial(each, ours, photos))
        most = partial(_rate, arithmetic.MATMUL_GFLOP, partial(ms, multiply))
        figures.append(in_turns(figure, rounds, rate, most))
    return figures


@torch.inference_mode()
def batches(threads: int, rounds: int) -> list[Figure]:
    """As many photos at once, and one by one."""
    ours, figures = contestants.portrait(), []
    for count in BATCHES:
        photos = tensors(count=count)
        figure = Figure(f"Batch of {count}, {SIDE} px, {on(threads)}", "one by one", "ms a photo")
        together = partial(_share, ours, photos)
        figures.append(in_turns(figure, min(rounds, MOST_BATCH_ROUNDS), together, partial(each, ours, photos)))
    return figures


@torch.inference_mode()
def whole(threads: int, rounds: int) -> list[Figure]:
    """The plugin as the site calls it, from a photo of 512 px to a sketch of as many; and its network alone."""
    sketcher, network, figures = PortraitSketcher("cpu"), contestants.portrait(), []
    photos = pictures(INFO.input_size, PHOTOS)
    for detail, side in SIDES.items():
        drawn, chosen = side + 2 * MARGIN, options.complete(INFO, {"detail": detail})
        figure = Figure(f"sketch(), detail {detail}, {on(threads)}", f"its network, {drawn} px", "ms")
        sketch = partial(each, partial(_sketch, sketcher, chosen), photos)
        figures.append(in_turns(figure, rounds, sketch, partial(each, network, tensors(drawn))))
    return figures


def _sketch(sketcher: PortraitSketcher, chosen: dict[str, Any], photos: NDArray[np.uint8]) -> None:
    sketcher.sketch(photos, chosen)


def _dodged(photos: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Divide the grey photo by itself, blurred: white but at edges. What most "photo to sketch" programs do."""
    grey = cv2.cvtColor(photos[0], cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.divide(grey, cv2.GaussianBlur(grey, (0, 0), 12), scale=256), np.uint8)


def each(draw: Callable[[Any], object], photos: Any) -> float:
    """Milliseconds a photo, one by one."""
    return ms(lambda: [draw(photos[number : number + 1]) for number in range(len(photos))]) / len(photos)


def _share(network: nn.Module, photos: Tensor) -> float:
    """Milliseconds a photo, all at once."""
    return ms(lambda: network(photos)) / len(photos)


def _rate(gflop: float, taken: Callable[[], float]) -> float:
    return 1000 * gflop / taken()


def ms(call: Callable[[], object]) -> float:
    return 1000 * client.seconds(call)
