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
