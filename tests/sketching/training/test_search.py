"""Many configurations, one table; and the curves of a run."""

import json
from pathlib import Path

import pytest
from PIL import Image

from sketching.training import runs
from sketching.training.__main__ import main

torch = pytest.importorskip("torch")

MODULE = "sketching.plugins.encoder_decoder.recipe"
STILL = ["--set", "steps=2", "--set", "batch=2", "--set", "size=64", "--set", "log_every=1"]


def search(pack: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    settings = folder / "settings.json"
    settings.write_text(json.dumps([{"layers": 3}, {"layers": 3, "kernel": 3, "batch_norm": False}]))
    monkeypatch.setattr("sys.argv", [
        "training", "search", MODULE, "--pack", str(pack),
        "--run", str(folder / "search"), "--over", str(settings), *STILL,
    ])  # fmt: skip
    main()
    return runs.read_log(folder / "search" / "table.csv")


def test_each_configuration_has_its_row_the_best_first(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = search(pack, tmp_path, monkeypatch)
    assert {row["run"] for row in rows} == {"00", "01"}
    assert float(rows[0]["fsim"]) >= float(rows[1]["fsim"])
    small = next(row for row in rows if row["kernel"] == "3")
    assert int(small["parameters"]) < max(int(row["parameters"]) for row in rows)


def test_what_was_trained_is_not_trained_again(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = search(pack, tmp_path, monkeypatch)
    stamp = (tmp_path / "search" / "00" / "metrics.csv").stat().st_mtime_ns
    assert search(pack, tmp_path, monkeypatch) == first
    assert (tmp_path / "search" / "00" / "metrics.csv").stat().st_mtime_ns == stamp


def test_a_run_s_curves_are_drawn(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    search(pack, tmp_path, monkeypatch)
    run = tmp_path / "search" / "00"
    monkeypatch.setattr("sys.argv", ["training", "plot", str(run)])
    main()
    with Image.open(run / "curves.webp") as curves:
        assert curves.width > 600
