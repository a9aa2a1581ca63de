"""`manage.py evaluate`: one plugin measured, as tables."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sketching.management import drawers, measurements
from sketching.training.conditions import CONDITIONS, Condition, Pixels
from tests import sets

VALIDATING = ["s1-0141", "s1-0140"]  # the second style and the first


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = sets.write_fs2k(tmp_path_factory.mktemp("data"), ["s1-0140", "s1-0141"])
    return sets.write_london(folder)


def evaluate(data: Path, *arguments: str, plugin: str = "dummy") -> str:
    said = StringIO()
    call_command("evaluate", plugin, "--data", str(data), *arguments, stdout=said)
    return said.getvalue()


def test_all_is_measured_unless_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [condition for condition in CONDITIONS if condition.name in ("-2 stops", "mirrored")]
    monkeypatch.setattr(measurements, "CONDITIONS", few)
    text = evaluate(data, "--most", "1")
    titles = [line for line in text.splitlines() if line.startswith("## ")]
    assert titles == [
        "## Likeness to the artist's sketch",
        "## Under stress",
        "## Consistency",
        "## Faces in the drawings",
        "## Fairness",
        "## Missed goals",
    ]
    for row in (
        "| dummy |",
        "| -2 stops |",
        "| London (1) |",
        "| London | ",
        "| gender: female (1, too few to judge) |",
    ):
        assert row in text


def test_only_what_is_asked_for_is_measured(data: Path) -> None:
    text = evaluate(data, "--only", "quality", "--most", "1")
    assert "FS2K 2, validating people (1) | SSIM | FSIM | SCOOT | MAE |" in text
    assert "Fairness" not in text


def test_consistency_tries_only_conditions_that_should_change_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Pixels:
        raise AssertionError

    monkeypatch.setattr(measurements, "CONDITIONS", [CONDITIONS[-1], Condition("-2 stops", fail)])
    assert "| mirrored |" in evaluate(data, "--only", "consistency", "--most", "1")


def test_options_change_what_is_measured(data: Path) -> None:
    one, two = (evaluate(data, "--only", "quality", "--most", "1", *more, plugin="pencil") for more in ((), HATCHLESS))
    assert one != two


HATCHLESS = ("--set", "shading=none", "--set", "line_weight=2")


def test_a_set_is_drawn_in_its_own_style_unless_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawers, "OF_STYLES", {"dummy": {"fs2k-2": {"mode": "raise_permanent"}}})
    with pytest.raises(CommandError, match="dummy: the dummy will never draw this"):
        evaluate(data, "--only", "quality")
    assert "| dummy |" in evaluate(data, "--only", "quality", "--set", "mode=draw")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--set", "steps=many"), "steps must be a integer"),
        (("--set", "colour=red"), "colour"),
        (("--set", "mode=paint"), "paint"),
        (("--only", "quality,beauty"), "'beauty'.*fairness"),
        (("--most", "0"), "at least 1"),
    ],
)
def test_what_is_wrong_is_named(data: Path, arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        evaluate(data, *arguments)


def test_an_unknown_plugin_is_refused_and_the_known_ones_are_named(data: Path) -> None:
    with pytest.raises(CommandError, match=r"'oil'.*pencil"):
        evaluate(data, plugin="oil")


def test_a_folder_without_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=tmp_path.name):
        evaluate(tmp_path)
