"""Losses, each with its equation. x is what was drawn, y the artist's sketch, w where to look, all (N, 1, H, W)."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F


def blurred(x: Tensor, times: int = 1) -> Tensor:
    """Under the binomial window [1 4 6 4 1] / 16, each way: artists do not draw to the pixel."""
    taps = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0], device=x.device, dtype=x.dtype) / 16
    window = (taps[:, None] * taps[None, :]).expand(x.shape[1], 1, 5, 5)
    for _ in range(times):
        x = F.conv2d(F.pad(x, (2, 2, 2, 2), mode="replicate"), window, groups=x.shape[1])
    return x


def mean_absolute(x: Tensor, y: Tensor, w: Tensor) -> Tensor:
    """sum w |x - y| / sum w"""
    return ((x - y).abs() * w).sum() / w.sum().clamp(min=1)


def gradient(x: Tensor, y: Tensor, w: Tensor) -> Tensor:
    """The same of the differences between neighbours, each way: where lines are, and how dark."""
    across = mean_absolute(x.diff(dim=3), y.diff(dim=3), w[..., 1:])
    return across + mean_absolute(x.diff(dim=2), y.diff(dim=2), w[:, :, 1:])


def tolerant(x: Tensor, y: Tensor, w: Tensor) -> Tensor:
    """10 |B x - B y| + 10 |D x - D y| + 6 |grad B x - grad B y|; B blurs, D shrinks to an eighth."""
    bx, by = blurred(x), blurred(y)
    small = [F.avg_pool2d(plane, 8) for plane in (x, y, w)]
    return 10 * mean_absolute(bx, by, w) + 10 * mean_absolute(*small) + 6 * gradient(bx, by, w)


def hinge_real(scores: Tensor) -> Tensor:
    """E max(0, 1 - D(y)). Lim and Ye, "Geometric GAN", 2017."""
    return F.relu(1 - scores).mean()


def hinge_fake(scores: Tensor) -> Tensor:
    """E max(0, 1 + D(x))"""
    return F.relu(1 + scores).mean()


def feature_matching(fake: Sequence[Tensor], real: Sequence[Tensor]) -> Tensor:
    """Mean over layers of |D_l(x) - D_l(y)|. Wang et al., pix2pixHD, 2018, equation 3."""
    return torch.stack([F.l1_loss(one, other.detach()) for one, other in zip(fake, real, strict=True)]).mean()


def structure(x: Tensor, y: Tensor, w: Tensor) -> Tensor:
    """sum w (1 - SSIM(x, y)) / sum w, where the window fits: Wang et al. 2004, Gaussian of 11 pixels, sigma 1.5."""
    taps = torch.exp(-(torch.arange(-5, 6, device=x.device, dtype=x.dtype) ** 2) / (2 * 1.5**2))
    taps = taps / taps.sum()
    planes = torch.cat([x, y, x * x, y * y, x * y], 1)
    count = planes.shape[1]
    planes = F.conv2d(planes, taps.view(1, 1, 1, -1).expand(count, 1, 1, -1), groups=count)
    planes = F.conv2d(planes, taps.view(1, 1, -1, 1).expand(count, 1, -1, 1), groups=count)
    mean_x, mean_y, square_x, square_y, product = planes.split(1, 1)
    c1, c2 = 0.02**2, 0.06**2  # of values that span 2, like ours
    # The window's means need the values from 0 on, as in a picture: with -1 for black, dark would count as bright
    bright_x, bright_y = mean_x + 1, mean_y + 1
    top = (2 * bright_x * bright_y + c1) * (2 * (product - mean_x * mean_y) + c2)
    bottom = (bright_x**2 + bright_y**2 + c1) * (square_x - mean_x**2 + square_y - mean_y**2 + c2)
    seen = w[:, :, 5:-5, 5:-5]
    return ((1 - top / bottom) * seen).sum() / seen.sum().clamp(min=1)


def texture(x: Tensor, y: Tensor, w: Tensor, block: int = 48) -> Tensor:
    """Mean over blocks of |C x - C y| + |E x - E y|: contrast and energy of grey levels' co-occurrence, as in SCOOT.

    Fan et al. 2019, with soft borders between the six levels, so that it has a slope. Blocks that w leaves out do not
    count, nor does what is over at the right and the bottom. H and W must be at least `block`.
    """
    features_x, features_y = _co_occurrence(x, block), _co_occurrence(y.detach(), block)
    seen = (F.avg_pool2d((w > 0).to(x.dtype), block) > 0.9).flatten(1)[..., None]
    return ((features_x - features_y).abs() * seen).sum() / seen.sum().clamp(min=1)


def _co_occurrence(x: Tensor, block: int) -> Tensor:
    """(N, blocks, 2): contrast and energy."""
    down, across = x.shape[2] // block, x.shape[3] // block
    levels = (x[:, :, : down * block, : across * block] + 1) * 3
    edges = torch.sigmoid((levels - torch.arange(1, 6, device=x.device)[:, None, None]) / 0.12)
    shares = torch.cat([1 - edges[:, :1], edges[:, :-1] - edges[:, 1:], edges[:, -1:]], 1)
    blocks = shares.unfold(2, block, block).unfold(3, block, block).permute(0, 2, 3, 1, 4, 5)
    blocks = blocks.reshape(len(x), down * across, 6, block, block)
    steps = [(blocks[..., :-1], blocks[..., 1:]), (blocks[..., :-1, :], blocks[..., 1:, :])]
    steps += [(blocks[..., :-1, 1:], blocks[..., 1:, :-1]), (blocks[..., :-1, :-1], blocks[..., 1:, 1:])]
    pairs = torch.stack([one.flatten(-2) @ other.flatten(-2).transpose(-1, -2) for one, other in steps]).sum(0)
    pairs = pairs / pairs.sum((-1, -2), keepdim=True)
    grade = torch.arange(6, device=x.device, dtype=x.dtype)
    contrast = (pairs * (grade[:, None] - grade[None, :]) ** 2).sum((-1, -2))
    return torch.stack([contrast, (pairs**2).sum((-1, -2))], -1)
