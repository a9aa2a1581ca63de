"""What a training shows of itself while it runs, and when it stops by itself."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from sketching.plugins.portrait.recipe import Config, recipe
from sketching.training import datasets, runs, trainer, validation
from sketching.training.datasets import Batch, Pairs
from sketching.training.validation import Validation


@pytest.fixture(scope="module")
def pairs(pack: Path) -> Pairs:
    return datasets.load(pack, "train")


def copyist(_generator: nn.Module, batch: Batch) -> Tensor:
    return batch.sketches


def blank(_generator: nn.Module, batch: Batch) -> Tensor:
    return torch.ones_like(batch.sketches)


def test_a_perfect_copy_scores_full_marks_and_a_white_page_does_not(pairs: Pairs) -> None:
    best = Validation(copyist, pairs, pairs).measure(nn.Identity())
    assert best["ssim"] == best["scoot"] == best["train_ssim"] == pytest.approx(1)
    assert best["fsim"] == pytest.approx(1)
    assert Validation(blank, pairs, pairs).measure(nn.Identity())["ssim"] < 0.9


def test_coloured_sketches_have_an_accuracy_and_grey_ones_none(pairs: Pairs) -> None:
    coloured = replace(pairs, sketches=np.repeat(pairs.sketches[..., None], 3, axis=3))
    coloured.sketches[..., 1] //= 2
    assert Validation(copyist, coloured, coloured).measure(nn.Identity())["accuracy"] == 1
    assert "accuracy" not in Validation(copyist, pairs, pairs).measure(nn.Identity())


def test_a_panel_has_photo_drawing_and_sketch_below_each_other(pairs: Pairs) -> None:
    panel = np.asarray(Validation(blank, pairs, pairs).panel(nn.Identity()))
    side = pairs.photos.shape[1]
    assert panel.shape == (3 * side, min(len(pairs), validation.PANEL_PEOPLE) * side, 3)
    assert np.array_equal(panel[:side, :side], pairs.photos[0])
    assert panel[side : 2 * side].min() == 255
    assert np.array_equal(panel[2 * side :, :side, 0], pairs.sketches[0])


def test_it_is_hopeless_once_the_best_is_too_long_ago() -> None:
    history = {100: 0.5, 200: 0.7, 300: 0.6, 400: 0.69}
    assert not validation.is_hopeless(history, 400, patience=200)
    assert validation.is_hopeless(history, 401, patience=200)


def test_a_training_that_stops_rising_ends_early(
    pack: Path, pairs: Pairs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = iter([0.5, 0.6, 0.59, 0.58, 0.57, 0.56])
    monkeypatch.setattr(Validation, "measure", lambda *_: {"fsim": next(scores)})
    schedule = trainer.Schedule(steps=10, batch=2, log_every=1, save_every=10, check_every=1, patience=0.2)
    trainer.fit(recipe(Config(size=64)), pairs, schedule, tmp_path, datasets.load(pack, "val"))
    kept = runs.load(tmp_path)
    assert kept
    assert kept[1]["step"] == 5  # best at 2, and more than two steps since then
    assert len(runs.read_log(tmp_path / "validation.csv")) == 5
    with Image.open(tmp_path / "panels" / "0000005.webp") as panel:
        assert panel.height == 3 * 96


def test_the_last_step_is_always_looked_at(pack: Path, pairs: Pairs, tmp_path: Path) -> None:
    schedule = trainer.Schedule(steps=2, batch=2, log_every=1, check_every=500)
    trainer.fit(recipe(Config(size=64)), pairs, schedule, tmp_path, datasets.load(pack, "val"))
    (row,) = runs.read_log(tmp_path / "validation.csv")
    assert row["step"] == "2"
    assert 0 < float(row["fsim"]) < 1


def test_a_run_that_stopped_by_itself_has_nothing_left_to_do(
    pack: Path, pairs: Pairs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = iter([0.6, 0.5, 0.5, 0.5])
    monkeypatch.setattr(Validation, "measure", lambda *_: {"fsim": next(scores)})
    schedule = trainer.Schedule(steps=10, batch=2, log_every=1, save_every=10, check_every=1, patience=0.2)
    for _ in range(2):
        trainer.fit(recipe(Config(size=64)), pairs, schedule, tmp_path, datasets.load(pack, "val"))
        kept = runs.load(tmp_path)
        assert kept
        assert kept[1]["step"] == 4


def test_what_was_logged_after_the_checkpoint_is_logged_once(tmp_path: Path) -> None:
    for step in (25, 50, 75):
        runs.log(tmp_path / "metrics.csv", {"step": step, "error": 0.5})
    runs.forget_log_after(tmp_path / "metrics.csv", 50)
    assert [row["step"] for row in runs.read_log(tmp_path / "metrics.csv")] == ["25", "50"]
