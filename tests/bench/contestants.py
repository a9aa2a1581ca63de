"""What draws in the comparison: portrait's network as its plugin uses it, and the standard generators.

Needs torch, NumPy and safetensors and nothing else, so that throughput.py runs where the site is not installed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from sketching.plugins import portrait as plugin
from sketching.plugins.cyclegan.networks import resnet9
from sketching.plugins.portrait.networks import STYLES, Portrait, fold
from tests.bench import client
from tests.bench.networks import UNet256

WEIGHTS = Path(plugin.__file__).with_name("weights.safetensors")
MANNER = 2  # "bold", the default
LAYOUTS = (torch.channels_last, torch.contiguous_format)

Call: TypeAlias = Callable[[], object]


class OneManner(nn.Module):
    """portrait's network in one of its manners: photos (N, 3, H, W) in [-1, 1] to sketches, like the others."""

    def __init__(self, network: Portrait) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("styles", torch.eye(len(STYLES))[MANNER : MANNER + 1])

    def forward(self, photos: Tensor) -> Tensor:
        sketches: Tensor = self.network(photos, self.styles.expand(len(photos), -1))
        return sketches


def folded() -> Portrait:
    """With the plugin's weights, channels first."""
    network = fold(Portrait())
    network.load_state_dict({name: tensor.float() for name, tensor in load_file(WEIGHTS).items()})
    return network.eval()


def portrait() -> OneManner:
    """As sketching/plugins/portrait/sketcher.py uses it: norms folded, channels last."""
    return OneManner(folded()).to(memory_format=torch.channels_last)


def with_norms(network: Portrait) -> Portrait:
    """A network that draws the same with its norms apart, as it was trained: what folding does, undone."""
    apart = Portrait().eval()
    apart.load_state_dict(network.state_dict(), strict=False)  # all but the biases, which only the folded have
    convolutions = dict(network.named_modules())
    for name, block in apart.named_modules():
        if isinstance(block, nn.Sequential) and len(block) == 3 and isinstance(block[1], nn.BatchNorm2d):
            block[1].bias.data = convolutions[f"{name}.0"].bias.data.clone()
            block[1].running_var.fill_(1 - block[1].eps)  # so that the norm multiplies by exactly one
    return apart


def rivals() -> dict[str, nn.Module]:
    """Standard generators, with random weights: what is drawn does not change how long it takes."""
    torch.manual_seed(1)
    return {"CycleGAN's ResNet-9": resnet9().eval(), "pix2pix's U-Net-256": UNet256().eval()}


def laid_out(network: nn.Module, photos: Tensor, settle: Call = lambda: None) -> tuple[nn.Module, Tensor]:
    """The network, in place, and the photos, in the layout in which this network is faster here.

    Args:
        settle: waits until the device has done what it was told; a CPU has.
    """
    taken = {}
    for layout in LAYOUTS:
        network.to(memory_format=layout)
        laid = photos.contiguous(memory_format=layout)

        def draw(laid: Tensor = laid) -> None:
            network(laid)
            settle()

        draw()  # the first one pays for what is prepared once
        taken[layout] = min(client.seconds(draw) for _ in range(3))
    best = min(taken, key=lambda layout: taken[layout])
    return network.to(memory_format=best), photos.contiguous(memory_format=best)
