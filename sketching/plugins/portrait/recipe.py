"""How the generator of `portrait` is trained: tolerant likeness to the artist's sketch, and a critic of its strokes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F
from torch.optim import Adam, Optimizer

from sketching.plugins.portrait.networks import STYLES, Critic, Portrait, fold
from sketching.training import augment, losses
from sketching.training.datasets import Batch
from sketching.training.recipe import mixed_precision

CRITIC_TERMS = ("critic", "fooling", "matching")


@dataclass(frozen=True, slots=True)
class Config:
    size: int = 192  # side in pixels of the cuts that are trained on
    rate: float = 1e-3  # of the generator
    critic_rate: float = 2e-4
    critic_from: float = 0.12  # share of the training that goes by before the critic is heard
    adversarial: float = 1.0
    matching: float = 4.0
    structure: float = 4.0  # weight of 1 - SSIM
    texture: float = 4.0  # weight of the difference in contrast and energy of the strokes
    agreement: float = 2.0  # weight of 1 - SSIM between the drawings of a photo and of its mirror image
    features: float = 3.0  # so much more weigh eyes, nose and mouth than the rest: likeness is in them
    seed: int = 1
    device: str = "cpu"
    precision: str = "auto"
    compiler: str = "none"  # of torch.compile: "inductor" takes a minute first and needs a C++ compiler


class PortraitRecipe:
    """See sketching/training/recipe.py."""

    def __init__(self, config: Config) -> None:
        torch.manual_seed(config.seed)
        self._config = config
        self._generator, self._critic = (
            net.to(config.device, memory_format=torch.channels_last) for net in (Portrait(), Critic())
        )
        compiled = config.compiler != "none"
        self._drawn = torch.compile(self._generator, backend=config.compiler) if compiled else self._generator
        self._drawing = Adam(self._generator.parameters(), config.rate, (0.5, 0.99))
        self._judging = Adam(self._critic.parameters(), config.critic_rate, (0.5, 0.99))

    @property
    def config(self) -> Mapping[str, Any]:
        return asdict(self._config)

    @property
    def networks(self) -> Mapping[str, nn.Module]:
        return {"generator": self._generator, "critic": self._critic}

    @property
    def optimisers(self) -> Mapping[str, Optimizer]:
        return {"drawing": self._drawing, "judging": self._judging}

    @property
    def memories(self) -> Mapping[str, nn.Module]:
        return {}

    def step(self, batch: Batch, progress: float, dice: Generator) -> dict[str, float]:
        clean = augment.cover(augment.move(batch, self._config.size, dice), dice)
        clean = augment.with_mirror_images(clean)
        seen = augment.photograph(clean, dice).photos.to(self._config.device)
        clean = clean.to(self._config.device)
        for optimiser, first in ((self._drawing, self._config.rate), (self._judging, self._config.critic_rate)):
            for group in optimiser.param_groups:
                group["lr"] = first * (1 if progress < 0.6 else max(0.02, (1 - progress) / 0.4))
        with mixed_precision(self._config.device, self._config.precision):
            drawn = self._drawn(seen, self._shares(clean.styles)).float()
        terms = self._likeness(drawn, clean)
        if progress < self._config.critic_from:
            self._learn(self._drawing, sum(terms.values(), torch.zeros(())))
            return {name: term.item() for name, term in terms.items()} | dict.fromkeys(CRITIC_TERMS, 0.0)
        return self._with_critic(clean, drawn, terms)

    def draw(self, network: nn.Module, batch: Batch) -> Tensor:
        drawn: Tensor = network(batch.photos.to(self._config.device), self._shares(batch.styles))
        return drawn

    def _shares(self, styles: Tensor) -> Tensor:
        return F.one_hot(styles, len(STYLES)).float().to(self._config.device)

    def _likeness(self, drawn: Tensor, clean: Batch) -> dict[str, Tensor]:
        weight = clean.inside * (1 + self._config.features * clean.features)
        return {
            "likeness": losses.tolerant(drawn, clean.sketches, weight),
            "structure": self._config.structure * self._structure(drawn, clean.sketches, weight),
            "texture": self._config.texture * self._texture(drawn, clean.sketches, clean.inside),
            "agreement": self._config.agreement * self._agreement(drawn, weight),
        }

    def _structure(self, drawn: Tensor, wanted: Tensor, weight: Tensor) -> Tensor:
        """Of strokes, and of what they add up to at half the size: there an artist repeats more exactly."""
        return (losses.structure(drawn, wanted, weight) + losses.structure(*_halved(drawn, wanted, weight))) / 2

    def _texture(self, drawn: Tensor, wanted: Tensor, inside: Tensor) -> Tensor:
        return (losses.texture(drawn, wanted, inside) + losses.texture(*_halved(drawn, wanted, inside), block=24)) / 2

    def _agreement(self, drawn: Tensor, weight: Tensor) -> Tensor:
        """Who is photographed from the other side, or on another day, is drawn alike."""
        these, those = drawn.chunk(2)
        return self._structure(these, those.flip(3), weight.chunk(2)[0])

    def _with_critic(self, clean: Batch, drawn: Tensor, terms: dict[str, Tensor]) -> dict[str, float]:
        real = self._masked(clean.sketches, clean.inside)
        fake = self._masked(drawn, clean.inside)
        good, _ = self._judged(clean, real)
        bad, _ = self._judged(clean, fake.detach())
        judged = losses.hinge_real(good) + losses.hinge_fake(bad)
        self._learn(self._judging, judged)
        self._critic.requires_grad_(requires_grad=False)
        with torch.no_grad():
            _, known = self._judged(clean, real)
        scores, features = self._judged(clean, fake)
        fooling, matching = -scores.mean(), losses.feature_matching(features, known)
        likeness = sum(terms.values(), torch.zeros(()))
        self._learn(self._drawing, likeness + self._config.adversarial * fooling + self._config.matching * matching)
        self._critic.requires_grad_(requires_grad=True)
        named = {**terms, **dict(zip(CRITIC_TERMS, (judged, fooling, matching), strict=True))}
        return {name: value.item() for name, value in named.items()}

    def _judged(self, clean: Batch, sketches: Tensor) -> tuple[Tensor, list[Tensor]]:
        with mixed_precision(self._config.device, self._config.precision):
            scores, features = self._critic(clean.photos, sketches, clean.styles)
        return scores.float(), [one.float() for one in features]

    def _masked(self, sketches: Tensor, inside: Tensor) -> Tensor:
        """White where the photo had ended: there the artist's sketch was drawn out, too, and is no example."""
        return sketches * inside + (1 - inside)

    def _learn(self, optimiser: Optimizer, loss: Tensor) -> None:
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        for group in optimiser.param_groups:
            nn.utils.clip_grad_norm_(group["params"], 20.0)
        optimiser.step()


def _halved(x: Tensor, y: Tensor, w: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return F.avg_pool2d(x, 2), F.avg_pool2d(y, 2), F.avg_pool2d(w, 2)


def recipe(config: Config = Config()) -> PortraitRecipe:
    return PortraitRecipe(config)


def for_use(generator: nn.Module) -> nn.Module:
    """The trained generator as the sketcher wants it."""
    return fold(generator)
