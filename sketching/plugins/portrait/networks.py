"""The networks of `portrait`: one generator for all styles, small enough for a CPU, and its critics for training."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval
from torch.nn.utils.parametrizations import spectral_norm

STYLES = ("cufs", "fs2k-1", "fs2k-2", "fs2k-3")
WIDTHS = (24, 64, 128, 192)
STYLE_PLANES = 8


def _block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """Nothing but 3 x 3 convolutions, and norms that fold() puts into them for use: what CPUs are fastest at."""
    convolution = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def fold(network: nn.Module) -> nn.Module:
    """The network, in place, with each norm put into the convolution before it: the same pictures, in less time."""
    for block in network.modules():
        if isinstance(block, nn.Sequential) and len(block) == 3 and isinstance(block[1], nn.BatchNorm2d):
            block[0] = fuse_conv_bn_eval(block[0].eval(), block[1].eval())
            block[1] = nn.Identity()
    return network


class Portrait(nn.Module):
    """A U-Net from photos to sketches in one of several styles. 1.5 million parameters.

    It works at half the photo's resolution and below (pixel-unshuffle), and comes back to the full one by smooth
    enlargement and a look at the photo itself: no transposed convolution or pixel-shuffle that could leave a grid.
    """

    def __init__(self, styles: int = len(STYLES), widths: Sequence[int] = WIDTHS) -> None:
        super().__init__()
        a, b, c, d = widths
        self.styles = nn.Parameter(torch.randn(styles, STYLE_PLANES) * 0.5)
        self.stem = nn.Sequential(_block(12 + STYLE_PLANES, a), _block(a, a))
        self.down1 = nn.Sequential(_block(a, b, 2), _block(b, b))
        self.down2 = nn.Sequential(_block(b, c, 2), _block(c, c))
        self.down3 = nn.Sequential(_block(c, d, 2), _block(d, d))
        self.up3 = nn.Sequential(_block(d + c, c), _block(c, c))
        self.up2 = _block(c + b, b)
        self.up1 = _block(b + a, a)
        self.head = nn.Sequential(_block(a + 3, 16), nn.Conv2d(16, 1, 3, 1, 1))

    def forward(self, photos: Tensor, styles: Tensor) -> Tensor:
        """Draw.

        Args:
            photos: (N, 3, H, W) in [-1, 1]; H and W multiples of 16.
            styles: (N, number of styles), the share of each style; the shares of a photo sum to 1.

        Returns:
            (N, 1, H, W) in [-1, 1].
        """
        half = F.pixel_unshuffle(photos, 2)
        planes = (styles @ self.styles)[:, :, None, None].expand(-1, -1, *half.shape[2:])
        first = self.stem(torch.cat([half, planes], 1))
        second = self.down1(first)
        third = self.down2(second)
        deep = self.up3(torch.cat([_doubled(self.down3(third)), third], 1))
        deep = self.up2(torch.cat([_doubled(deep), second], 1))
        deep = self.up1(torch.cat([_doubled(deep), first], 1))
        sketches: Tensor = self.head(torch.cat([_doubled(deep), photos], 1))
        return torch.tanh(sketches)


def _doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class Critic(nn.Module):
    """A PatchGAN that sees photo and sketch, judges each patch, and knows the style by projection.

    Isola et al., pix2pix, 2017; Miyato and Koyama, "cGANs with Projection Discriminator", 2018.
    """

    def __init__(self, styles: int = len(STYLES), width: int = 48) -> None:
        super().__init__()
        steps = [(4, width, 2), (width, 2 * width, 2), (2 * width, 4 * width, 2)]
        self.layers = nn.ModuleList(spectral_norm(nn.Conv2d(i, o, 4, s, 1)) for i, o, s in steps)
        self.verdict = spectral_norm(nn.Conv2d(4 * width, 1, 3, 1, 1))
        self.style = spectral_norm(nn.Embedding(styles, 4 * width))

    def forward(self, photos: Tensor, sketches: Tensor, styles: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Scores (N, 1, h, w) and the features of each layer. styles: (N,) int64."""
        x, features = torch.cat([photos, sketches], 1), []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        projected = (x * self.style(styles)[:, :, None, None]).sum(1, keepdim=True)
        return self.verdict(x) + projected, features
