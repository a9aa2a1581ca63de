"""Every plugin that is registered is tested: what the contract says holds for each."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from sketching.plugins import drawing, registry, tracing
from sketching.plugins.contract import PluginInfo
from sketching.plugins.options import complete
from tests import pictures

ROOT = Path(__file__).parents[1]
PLUGINS = sorted(registry.plugins())
faces = [pictures.face(300, 300), pictures.face(300, 300, skin="#6b4429", backdrop="#dddddd")]


def test_the_plugins_of_the_site_and_of_the_outside_package_are_found() -> None:
    assert {"pencil", "dummy"} <= set(PLUGINS)


def test_a_broken_plugin_and_one_that_takes_a_name_are_left_out() -> None:
    modules = [plugin.module.__name__ for plugin in registry.plugins().values()]
    assert "dummy_plugin.broken" not in modules
    assert modules.count("dummy_plugin") == 1
    assert "dummy_plugin.second" not in modules


@pytest.mark.parametrize("change", [{"name": "n" * 51}, {"name": "No slug"}, {"version": "1" * 21}])
def test_a_plugin_that_the_records_have_no_room_for_is_left_out(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str]
) -> None:
    module = registry.plugins()["dummy"].module
    monkeypatch.setattr(module, "INFO", dataclasses.replace(registry.info("dummy"), **change))
    with pytest.raises(ValueError, match="characters"):
        registry._import("dummy_plugin", is_built_in=False)


@pytest.mark.parametrize("name", PLUGINS)
def test_its_options_are_a_schema_with_valid_defaults(name: str) -> None:
    info = registry.info(name)
    Draft202012Validator.check_schema(dict(info.options))
    assert info.options["additionalProperties"] is False
    assert all("title" in item and "default" in item for item in info.options["properties"].values())
    defaults = complete(info, {})
    assert complete(info, defaults) == defaults


@pytest.mark.parametrize("name", PLUGINS)
def test_its_information_is_read_without_arrays(name: str) -> None:
    module = registry.plugins()[name].module.__name__
    code = f"import sys, {module}; print(*({{'torch', 'numpy', 'cv2'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("name", PLUGINS)
def test_it_draws_what_the_checks_let_pass(name: str) -> None:
    info = registry.info(name)
    sketches = _drawn(info, faces)
    assert [(sketch.mode, sketch.size) for sketch in sketches] == [("L", (info.input_size, info.input_size))] * 2


@pytest.mark.parametrize("name", PLUGINS)
def test_it_draws_the_same_again_alone_and_in_a_batch(name: str) -> None:
    info = registry.info(name)
    together = _drawn(info, faces)
    alone = [_drawn(info, [face])[0] for face in faces]
    for one, other in zip(together, alone, strict=True):
        assert np.abs(np.asarray(one, int) - np.asarray(other, int)).max() <= 2


@pytest.mark.parametrize("name", [name for name in PLUGINS if registry.info(name).traces])
def test_what_it_draws_can_be_told_as_curves(name: str) -> None:
    for sketch in _drawn(registry.info(name), faces):
        trace = tracing.trace(np.asarray(sketch, np.float32) / 255)
        assert trace.count(b"<path") > 2
        assert len(trace) <= tracing.MOST_BYTES


def test_a_plugin_does_not_trace_unless_it_says_so() -> None:
    assert not registry.info("dummy").traces


@pytest.mark.parametrize("name", [name for name in PLUGINS if registry.plugins()[name].is_built_in])
def test_it_has_a_model_card(name: str) -> None:
    folder = Path(registry.plugins()[name].module.__file__ or "").parent
    card = (folder / "README.md").read_text()
    assert "Licence" in card
    assert "fail" in card.lower()


def _drawn(info: PluginInfo, photos: list[Image.Image]) -> list[Image.Image]:
    """An experimental plugin may be refused for some photos: CycleGAN hardly changes a face without any texture."""
    draw = drawing.draw_unchecked if info.is_experimental else drawing.draw
    return draw(info, registry.load(info.name, "cpu"), photos, complete(info, {}))
