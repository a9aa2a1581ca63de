"""pix2pix's generator, with which portrait's network is compared, written from the paper's description."""

from itertools import pairwise

import torch
from torch import Tensor, nn


class UNet256(nn.Module):
    """pix2pix's generator: eight halvings down to one pixel, as many doublings, skips between. 54.4 million parameters.

    (N, 3, H, W) in [-1, 1] to the same; H and W multiples of 256. Isola et al., "Image-to-Image Translation with
    Conditional Adversarial Networks", 2017, appendix. In eval() its norms use the running means and nothing is
    dropped, which is the fastest way to use it.
    """

    WIDTHS = (64, 128, 256, 512, 512, 512, 512, 512)

    def __init__(self) -> None:
        super().__init__()
        wide = self.WIDTHS
        last = len(wide) - 1
        self.down = nn.ModuleList([nn.Conv2d(3, wide[0], 4, 2, 1, bias=False)])
        for number, (inputs, outputs) in enumerate(pairwise(wide), 1):
            layers = [nn.LeakyReLU(0.2), nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False)]
            self.down.append(nn.Sequential(*layers, *([] if number == last else [nn.BatchNorm2d(outputs)])))
        self.up = nn.ModuleList()
        for number in range(last, 0, -1):
            inputs = wide[number] * (1 if number == last else 2)  # the skip's planes are joined to the others
            layers = [nn.ReLU(), nn.ConvTranspose2d(inputs, wide[number - 1], 4, 2, 1, bias=False)]
            dropout = [nn.Dropout(0.5)] if last > number >= last - 3 else []
            self.up.append(nn.Sequential(*layers, nn.BatchNorm2d(wide[number - 1]), *dropout))
        self.out = nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(2 * wide[0], 3, 4, 2, 1), nn.Tanh())

    def forward(self, photos: Tensor) -> Tensor:
        skips, x = [], photos
        for layer in self.down:
            x = layer(x)
            skips.append(x)
        x = self.up[0](skips.pop())
        for layer in self.up[1:]:
            x = layer(torch.cat([x, skips.pop()], 1))
        drawn: Tensor = self.out(torch.cat([x, skips.pop()], 1))
        return drawn


def parameters(network: nn.Module) -> int:
    return sum(tensor.numel() for tensor in network.parameters())
