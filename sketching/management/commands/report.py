"""`manage.py report`: measure every plugin and what it must beat; write docs/sketch-quality.md and -robustness.md."""

import io
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from numpy.typing import NDArray
from PIL import Image

from sketching.intake import IntakeOptions, prepare
from sketching.management import drawers, likeness, measurements, robustness
from sketching.plugins import drawing, registry
from sketching.plugins.contract import PluginError, PluginInfo, Sketcher
from sketching.plugins.options import complete
from sketching.training import evaluate

PANEL_PEOPLE = ("neutral/004", "smiling/017", "neutral/038", "smiling/066", "neutral/081", "smiling/124", "neutral/139")
PANEL_SIDE = 192
PAGES = ("quality", "robustness")


class Command(BaseCommand):
    help = "Measure all plugins and baselines on people that training never saw; write docs/sketch-*.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, default=settings.BASE_DIR / "../shared/data")
        parser.add_argument("--only", choices=PAGES, help="this page alone")
        parser.add_argument("--most", type=int, default=1000, help="people of each set at most (default: %(default)s)")
        parser.add_argument("--stressed", type=int, default=12, help="… under stress (default: %(default)s)")
        parser.add_argument("--seen", type=int, default=102, help="… of whom faces are sought (default: %(default)s)")
        parser.add_argument("-o", "--output", type=Path, default=settings.BASE_DIR / "docs", help="a folder")

    def handle(self, *args: Any, **options: Any) -> None:
        data, output, most = options["data"], options["output"], options["most"]
        if not evaluate.sets(data):
            raise CommandError(f"{data}: there are no sets here that training did not see")
        stressed, seen = min(options["stressed"], most), min(options["seen"], most)
        for page in [options["only"]] if options["only"] else PAGES:
            try:
                text = _quality(data, most, output) if page == "quality" else robustness.page(data, stressed, seen)
            except PluginError as error:
                raise CommandError(str(error)) from error
            (output / f"sketch-{page}.md").write_text(text)
            self.stdout.write(text)


def _quality(data: Path, most: int, folder: Path) -> str:
    plugins = {f"**{name}**": drawers.plugin(name, {}) for name in drawers.built_in()}
    if "portrait" in drawers.built_in():
        plugins["**portrait**, paper toned"] = drawers.plugin("portrait", {"paper": "toned"})
    found = measurements.quality(data, most, plugins, drawers.baselines(data))
    return _PAGE.format(
        date=time.strftime("%Y-%m-%d"),
        tables=measurements.text(found),
        likeness=measurements.text(likeness.tables(data, most, {**plugins, **drawers.cheap()})),
        panel=_panel(data, folder / "sketch-quality.webp"),
    )


def _panel(data: Path, target: Path) -> str:
    """A picture of people that no training saw, drawn in every style, beside the page. London's may be shown."""
    photos = [data / "london" / f"{person}.jpg" for person in PANEL_PEOPLE]
    if not all(photo.exists() for photo in photos):
        return "*The London set was not at hand when this page was made.*"
    styles = [(registry.info(name), registry.load(name, "cpu")) for name in drawers.built_in()]
    columns = [_column(photo, styles) for photo in photos]
    out = io.BytesIO()
    Image.fromarray(np.hstack(columns)).save(out, "WEBP", quality=80)
    target.write_bytes(out.getvalue())
    return f"![Seven people, each as a photo and drawn in every style]({target.name})"


def _column(path: Path, styles: Sequence[tuple[PluginInfo, Sketcher]]) -> NDArray[np.uint8]:
    photo = prepare(path.read_bytes(), IntakeOptions(size=512, background="plain")).image
    rows = [photo.convert("L")]
    for info, sketcher in styles:
        for manner in drawers.manners(info.name).values():
            rows += drawing.draw_unchecked(info, sketcher, [photo], complete(info, manner))
    return np.vstack([np.asarray(row.resize((PANEL_SIDE, PANEL_SIDE), Image.Resampling.LANCZOS)) for row in rows])


_PAGE = """\
# How good the sketches are

Made by `manage.py report` on {date}. Everybody here is unknown to the networks: CUHK's official 100 test people at
200 x 250 pixels, and validating people of FS2K and CUFS, kept out of training by person. A photo is drawn as the site
draws it, background left out, in its own outline, and the drawing shrunk to the artist's sketch. Means with their 95 %
bootstrap intervals over people. One network draws all styles.

- **SSIM**: Wang et al. 2004, Gaussian window of 11 pixels. It rewards blur, and the artist's own misalignment caps it
  near 0.65: a true sketch that is moved by two pixels has 0.63.
- **FSIM**: Zhang et al. 2011.
- **SCOOT**: Fan et al. 2019. It measures strokes, not likeness: another person's sketch scores high.
- **MAE**: 0 to 1.

The trivial rows say what a figure is worth. The nearest training photo is the one whose 32 x 32 grey pixels from
forehead to chin are most like the person's, among those of the same style; its sketch is laid over the person's face.

{tables}

## Who is named

Rank-1 / rank-5: how often a recogniser finds the person behind a drawing among the photos of all, of which that very
photo is one. A likeness should be named as often as the artist's sketch is; how little it hides is the other side of
it. FaceNet was trained on photos alone; HOG has no training and goes by hair and outline, too; the one with LDA has
learnt from CUFS's training pairs. NLDA, as papers measure it, but with 44 of the 100 people to train on: the artist's
sketches are named among the drawings, best over the dimensions, mean of 20 splits.

{likeness}

Distances are comparable inside a table only: a paper's FID and LPIPS are of other features.

## What they look like

{panel}

*Rows: the photo, then each style in turn. Photos: Face Research Lab London Set, DeBruine & Jones 2017, CC BY 4.0.*
"""
