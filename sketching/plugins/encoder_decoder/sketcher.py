"""Draw as the report did: the crop of CUFS squashed to a square, and the drawing stretched back."""

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from sketching.plugins import weights
from sketching.plugins.contract import Options, Photos, Sketches
from sketching.tensors import from_photos, to_grey, to_sketches

from .networks import EncoderDecoder, Shape

WEIGHTS = Path(__file__).with_name("weights.safetensors")
DIGEST = "d7662c6dfb934f65e5d9ba76e4557e692ec01d8048dbd28a1c3fe9eb14d286b2"  # SHA-256 of WEIGHTS
SHAPE = Shape(layers=4, filters=32, kernel=3)  # of the network that WEIGHTS are of
SIDE = 256
NARROW = 0.1  # this share at either side of intake's frame lies outside of CUFS's crop of 4:5


class EncoderDecoderSketcher:
    """See sketching/plugins/contract.py."""

    def __init__(self, device: str) -> None:
        network = EncoderDecoder(SHAPE)
        network.load_state_dict(weights.read(WEIGHTS, DIGEST))
        self._device = torch.device(device)
        self._network = network.eval().to(self._device)

    @torch.inference_mode()
    def sketch(self, photos: Photos, options: Options) -> Sketches:
        margin = round(NARROW * photos.shape[2])
        squashed = np.stack([_resized(photo[:, margin:-margin], SIDE, SIDE) for photo in photos])
        drawn = to_sketches(to_grey(self._network(from_photos(squashed).to(self._device))))
        return np.stack([_widened(sheet, photos.shape[1], margin) for sheet in drawn])


def _resized(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _widened(sheet: NDArray[np.float32], size: int, margin: int) -> NDArray[np.float32]:
    """The square as CUFS's crop again, its outermost pixels drawn on to both sides: it knows nothing of them."""
    crop = cv2.resize(sheet, (size - 2 * margin, size), interpolation=cv2.INTER_LINEAR)
    return np.pad(crop.clip(0, 1), ((0, 0), (margin, margin)), mode="edge").astype(np.float32)
