"""Two steps of each of the seed report's trainings, on drawn faces."""

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from sketching.plugins.cyclegan import recipe as cyclegan  # noqa: E402
from sketching.plugins.encoder_decoder import recipe as encoder_decoder  # noqa: E402
from sketching.training import datasets, trainer  # noqa: E402

Interrupt = Callable[[int], AbstractContextManager[None]]
SCHEDULE = trainer.Schedule(steps=4, batch=2, log_every=1, save_every=2, check_every=4)


def weights(network: "torch.nn.Module") -> "torch.Tensor":
    return torch.cat([tensor.flatten() for tensor in network.parameters()])


@pytest.mark.parametrize("architecture", ["compact", "cited"])
def test_cyclegan_trains_and_goes_on_as_if_it_had_not_stopped(
    pack: Path,
    tmp_path: Path,
    architecture: str,
    interrupt: Interrupt,
) -> None:
    config, pairs = cyclegan.Config(architecture, size=64, width=8, pool=3), datasets.load(pack, "train")
    whole = trainer.fit(cyclegan.recipe(config), pairs, SCHEDULE, tmp_path / "whole")
    with interrupt(2):
        trainer.fit(cyclegan.recipe(config), pairs, SCHEDULE, tmp_path / "halves")
    resumed = trainer.fit(cyclegan.recipe(config), pairs, SCHEDULE, tmp_path / "halves")
    assert torch.allclose(weights(whole), weights(resumed), atol=1e-5)


def test_cyclegan_logs_the_losses_of_both_ways(pack: Path) -> None:
    recipe = cyclegan.recipe(cyclegan.Config(size=64, width=8))
    losses = recipe.step(datasets.load(pack, "train").batch([0, 1]), 0.1, torch.Generator())
    assert set(losses) == {"G_I2S", "G_S2I", "cycle", "identity", "D_image", "D_sketch"}
    assert all(value > 0 for value in losses.values())


def test_without_the_identity_loss_there_is_none(pack: Path) -> None:
    recipe = cyclegan.recipe(cyclegan.Config("cited", size=64, width=8, identity=0, cycle=5, pool=0))
    assert "identity" not in recipe.step(datasets.load(pack, "train").batch([0, 1]), 0.1, torch.Generator())


@pytest.mark.parametrize("augmentation", ["none", "eightfold", "camera"])
def test_the_encoder_decoder_learns_a_pair_by_heart(pack: Path, augmentation: str) -> None:
    config = encoder_decoder.Config(layers=3, filters=8, kernel=3, size=64, augmentation=augmentation)
    recipe, dice = encoder_decoder.recipe(config), torch.Generator().manual_seed(1)
    batch = datasets.load(pack, "train").batch([0, 1])
    errors = [recipe.step(batch, 0.0, dice)["error"] for _ in range(40)]
    assert errors[-1] < 0.7 * errors[0]


def test_dropout_goes_on_as_if_the_run_had_not_stopped(pack: Path, tmp_path: Path, interrupt: Interrupt) -> None:
    config = encoder_decoder.Config(layers=3, filters=8, kernel=3, size=64, dropout_encoder=0.5)
    pairs = datasets.load(pack, "train")
    whole = trainer.fit(encoder_decoder.recipe(config), pairs, SCHEDULE, tmp_path / "whole")
    with interrupt(2):
        trainer.fit(encoder_decoder.recipe(config), pairs, SCHEDULE, tmp_path / "halves")
    torch.rand(5)  # whatever else draws from torch's own dice meanwhile
    resumed = trainer.fit(encoder_decoder.recipe(config), pairs, SCHEDULE, tmp_path / "halves")
    assert torch.allclose(weights(whole), weights(resumed), atol=1e-6)


def test_coloured_sketches_are_refused_where_they_are_not_meant(pack: Path) -> None:
    batch = datasets.load(pack, "train").batch([0, 1])
    coloured = dataclasses.replace(batch, sketches=batch.sketches.expand(-1, 3, -1, -1))
    with pytest.raises(ValueError, match="have colours"):
        cyclegan.recipe(cyclegan.Config(size=64, width=8)).step(coloured, 0.1, torch.Generator())
