"""Draw with the trained generator."""

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from sketching.plugins import weights
from sketching.plugins.contract import Options, Photos, Sketches
from sketching.tensors import from_photos, to_sketches

from .networks import STYLES, Portrait, fold

WEIGHTS = Path(__file__).with_name("weights.safetensors")
DIGEST = "f13b96008bf13b4bcaeb156ec9e8277ed7056fea34c61db71f090f55bb2ede99"  # SHA-256 of WEIGHTS
MANNERS = dict(zip(("shaded", "light", "bold", "even"), range(len(STYLES)), strict=True))
SIDES = {"low": 256, "medium": 320, "high": 512}  # pixels at which the network draws
MARGIN = 16  # pixels drawn about the photo and cut off again: at a border the network has less to go by
PAPER = 0.97  # this share of a sheet's pixels is no brighter than its paper
CLEAN = 1.04  # what is within a few hundredths of the paper's tone is paper
# Share of what a stroke stands out by that is added, by manner: between several likely strokes a network draws a mean
CRISP = {"shaded": 0.4, "light": 0.8, "bold": 0.8, "even": 0.8}
REACH = 0.8  # standard deviation in the network's pixels of what a stroke stands out from


class PortraitSketcher:
    """See sketching/plugins/contract.py."""

    def __init__(self, device: str) -> None:
        network = fold(Portrait())
        network.load_state_dict(weights.read(WEIGHTS, DIGEST))
        self._device = torch.device(device)
        self._network = network.eval().to(self._device, memory_format=torch.channels_last)

    @torch.inference_mode()
    def sketch(self, photos: Photos, options: Options) -> Sketches:
        side = SIDES[options["detail"]]
        tensor = from_photos(np.stack([_resized(photo, side) for photo in photos])).to(self._device)
        styles = torch.zeros(len(photos), len(STYLES), device=self._device)
        styles[:, MANNERS[options["manner"]]] = 1
        tensor = F.pad(tensor, (MARGIN,) * 4, mode="replicate").contiguous(memory_format=torch.channels_last)
        drawn = to_sketches(self._network(tensor, styles))[:, MARGIN:-MARGIN, MARGIN:-MARGIN]
        return np.stack([_finished(sheet, photos.shape[1], options) for sheet in drawn])


def _resized(photo: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(photo, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _finished(sheet: NDArray[np.float32], size: int, options: Options) -> NDArray[np.float32]:
    """Pressed as hard as asked for; on white paper if wanted, whatever tone the artists' had when it was scanned."""
    paper = max(float(np.quantile(sheet, PAPER)), 0.5)
    scale, paper = (CLEAN / paper, 1.0) if options["paper"] == "white" else (1.0, paper)
    marks = _crisp(paper - np.minimum(scale * sheet, 1), CRISP[options["manner"]]) * options["strength"]
    wide = marks if len(marks) == size else cv2.resize(marks, (size, size), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(paper - wide, 0, 1), np.float32)


def _crisp(marks: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """How much darker than paper; about a stroke bare paper gets no brighter than it was, which would be a halo."""
    crisp = marks + share * (marks - cv2.GaussianBlur(marks, (0, 0), REACH))
    return np.maximum(crisp, np.minimum(marks, 0))
