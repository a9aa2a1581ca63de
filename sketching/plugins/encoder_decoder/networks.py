"""The seed report's encoder/decoder: blocks that halve, a bottleneck, blocks that double, and no skips between them."""

from dataclasses import dataclass
from itertools import pairwise

from torch import Tensor, nn

MOST_FILTERS = 512


@dataclass(frozen=True, slots=True)
class Shape:
    """What the report searched over, and what its two building functions took."""

    layers: int = 5  # blocks each way
    filters: int = 16  # of the first block; each next one has twice as many, at most 512
    kernel: int = 5
    batch_norm: bool = True
    dropout_encoder: float = 0.0
    dropout_decoder: float = 0.0


def downsample(inputs: int, filters: int, shape: Shape) -> nn.Sequential:
    """Half as high and wide: convolution, batch norm and dropout if asked for, LeakyReLU."""
    padding = (shape.kernel - 1) // 2
    convolution = nn.Conv2d(inputs, filters, shape.kernel, 2, padding, bias=not shape.batch_norm)
    return nn.Sequential(convolution, *_rest(filters, shape.dropout_encoder, shape))


def upsample(inputs: int, filters: int, shape: Shape) -> nn.Sequential:
    """Twice as high and wide: transposed convolution, then likewise."""
    padding, more = (shape.kernel - 1) // 2, shape.kernel % 2
    convolution = nn.ConvTranspose2d(inputs, filters, shape.kernel, 2, padding, more, bias=not shape.batch_norm)
    return nn.Sequential(convolution, *_rest(filters, shape.dropout_decoder, shape))


def _rest(filters: int, dropout: float, shape: Shape) -> list[nn.Module]:
    norm: list[nn.Module] = [nn.BatchNorm2d(filters)] if shape.batch_norm else []
    return [*norm, *([nn.Dropout(dropout)] if dropout else []), nn.LeakyReLU(0.2)]


class EncoderDecoder(nn.Module):
    """(N, 3, H, W) in [-1, 1] to the same; H and W multiples of 2 ** layers."""

    def __init__(self, shape: Shape = Shape()) -> None:
        super().__init__()
        widths = [min(shape.filters * 2**layer, MOST_FILTERS) for layer in range(shape.layers)]
        self.encoder = nn.Sequential(*(downsample(*ends, shape) for ends in pairwise([3, *widths])))
        back = [*reversed(widths), shape.filters]
        self.decoder = nn.Sequential(*(upsample(*ends, shape) for ends in pairwise(back)))
        self.head = nn.Conv2d(shape.filters, 3, 3, 1, 1)
        _begin(self)

    def forward(self, photos: Tensor) -> Tensor:
        sketches: Tensor = self.head(self.decoder(self.encoder(photos)))
        return sketches


class Notebook(nn.Module):
    """The architecture of the notebook that the report cites, for 256 x 256 pixels; 9,786,347 parameters.

    Unpadded 4 x 4 convolutions of stride 2 down to 2 x 2 x 512, and back up; linear output.
    """

    def __init__(self) -> None:
        super().__init__()
        down = [(16, False), (32, True), (64, False), (128, True), (256, True), (512, True)]
        up = [(512, 0.1), (256, 0.0), (128, 0.1), (64, 0.0), (32, 0.0), (16, 0.0)]
        parts, inputs = [], 3
        for filters, has_norm in down:
            norm: list[nn.Module] = [nn.BatchNorm2d(filters, 1e-3, 0.01)] if has_norm else []
            parts += [nn.Conv2d(inputs, filters, 4, 2, bias=False), *norm, nn.LeakyReLU(0.2)]
            inputs = filters
        self.encoder, parts = nn.Sequential(*parts), []
        for filters, dropout in up:
            drop: list[nn.Module] = [nn.Dropout(dropout)] if dropout else []
            parts += [nn.ConvTranspose2d(inputs, filters, 4, 2, bias=False), *drop, nn.LeakyReLU(0.2)]
            inputs = filters
        parts += [nn.ConvTranspose2d(inputs, 8, 2), nn.ConvTranspose2d(8, 3, 2)]
        self.decoder = nn.Sequential(*parts)
        _begin(self)

    def forward(self, photos: Tensor) -> Tensor:
        sketches: Tensor = self.decoder(self.encoder(photos))
        return sketches


def _begin(network: nn.Module) -> None:
    """He et al. 2015, as the notebook does."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.kaiming_normal_(module.weight, 0.2)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
