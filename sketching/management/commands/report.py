"""`manage.py report`: measure every plugin and what it must beat, and write docs/sketch-quality.md."""

import io
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from sketching.intake import IntakeOptions, prepare
from sketching.plugins import drawing, registry
from sketching.plugins.options import complete
from sketching.training import evaluate
from sketching.training.pack import Pair, find_pairs

PORTRAIT_MANNERS = {"cufs": "shaded", "fs2k-1": "light", "fs2k-2": "bold", "fs2k-3": "even"}
PANEL_PEOPLE = ("neutral/004", "smiling/017", "neutral/038", "smiling/066", "neutral/081", "smiling/124", "neutral/139")
PANEL_SIDE = 192


class Command(BaseCommand):
    help = "Measure all plugins and baselines on people that training never saw; write docs/sketch-quality.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, default=settings.BASE_DIR / "../shared/data")
        parser.add_argument("--most", type=int, default=1000, help="people of each set at most")
        parser.add_argument("-o", "--output", type=Path, default=settings.BASE_DIR / "docs" / "sketch-quality.md")

    def handle(self, *args: Any, **options: Any) -> None:
        data: Path = options["data"]
        sets = evaluate.sets(data)
        if not sets:
            raise CommandError(f"{data}: there are no sets here that training did not see")
        tables = [_table(name, data, pairs[: options["most"]]) for name, pairs in tqdm(sets.items(), desc="sets")]
        text = _PAGE.format(
            date=time.strftime("%Y-%m-%d"), tables="\n\n".join(tables), panel=_panel(data, options["output"])
        )
        options["output"].write_text(text)
        self.stdout.write(text)


def _plugins() -> dict[str, evaluate.Draw]:
    return {f"**{name}**": _plugin(name) for name, plugin in registry.plugins().items() if plugin.is_built_in}


def _plugin(name: str) -> evaluate.Draw:
    info, sketcher = registry.info(name), registry.load(name, "cpu")

    def draw(photo: Image.Image, pair: Pair) -> Image.Image:
        wanted = {"manner": PORTRAIT_MANNERS[pair.style]} if name == "portrait" else {}
        return drawing.draw(info, sketcher, [photo], complete(info, wanted))[0]

    return draw


def _baselines(data: Path) -> dict[str, evaluate.Draw]:
    """What costs nothing, and shows what a metric is worth."""
    people = [pair for found in evaluate.sets(data).values() for pair in found]
    following = {pair.name: people[(number + 1) % len(people)] for number, pair in enumerate(people)}
    means = {style: _mean_sketch(data, style) for style in PORTRAIT_MANNERS}

    def another(_photo: Image.Image, pair: Pair) -> Image.Image:
        other = following[pair.name]
        return _squared(evaluate.target_of(other if other.style == pair.style else people[0]))

    return {
        "the photo in grey": lambda photo, _: photo.convert("L"),
        "a white page": lambda photo, _: Image.new("L", photo.size, 255),
        "dodge and burn": lambda photo, _: _dodged(photo),
        "the mean training sketch": lambda _, pair: means[pair.style],
        "another person's sketch": another,
    }


def _dodged(photo: Image.Image) -> Image.Image:
    grey = np.asarray(photo.convert("L"), np.float32)
    soft = cv2.GaussianBlur(255 - grey, (0, 0), 12)
    return Image.fromarray(np.clip(grey * 255 / np.maximum(255 - soft, 1), 0, 255).astype(np.uint8))


def _mean_sketch(data: Path, style: str) -> Image.Image:
    train = [pair for pair in find_pairs(data) if pair.split == "train" and pair.style == style and pair.sketch]
    sheets = [np.asarray(_squared(evaluate.target_of(pair)), np.float32) for pair in train]
    return (
        Image.fromarray(np.mean(sheets, axis=0).round().astype(np.uint8)) if sheets else Image.new("L", (512, 512), 255)
    )


def _squared(sheet: NDArray[np.uint8]) -> Image.Image:
    """A sketch in the middle of a white square of 512 pixels, as its photo lies in the frame of the whole."""
    height, width = sheet.shape
    side = max(height, width)
    square = np.full((side, side), 255, np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = sheet
    return Image.fromarray(square).resize((512, 512), Image.Resampling.LANCZOS)


def _table(name: str, data: Path, pairs: list[Pair]) -> str:
    head = f"| {name} ({len(pairs)}) | " + " | ".join(evaluate.METRICS) + " |"
    rows = [head, "|" + " --- |" * (len(evaluate.METRICS) + 1)]
    scores = evaluate.measure(_baselines(data), pairs, "keep") | evaluate.measure(_plugins(), pairs, "plain")
    for drawer, found in scores.items():
        rows.append(f"| {drawer} | " + " | ".join(str(evaluate.interval(values)) for values in found.values()) + " |")
    return "\n".join(rows)


def _panel(data: Path, page: Path) -> str:
    """A picture of people that no training saw, drawn in every style, beside the page. London's may be shown."""
    photos = [data / "london" / f"{person}.jpg" for person in PANEL_PEOPLE]
    if not all(photo.exists() for photo in photos):
        return "*The London set was not at hand when this page was made.*"
    columns = [_column(photo) for photo in photos]
    target = page.with_suffix(".webp")
    out = io.BytesIO()
    Image.fromarray(np.hstack(columns)).save(out, "WEBP", quality=80)
    target.write_bytes(out.getvalue())
    return f"![Seven people, each as a photo and drawn in every style]({target.name})"


def _column(path: Path) -> NDArray[np.uint8]:
    photo = prepare(path.read_bytes(), IntakeOptions(size=512, background="plain")).image
    rows = [photo.convert("L")]
    for name, plugin in registry.plugins().items():
        if plugin.is_built_in:
            choices = plugin.info.options["properties"].get("manner", {}).get("enum", [None])
            sketcher = registry.load(name, "cpu")
            for choice in choices:
                wanted = complete(plugin.info, {"manner": choice} if choice else {})
                rows += drawing.draw(plugin.info, sketcher, [photo], wanted)
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

The trivial rows say what a figure is worth.

{tables}

## What they look like

{panel}

*Rows: the photo, then each style in turn. Photos: Face Research Lab London Set, DeBruine & Jones 2017, CC BY 4.0.*
"""
