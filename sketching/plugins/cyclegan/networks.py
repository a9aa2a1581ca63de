"""Generators and discriminators of CycleGAN: the standard ones, those of the repository the report cites, compact ones.

Zhu et al., "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks", 2017, section 7.1.
All take and give (N, 3, H, W) in [-1, 1], photos and sketches alike; H and W multiples of 16.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def _norm(planes: int) -> nn.Module:
    return nn.InstanceNorm2d(planes)


class Residual(nn.Module):
    """x + two 3 x 3 convolutions of it."""

    def __init__(self, planes: int, norm: Callable[[int], nn.Module] = _norm, padding: str = "reflect") -> None:
        super().__init__()
        first, second = (nn.Conv2d(planes, planes, 3, 1, 1, padding_mode=padding) for _ in "12")
        self.layers = nn.Sequential(first, norm(planes), nn.ReLU(inplace=True), second, norm(planes))

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = x + self.layers(x)
        return y


def resnet9() -> nn.Sequential:
    """The paper's generator for 256 pixels: c7s1-64, d128, d256, nine R256, u128, u64, c7s1-3. 11.4 M parameters."""
    first = [nn.Conv2d(3, 64, 7, 1, 3, padding_mode="reflect"), _norm(64), nn.ReLU(inplace=True)]
    down = [*_layer(nn.Conv2d(64, 128, 3, 2, 1), 128), *_layer(nn.Conv2d(128, 256, 3, 2, 1), 256)]
    up = [
        *_layer(nn.ConvTranspose2d(256, 128, 3, 2, 1, 1), 128),
        *_layer(nn.ConvTranspose2d(128, 64, 3, 2, 1, 1), 64),
    ]
    last = [nn.Conv2d(64, 3, 7, 1, 3, padding_mode="reflect"), nn.Tanh()]
    return nn.Sequential(*first, *down, *(Residual(256) for _ in range(9)), *up, *last)


def cited() -> nn.Sequential:
    """That of the repository the report cites: 3 4 x 4 convolutions, 6 residual blocks, 3 back; batch norms."""
    ends = [(3, 64), (64, 128), (128, 256)]
    down = [layer for i, o in ends for layer in _layer(nn.Conv2d(i, o, 4, 2, 1), o, nn.BatchNorm2d)]
    middle = [Residual(256, nn.BatchNorm2d, "zeros") for _ in range(6)]
    up = [layer for o, i in ends[:0:-1] for layer in _layer(nn.ConvTranspose2d(i, o, 4, 2, 1), o, nn.BatchNorm2d)]
    return nn.Sequential(*down, *middle, *up, nn.ConvTranspose2d(64, 3, 4, 2, 1), nn.Tanh())


def _layer(
    convolution: nn.Module, planes: int, norm: Callable[[int], nn.Module] = _norm
) -> tuple[nn.Module, nn.Module, nn.Module]:
    return convolution, norm(planes), nn.ReLU(inplace=True)


class Compact(nn.Module):
    """A small generator for CPUs, 0.6 M parameters: begins at half size, and comes back by smooth enlargement."""

    def __init__(self, widths: tuple[int, int, int] = (24, 48, 96), blocks: int = 3) -> None:
        super().__init__()
        a, b, c = widths
        self.stem = nn.Sequential(*_layer(nn.Conv2d(12, a, 3, 1, 1), a))
        self.down1 = nn.Sequential(*_layer(nn.Conv2d(a, b, 3, 2, 1), b))
        self.down2 = nn.Sequential(*_layer(nn.Conv2d(b, c, 3, 2, 1), c), *(Residual(c) for _ in range(blocks)))
        self.up1 = nn.Sequential(*_layer(nn.Conv2d(c + b, b, 3, 1, 1), b))
        self.up0 = nn.Sequential(*_layer(nn.Conv2d(b + a, a, 3, 1, 1), a))
        self.head = nn.Sequential(nn.Conv2d(a + 3, 16, 3, 1, 1), nn.ReLU(inplace=True), nn.Conv2d(16, 3, 3, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        first = self.stem(F.pixel_unshuffle(x, 2))
        second = self.down1(first)
        deep = self.up1(torch.cat([_doubled(self.down2(second)), second], 1))
        deep = self.up0(torch.cat([_doubled(deep), first], 1))
        return torch.tanh(self.head(torch.cat([_doubled(deep), x], 1)))


def _doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def patch_discriminator(width: int = 64, norm: Callable[[int], nn.Module] = _norm) -> nn.Sequential:
    """The 70 x 70 PatchGAN: C64-C128-C256-C512, then one value for each patch."""
    parts: list[nn.Module] = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True)]
    for inputs, stride in ((width, 2), (2 * width, 2), (4 * width, 1)):
        parts += [nn.Conv2d(inputs, 2 * inputs, 4, stride, 1), norm(2 * inputs), nn.LeakyReLU(0.2, inplace=True)]
    return nn.Sequential(*parts, nn.Conv2d(8 * width, 1, 4, 1, 1))


class Generators(nn.Module):
    """Both ways, named as the report names them."""

    def __init__(self, make: Callable[[], nn.Module]) -> None:
        super().__init__()
        self.G_I2S, self.G_S2I = make(), make()

    def forward(self, photos: Tensor) -> Tensor:
        """Photos to sketches."""
        sketches: Tensor = self.G_I2S(photos)
        return sketches


class Discriminators(nn.Module):
    def __init__(self, make: Callable[[], nn.Module]) -> None:
        super().__init__()
        self.D_image, self.D_sketch = make(), make()
