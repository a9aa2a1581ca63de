"""`manage.py report`: two pages, of all plugins and what they must beat."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sketching.management import drawers, measurements
from sketching.training.conditions import CONDITIONS
from tests import sets


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = sets.write_fs2k(tmp_path_factory.mktemp("data"), ["s1-0001", "s1-0140"])
    return sets.write_london(folder)


@pytest.fixture(autouse=True)
def _little_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawers, "built_in", lambda: ["dummy"])
    monkeypatch.setattr(measurements, "CONDITIONS", CONDITIONS[1:3])


def report(data: Path, output: Path, *arguments: str) -> None:
    call_command("report", "--data", str(data), "-o", str(output), *arguments, stdout=StringIO())


def test_the_first_page_has_every_plugin_and_every_baseline(data: Path, tmp_path: Path) -> None:
    report(data, tmp_path, "--only", "quality")
    (page,) = tmp_path.iterdir()
    text = page.read_text()
    assert page.name == "sketch-quality.md"
    for drawer in (*drawers.baselines(data), "**dummy**"):
        assert f"\n| {drawer} | " in text


def test_the_second_page_has_every_table_and_says_what_is_missed(data: Path, tmp_path: Path) -> None:
    report(data, tmp_path, "--only", "robustness", "--most", "1")
    (page,) = tmp_path.iterdir()
    text = page.read_text()
    assert page.name == "sketch-robustness.md"
    for head in ("| FSIM: FS2K, validating people (1) |", "| London (1) |", "| set |", "| likeness, by people |"):
        assert f"{head} dummy | " in text
    assert text.count("dodge and burn |") >= 6
    assert "## Missed goals\n\nNone." in text  # an outside plugin is held to none


def test_a_folder_without_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=tmp_path.name):
        report(tmp_path, tmp_path)
