"""Draw the curves of a run: every column of metrics.csv and validation.csv against the steps. Needs matplotlib."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sketching.training import runs

Curve = tuple[Sequence[float], Sequence[float]]
NOT_CURVES = {"step", "seconds"}
WIDTH_INCHES, HEIGHT_INCHES = 3.6, 2.4


def plot(folder: Path) -> Path:
    """Write curves.webp into the run's folder: a chart for each loss and metric, seen and unseen people in one.

    Raises:
        ValueError: the run has logged nothing yet.
        ImportError: matplotlib is not installed; it comes with the extra `measure`.
    """
    charts = _charts(folder)
    if not charts:
        raise ValueError(f"{folder} has no metrics.csv with anything in it")
    target = folder / "curves.webp"
    figure = _figure(charts)
    figure.savefig(target, dpi=110, pil_kwargs={"quality": 85})
    return target


def _charts(folder: Path) -> dict[str, dict[str, Curve]]:
    """By title, the curves by their label."""
    charts: dict[str, dict[str, Curve]] = {}
    for name, curve in _curves(folder / "metrics.csv").items():
        charts[f"{name} (as trained)"] = {"training": curve}
    for name, curve in _curves(folder / "validation.csv").items():
        title, label = (name.removeprefix("train_"), "seen") if name.startswith("train_") else (name, "unseen")
        charts.setdefault(title, {})[label] = curve
    return charts


def _curves(path: Path) -> dict[str, Curve]:
    rows = runs.read_log(path)
    names = [name for name in rows[0] if name not in NOT_CURVES] if rows else []
    steps = [float(row["step"]) for row in rows]
    return {name: (steps, [float(row[name]) for row in rows]) for name in names}


def _figure(charts: Mapping[str, Mapping[str, Curve]]) -> Any:
    import matplotlib as mpl  # noqa: PLC0415  a GPU machine may not have it
    from matplotlib.figure import Figure  # noqa: PLC0415

    columns = min(3, len(charts))
    rows = -(-len(charts) // columns)
    with mpl.rc_context({"font.size": 8, "axes.grid": True, "grid.alpha": 0.3}):
        figure = Figure((columns * WIDTH_INCHES, rows * HEIGHT_INCHES), layout="constrained")
        for number, (title, curves) in enumerate(charts.items()):
            axes = figure.add_subplot(rows, columns, number + 1, title=title, xlabel="step")
            for label, (steps, values) in curves.items():
                axes.plot(steps, values, label=label, linewidth=1.2)
            if len(curves) > 1:
                axes.legend()
    return figure
