"""How CycleGAN is trained: unpaired photos and sketches, each turned into the other and back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F
from torch.optim import Adam, Optimizer

from sketching.plugins.cyclegan.networks import (
    Compact,
    Discriminators,
    Generators,
    cited,
    patch_discriminator,
    resnet9,
)
from sketching.tensors import to_grey
from sketching.training import augment
from sketching.training.datasets import Batch
from sketching.training.image_pool import ImagePool
from sketching.training.recipe import mixed_precision

GENERATORS = {"compact": Compact, "resnet9": resnet9, "cited": cited}


@dataclass(frozen=True, slots=True)
class Config:
    architecture: str = "compact"  # or "resnet9", or "cited"
    size: int = 160  # side in pixels of the cuts that are trained on
    cycle: float = 10.0
    identity: float = 5.0  # 0 leaves this loss out
    pool: int = 50  # 0: none
    width: int = 32  # of the discriminators; 64 in the paper
    rate: float = 2e-4
    seed: int = 1
    device: str = "cpu"
    precision: str = "auto"


class CycleGANRecipe:
    """See sketching/training/recipe.py. Pairs are torn apart: no loss compares a drawing with the artist's sketch."""

    def __init__(self, config: Config) -> None:
        if config.architecture not in GENERATORS:
            raise ValueError(f"architecture: {config.architecture!r} is none of {', '.join(GENERATORS)}")
        torch.manual_seed(config.seed)
        self._config = config
        norm = nn.BatchNorm2d if config.architecture == "cited" else nn.InstanceNorm2d
        self._generators = Generators(GENERATORS[config.architecture]).to(config.device)
        self._discriminators = Discriminators(lambda: patch_discriminator(config.width, norm)).to(config.device)
        for network in (self._generators, self._discriminators):
            network.apply(_begin)
        self._drawing, self._judging = (
            Adam(network.parameters(), config.rate, (0.5, 0.999))
            for network in (self._generators, self._discriminators)
        )
        self._old_photos, self._old_sketches = (
            ImagePool(config.pool, config.size).to(config.device) for _ in ("photos", "sketches")
        )

    @property
    def config(self) -> Mapping[str, Any]:
        return asdict(self._config)

    @property
    def networks(self) -> Mapping[str, nn.Module]:
        return {"generator": self._generators, "discriminators": self._discriminators}

    @property
    def optimisers(self) -> Mapping[str, Optimizer]:
        return {"drawing": self._drawing, "judging": self._judging}

    @property
    def memories(self) -> Mapping[str, nn.Module]:
        return {"old_photos": self._old_photos, "old_sketches": self._old_sketches}

    def step(self, batch: Batch, progress: float, dice: Generator) -> dict[str, float]:
        rate = self._config.rate * min(1.0, 2 * (1 - progress))  # falls in the second half, as in the paper
        for optimiser in (self._drawing, self._judging):
            for group in optimiser.param_groups:
                group["lr"] = rate
        real_A = augment.move(batch, self._config.size, dice).photos.to(self._config.device)  # noqa: N806 the field's
        real_B = self._strangers(batch, dice).to(self._config.device)  # noqa: N806  names of the domains
        with mixed_precision(self._config.device, self._config.precision):
            named, fake_A, fake_B = self._draw(real_A, real_B)  # noqa: N806
            old_A, old_B = self._old_photos.exchange(fake_A, dice), self._old_sketches.exchange(fake_B, dice)  # noqa: N806
            named["D_image"] = _judged(self._discriminators.D_image, real_A, old_A)
            named["D_sketch"] = _judged(self._discriminators.D_sketch, real_B, old_B)
        _learn(self._judging, named["D_image"] + named["D_sketch"])
        return {name: value.item() for name, value in named.items()}

    def draw(self, network: nn.Module, batch: Batch) -> Tensor:
        return to_grey(network(batch.photos.to(self._config.device)))  # as the sketcher does

    def _strangers(self, batch: Batch, dice: Generator) -> Tensor:
        """Sketches (N, 3, S, S), moved by themselves and in another order than the photos."""
        moved = augment.move(replace(batch), self._config.size, dice).sketches.roll(1, 0)
        return moved.expand(-1, 3, -1, -1).contiguous()

    def _draw(self, real_A: Tensor, real_B: Tensor) -> tuple[dict[str, Tensor], Tensor, Tensor]:  # noqa: N803
        """A step of the generators: LSGAN, cycle consistency, identity. Equations 1 to 3, section 5.2 of the paper."""
        I2S, S2I = self._generators.G_I2S, self._generators.G_S2I  # noqa: N806
        self._discriminators.requires_grad_(requires_grad=False)
        fake_B, fake_A = I2S(real_A), S2I(real_B)  # noqa: N806
        scores = self._discriminators.D_sketch(fake_B), self._discriminators.D_image(fake_A)
        terms = {
            "G_I2S": _squares(scores[0], 1.0),
            "G_S2I": _squares(scores[1], 1.0),
            "cycle": F.l1_loss(S2I(fake_B).float(), real_A) + F.l1_loss(I2S(fake_A).float(), real_B),
        }
        total = terms["G_I2S"] + terms["G_S2I"] + self._config.cycle * terms["cycle"]
        if self._config.identity:
            terms["identity"] = F.l1_loss(I2S(real_B).float(), real_B) + F.l1_loss(S2I(real_A).float(), real_A)
            total = total + self._config.identity * terms["identity"]
        _learn(self._drawing, total)
        self._discriminators.requires_grad_(requires_grad=True)
        return terms, fake_A, fake_B


def _judged(discriminator: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
    return (_squares(discriminator(real), 1.0) + _squares(discriminator(fake), 0.0)) / 2


def _squares(scores: Tensor, wanted: float) -> Tensor:
    """E (D - wanted)^2. Mao et al., "Least Squares Generative Adversarial Networks", 2017."""
    return ((scores.float() - wanted) ** 2).mean()


def _learn(optimiser: Optimizer, loss: Tensor) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()


def _begin(module: nn.Module) -> None:
    """The paper's: Gaussian with a deviation of 0.02."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


def recipe(config: Config = Config()) -> CycleGANRecipe:
    return CycleGANRecipe(config)


def for_use(generators: nn.Module) -> nn.Module:
    """Both generators, as they were trained: instance norms cannot be folded."""
    return generators
