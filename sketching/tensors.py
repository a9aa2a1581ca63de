"""The only conversions between pictures and what networks take and give: value ranges are stated here alone."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

WHITE, BLACK = 1.0, -1.0  # of both photos and sketches in tensors


def from_photos(photos: NDArray[np.uint8]) -> Tensor:
    """(N, H, W, 3) RGB, 0 to 255, as (N, 3, H, W) float32 in [-1, 1]."""
    return torch.from_numpy(np.array(photos)).permute(0, 3, 1, 2).float() / 127.5 - 1


def from_planes(planes: NDArray[np.uint8]) -> Tensor:
    """(N, H, W) grey, 0 to 255, as (N, 1, H, W) float32 in [-1, 1]: sketches."""
    return torch.from_numpy(np.array(planes))[:, None].float() / 127.5 - 1


def to_sketches(tensor: Tensor) -> NDArray[np.float32]:
    """(N, 1, H, W) in [-1, 1] as (N, H, W) float32, 0.0 (black) to 1.0 (white paper), cut off beyond."""
    grey = (tensor[:, 0].detach().float().cpu() + 1) / 2
    return np.asarray(grey.clamp(0, 1).numpy(), np.float32)


def to_grey(photos: Tensor) -> Tensor:
    """(N, 3, H, W) as (N, 1, H, W), same range: luma of ITU-R BT.601."""
    weights = torch.tensor([0.299, 0.587, 0.114], device=photos.device, dtype=photos.dtype)
    return (photos * weights[None, :, None, None]).sum(1, keepdim=True)


def to_photos(tensor: Tensor) -> NDArray[np.uint8]:
    """(N, 3, H, W) in [-1, 1] as (N, H, W, 3) RGB, 0 to 255, cut off beyond."""
    pixels = ((tensor.detach().float().cpu().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return pixels.permute(0, 2, 3, 1).numpy()
