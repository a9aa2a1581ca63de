"""Draw with G_I2S; and G_S2I, the way back from a sketch to a photo, for the report and for measuring privacy."""

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from sketching.plugins import weights
from sketching.plugins.contract import Options, Photos, Sketches
from sketching.tensors import from_photos, from_planes, to_grey, to_photos, to_sketches

from .networks import Compact, Generators

WEIGHTS = Path(__file__).with_name("weights.safetensors")
DIGEST = "7ba31de85266f2710306d30a8646590ed4bd49a2551ed41bbcfb905c580dbf57"  # SHA-256 of WEIGHTS
SIDE = 256


class CycleGANSketcher:
    """See sketching/plugins/contract.py."""

    def __init__(self, device: str) -> None:
        generators = Generators(Compact)
        generators.load_state_dict(weights.read(WEIGHTS, DIGEST))
        self._device = torch.device(device)
        self._generators = generators.eval().to(self._device)

    @torch.inference_mode()
    def sketch(self, photos: Photos, options: Options) -> Sketches:
        small = np.stack([cv2.resize(photo, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for photo in photos])
        drawn = to_sketches(to_grey(self._generators.G_I2S(from_photos(small).to(self._device))))
        return np.stack([_enlarged(sheet, photos.shape[1]) for sheet in drawn])

    @torch.inference_mode()
    def photograph(self, sketches: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What the people of these sketches may have looked like.

        Args:
            sketches: (N, S, S), grey, 0 to 255, framed as intake frames; S a multiple of 16.

        Returns:
            (N, S, S, 3), RGB, 0 to 255.
        """
        planes = from_planes(sketches).expand(-1, 3, -1, -1).to(self._device)
        return to_photos(self._generators.G_S2I(planes))


def _enlarged(sheet: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(sheet, (size, size), interpolation=cv2.INTER_CUBIC).clip(0, 1), np.float32)
