"""Ways of running portrait's network, beside the sketcher's: norms folded, channels last, fp32."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from tests.bench import client, contestants, pairs
from tests.bench.contestants import OneManner
from tests.bench.figures import Figure, in_turns

HEAD = ["Way of running", "this way", "the sketcher's", "ratio", "drawn differently by at most"]
GREY_LEVELS = 127.5  # of 255, in one unit of what the network gives
COMPILERS = ("c++", "g++", "clang++")


@dataclass(frozen=True, slots=True)
class Way:
    name: str
    draw: Callable[[Tensor], Tensor]
    photos: Tensor


@torch.inference_mode()
def rows(threads: int, rounds: int) -> list[list[str]]:
    """Of the table under HEAD: milliseconds a photo of 256 px, and how far the drawing is from the sketcher's."""
    reference, photos = contestants.portrait(), pairs.tensors()
    return [
        *(_row(way, reference, photos, (threads, rounds)) for way in _ways(photos)),
        _compiled(reference, photos, (threads, rounds)),
    ]


def _ways(photos: Tensor) -> list[Way]:
    first, small = photos.contiguous(), contestants.portrait().bfloat16()
    apart, apart_last = (OneManner(contestants.with_norms(contestants.folded())) for _ in range(2))
    return [
        Way("norms apart, channels first", apart, first),
        Way("norms apart, channels last", apart_last.to(memory_format=torch.channels_last), photos),
        Way("norms folded, channels first", OneManner(contestants.folded()), first),
        Way("the sketcher's in bfloat16", lambda photo: small(photo.bfloat16()).float(), photos),
    ]


def _row(way: Way, reference: OneManner, photos: Tensor, turns: tuple[int, int]) -> list[str]:
    threads, rounds = turns
    differs = float((way.draw(way.photos) - reference(photos)).abs().max()) * GREY_LEVELS
    figure = Figure(f"{way.name}, {pairs.on(threads)}", "", "ms", f"{differs:.2g} of 255 grey levels")
    this, usual = partial(pairs.each, way.draw, way.photos), partial(pairs.each, reference, photos)
    name, taken, _, beside, ratio, difference = in_turns(figure, rounds, this, usual).row()
    return [name, taken, beside, ratio, difference]


def _compiled(reference: OneManner, photos: Tensor, turns: tuple[int, int]) -> list[str]:
    if not any(shutil.which(compiler) for compiler in COMPILERS):
        return ["the sketcher's by torch.compile", "no C++ compiler here", "", "", ""]
    with _fresh_cache():
        compiled = torch.compile(contestants.portrait())
        try:
            first = client.seconds(lambda: compiled(photos[:1]))
        except RuntimeError as error:  # what torch throws when the compiler does
            return ["the sketcher's by torch.compile", f"failed: {type(error).__name__}", "", "", ""]
        name = f"the sketcher's by torch.compile (first call {first:.0f} s)"
        return _row(Way(name, compiled, photos), reference, photos, turns)


@contextmanager
def _fresh_cache() -> Iterator[None]:
    """So that the first call is one on a new machine, and nothing stays behind."""
    with tempfile.TemporaryDirectory(prefix="avatarsite-bench-") as folder:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = folder
        yield
