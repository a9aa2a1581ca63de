"""Two steps on drawn faces, saved, resumed, exported: what a night's training does, in seconds."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from django.core.management import CommandError, call_command

from sketching.plugins.portrait.networks import Portrait, fold
from sketching.plugins.portrait.recipe import Config, recipe
from sketching.training import datasets, runs, trainer
from sketching.training.__main__ import main
from sketching.training.export import export
from sketching.training.trainer import Schedule

ROOT = Path(__file__).parents[3]
CONFIG = Config(size=64, critic_from=0.4)


def run(pack: Path, folder: Path, steps: int, **changes: int) -> torch.nn.Module:
    schedule = Schedule(**{"steps": steps, "batch": 2, "log_every": 1, "save_every": 1, **changes})
    return trainer.fit(recipe(CONFIG), datasets.load(pack, "train"), schedule, folder)


def weights(network: torch.nn.Module) -> torch.Tensor:
    return torch.cat([tensor.flatten() for tensor in network.parameters()])


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(
    pack: Path, tmp_path: Path, interrupt: Callable[[int], AbstractContextManager[None]]
) -> None:
    whole = run(pack, tmp_path / "whole", 4)
    with interrupt(2):
        run(pack, tmp_path / "halves", 4)
    resumed = run(pack, tmp_path / "halves", 4)
    assert torch.allclose(weights(whole), weights(resumed), atol=1e-6)


def test_a_compiled_network_learns_the_same(pack: Path, tmp_path: Path) -> None:
    plain, compiled = (
        trainer.fit(
            recipe(replace(CONFIG, compiler=compiler)),
            datasets.load(pack, "train"),
            Schedule(steps=2, batch=2),
            tmp_path / compiler,
        )
        for compiler in ("none", "eager")  # which follows the network as inductor does, and compiles nothing
    )
    assert torch.allclose(weights(plain), weights(compiled), atol=1e-6)


def test_a_run_explains_itself(pack: Path, tmp_path: Path) -> None:
    run(pack, tmp_path / "run", 2)
    config = json.loads((tmp_path / "run" / "config.json").read_text())
    assert config["steps"] == 2
    assert config["pairs"].startswith(f"{pack.name}: ")
    lines = (tmp_path / "run" / "metrics.csv").read_text().splitlines()
    assert lines[0] == "step,seconds,likeness,structure,texture,agreement,critic,fooling,matching"
    assert len(lines) == 3


def test_another_configuration_needs_another_folder(pack: Path, tmp_path: Path) -> None:
    run(pack, tmp_path / "run", 1)
    with pytest.raises(ValueError, match="other values of batch"):
        run(pack, tmp_path / "run", 1, batch=1)


def test_checkpoints_travel_in_small_parts(pack: Path, tmp_path: Path) -> None:
    run(pack, tmp_path / "run", 1)
    parts = list((tmp_path / "run" / "checkpoint").glob("*.safetensors"))
    assert len(parts) > 1
    assert max(part.stat().st_size for part in parts) < 15_000_000


def test_a_checkpoint_that_was_being_replaced_is_not_lost(pack: Path, tmp_path: Path) -> None:
    run(pack, tmp_path / "run", 1)
    (tmp_path / "run" / "checkpoint").rename(tmp_path / "run" / "checkpoint.old")
    kept = runs.load(tmp_path / "run")
    assert kept
    assert kept[1]["step"] == 1


def test_a_run_can_begin_with_the_networks_of_another(pack: Path, tmp_path: Path) -> None:
    mean = run(pack, tmp_path / "run", 2)
    other = recipe(Config(size=64, seed=2))
    trainer.begin_with(other, tmp_path / "run")
    assert torch.allclose(weights(other.networks["generator"]), weights(mean))


def test_what_is_exported_draws_as_the_run_does(pack: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file  # noqa: PLC0415  with torch

    mean = run(pack, tmp_path / "run", 2)
    target = tmp_path / "weights.safetensors"
    assert len(export(tmp_path / "run", Portrait(), fold, target)) == 64
    network = fold(Portrait().eval())
    network.load_state_dict({name: tensor.float() for name, tensor in load_file(target).items()})
    photo, style = torch.rand(1, 3, 64, 64), torch.eye(4)[:1]
    assert torch.allclose(network.eval()(photo, style), mean.eval()(photo, style), atol=0.02)


def test_the_shell_trains_a_recipe_by_its_dotted_path(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", [
        "training", "train", "sketching.plugins.portrait.recipe", "--pack", str(pack), "--run", str(tmp_path / "run"),
        "--set", "steps=1", "--set", "batch=2", "--set", "size=64",
    ])  # fmt: skip
    main()
    assert (tmp_path / "run" / "checkpoint" / "state.json").exists()


def test_the_shell_refuses_a_setting_that_there_is_not(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["training", "train", "sketching.plugins.portrait.recipe", "--pack", str(pack), "--run", str(tmp_path)]
    monkeypatch.setattr("sys.argv", [*arguments, "--set", "stops=1"])
    with pytest.raises(SystemExit, match="there is no stops"):
        main()


def test_manage_py_trains_and_exports_too(pack: Path, tmp_path: Path) -> None:
    run_folder, target = tmp_path / "run", tmp_path / "weights.safetensors"
    module = "sketching.plugins.portrait.recipe"
    call_command("train", module, "--pack", str(pack), "--run", str(run_folder), "--smoke")
    call_command("export", module, str(run_folder), str(target))
    assert target.stat().st_size > 1_000_000
    with pytest.raises(CommandError, match="no checkpoint"):
        call_command("export", module, str(tmp_path / "nothing"), str(target))


def test_training_needs_nothing_but_torch_numpy_pillow_and_safetensors(pack: Path, tmp_path: Path) -> None:
    """A machine with a GPU may have nothing more."""
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['django', 'cv2', 'tqdm', 'rest_framework', 'celery']))\n"
        "from sketching.training.__main__ import main; main()"
    )
    arguments = ["train", "sketching.plugins.portrait.recipe", "--pack", pack, "--run", tmp_path / "run", "--smoke"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
