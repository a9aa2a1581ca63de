"""Drawn faces with the grain of a camera: without it JPEG and PNG have far less to do than with a photo."""

import numpy as np
from PIL import Image

from tests import pictures

SKINS = ("#d9a27c", "#8d5a3b", "#f0c8a8", "#b57b52", "#e0b090", "#6f4630")


def jpeg(width: int, height: int, number: int = 0) -> bytes:
    """The same number gives the same file, in whichever process."""
    face = np.asarray(pictures.face(width, height, skin=SKINS[number % len(SKINS)]), dtype=np.float32)
    noise = np.random.default_rng(number).normal(0, 4, (height, width, 1))
    grainy = Image.fromarray(np.clip(face + noise, 0, 255).astype(np.uint8))
    return pictures.encoded(grainy, quality=90)


def several(count: int) -> list[bytes]:
    """Small photos, of six faces in turn: making `count` different ones would take longer than drawing them."""
    faces = [jpeg(512, 512, number) for number in range(len(SKINS))]
    return [faces[number % len(faces)] for number in range(count)]
