"""How the seed report's encoder/decoder is trained: mean absolute error against the sketch, pixel by pixel."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F
from torch.optim import Adam, Optimizer

from sketching.plugins.encoder_decoder.networks import EncoderDecoder, Notebook, Shape
from sketching.training import augment
from sketching.training.datasets import Batch
from sketching.training.recipe import mixed_precision

LOSSES = {"mae": F.l1_loss, "mse": F.mse_loss}


@dataclass(frozen=True, slots=True)
class Config:
    architecture: str = "blocks"  # or "notebook", which the next six do not touch
    layers: int = 5
    filters: int = 16
    kernel: int = 5
    batch_norm: bool = True
    dropout_encoder: float = 0.0
    dropout_decoder: float = 0.0
    l1: float = 0.0  # weight of the sum of |w|, all convolutions
    l2_encoder: float = 0.0  # weight of the sum of w squared
    l2_decoder: float = 0.0
    loss: str = "mae"
    rate: float = 1e-3
    augmentation: str = "eightfold"  # or "none", or "camera": other light, walls and cameras besides
    size: int = 256
    seed: int = 1
    device: str = "cpu"
    precision: str = "auto"


class EncoderDecoderRecipe:
    """See sketching/training/recipe.py."""

    def __init__(self, config: Config) -> None:
        torch.manual_seed(config.seed)
        self._config = config
        self._network = build(config).to(config.device)
        self._optimiser = Adam(self._network.parameters(), config.rate)

    @property
    def config(self) -> Mapping[str, Any]:
        return asdict(self._config)

    @property
    def networks(self) -> Mapping[str, nn.Module]:
        return {"generator": self._network}

    @property
    def optimisers(self) -> Mapping[str, Optimizer]:
        return {"adam": self._optimiser}

    @property
    def memories(self) -> Mapping[str, nn.Module]:
        return {}

    def step(self, batch: Batch, progress: float, dice: Generator) -> dict[str, float]:
        batch = self._augmented(_sized(batch, self._config.size), dice).to(self._config.device)
        with mixed_precision(self._config.device, self._config.precision):
            drawn = self._network(batch.photos)
        # Halved: the report's pictures spanned 0 to 1, ours span 2, and the weights below are meant beside its loss
        sketches = batch.sketches.expand(-1, 3, -1, -1)
        error = LOSSES[self._config.loss](drawn.float() / 2, sketches / 2)
        self._optimiser.zero_grad(set_to_none=True)
        (error + self._regularisation()).backward()
        self._optimiser.step()
        same = (drawn.argmax(1) == sketches.argmax(1)).float().mean()
        return {"error": error.item(), "accuracy": same.item()}

    def draw(self, network: nn.Module, batch: Batch) -> Tensor:
        drawn: Tensor = network(_sized(batch, self._config.size).photos.to(self._config.device))
        return F.interpolate(drawn, size=batch.sketches.shape[2:], mode="bilinear")

    def _augmented(self, batch: Batch, dice: Generator) -> Batch:
        if self._config.augmentation == "none":
            return batch
        if self._config.augmentation == "camera":
            batch = augment.photograph(batch, dice)
        return augment.eightfold(batch, dice)

    def _regularisation(self) -> Tensor:
        encoder, decoder = (
            [weight for name, weight in part.named_parameters() if weight.ndim == 4]
            for part in (self._network.encoder, self._network.decoder)
        )
        total = torch.zeros((), device=self._config.device)
        for strength, weights in ((self._config.l2_encoder, encoder), (self._config.l2_decoder, decoder)):
            if strength:
                total = total + strength * torch.stack([(weight**2).sum() for weight in weights]).sum()
        if self._config.l1:
            total = total + self._config.l1 * torch.stack([weight.abs().sum() for weight in encoder + decoder]).sum()
        return total


def build(config: Config) -> nn.Module:
    """Raises: ValueError if the configuration names no architecture."""
    if config.architecture == "notebook":
        return Notebook()
    if config.architecture != "blocks":
        raise ValueError(f"architecture: {config.architecture!r} is neither blocks nor notebook")
    return EncoderDecoder(Shape(**{field.name: getattr(config, field.name) for field in fields(Shape)}))


def recipe(config: Config = Config()) -> EncoderDecoderRecipe:
    return EncoderDecoderRecipe(config)


def for_use(generator: nn.Module) -> nn.Module:
    """Nothing to prepare: the network is used as it was trained."""
    return generator


def _sized(batch: Batch, size: int) -> Batch:
    if batch.photos.shape[-1] == size:
        return batch
    planes = (batch.photos, batch.sketches, batch.person, batch.inside, batch.features)
    photos, sketches, *places = (F.interpolate(plane, (size, size), mode="area") for plane in planes)
    return Batch(photos, sketches, places[0], places[1], places[2], batch.styles)
