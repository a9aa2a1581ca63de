"""Intake by itself, in one process and one thread, against the least that Pillow could do with the same file."""

import io
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from sketching.intake import IntakeOptions, Limits, framing, prepare
from sketching.intake.decode import decode
from sketching.intake.faces import find_faces
from sketching.intake.preparation import DECODED_SIDE
from tests.bench import client, faces
from tests.bench.figures import Figure, in_turns

ROUNDS = 12
PILLOW = "Pillow: open, thumbnail, save"


def figures() -> list[Figure]:
    cv2.setNumThreads(1)
    return [_clean(), _find_and_cut(), _whole("keep"), _whole("plain")]


def _clean() -> Figure:
    """12 megapixels to the clean picture that faces are sought in, saved as a JPEG like the other."""
    data = faces.jpeg(3000, 4000)
    size = decode(data, Limits(), DECODED_SIDE).image.size

    def ours() -> None:
        decode(data, Limits(), DECODED_SIDE).image.save(io.BytesIO(), "JPEG")

    figure = Figure("Decode and clean, 12 megapixels", PILLOW, "ms", "ratio at most 1.5")
    return in_turns(figure, ROUNDS, lambda: _ms(ours), lambda: _ms(lambda: _plain(data, size)))


def _find_and_cut() -> Figure:
    data = faces.jpeg(512, 512)
    picture = np.asarray(decode(data, Limits(), DECODED_SIDE).image)

    def ours() -> None:
        framing.cut(picture, framing.frame_of(find_faces(picture)[0]), 512)

    figure = Figure("Find the face and cut its frame, 512 px", PILLOW, "ms", "at most 60 ms")
    return in_turns(figure, ROUNDS, lambda: _ms(ours), lambda: _ms(lambda: _plain(data, (512, 512))))


def _whole(background: str) -> Figure:
    data = faces.jpeg(3000, 4000)
    options = IntakeOptions(background="plain" if background == "plain" else "keep")
    figure = Figure(f"prepare, 12 megapixels, background: {background}", PILLOW, "ms")
    return in_turns(
        figure, ROUNDS, lambda: _ms(lambda: prepare(data, options)), lambda: _ms(lambda: _plain(data, (1024, 1024)))
    )


def _plain(data: bytes, size: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(data)) as image:
        image.thumbnail(size)
        image.save(io.BytesIO(), "JPEG")


def _ms(call: Callable[[], object]) -> float:
    return 1000 * client.seconds(call)
