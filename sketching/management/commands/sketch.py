"""`manage.py sketch PHOTO --plugin NAME -o OUT.png`, or a folder of photos into a folder of sketches."""

import math
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from PIL import Image
from tqdm import tqdm

from sketching import photos
from sketching.intake import Frame, IntakeError, IntakeOptions, prepare
from sketching.management import plugin_arguments
from sketching.plugins import drawing, registry
from sketching.plugins.contract import PluginError
from sketching.plugins.options import complete

SUFFIXES = {
    *(".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".gif", ".bmp", ".tif", ".tiff", ".jp2"),
}


class Command(BaseCommand):
    help = "Draw a sketch of a photo, or of every photo in a folder, without the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="PHOTO|FOLDER")
        parser.add_argument("--plugin", default=next(iter(registry.plugins()), None), help="default: %(default)s")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.png|OUTFOLDER")
        parser.add_argument("--device", default="cpu", help="cpu or cuda (default: %(default)s)")
        parser.add_argument("--face", type=int, metavar="N", help="which of several, counted from 0 from left to right")
        parser.add_argument(
            "--frame",
            type=_frame,
            metavar="X,Y,SIDE[,ANGLE]|whole",
            help="draw this square of the photo, in pixels, instead of the face; whole: all of it",
        )
        parser.add_argument("--background", choices=["plain", "keep"], default="plain", help="default: %(default)s")
        parser.add_argument(
            "--option", action="append", default=[], metavar="NAME=VALUE", help="an option of the plugin; repeatable"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source, output = options["source"], options["output"]
        wanted = IntakeOptions(options["face"], options["frame"], background=options["background"])
        draw = _drawer(options["plugin"], options["option"], options["device"], wanted)
        if source.is_dir():
            self._folder(source, output, draw)
            return
        if not source.is_file():
            raise CommandError(f"{source}: there is no such photo or folder")
        try:
            _write(output, draw(source))
        except (IntakeError, PluginError) as error:
            raise CommandError(f"{source}: {error}") from error

    def _folder(self, source: Path, output: Path, draw: Callable[[Path], bytes]) -> None:
        files = sorted(path for path in source.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
        if not files:
            raise CommandError(f"{source}: there are no photos ({', '.join(sorted(SUFFIXES))}) in this folder")
        output.mkdir(parents=True, exist_ok=True)
        failed = 0
        stems = Counter(file.stem for file in files)
        for file in tqdm(files, unit="photo", desc=source.name):
            name = file.stem if stems[file.stem] == 1 else file.name  # me.jpg and me.png: me.jpg.png and me.png.png
            try:
                _write(output / f"{name}.png", draw(file))
            except (IntakeError, PluginError) as error:
                failed += 1
                tqdm.write(f"{file.name}: {error}")
        self.stdout.write(f"{len(files) - failed} of {len(files)} photos drawn into {output}")
        if failed:
            raise CommandError(f"{failed} could not be drawn")


def _drawer(plugin: str, given: list[str], device: str, intake: IntakeOptions) -> Callable[[Path], bytes]:
    """A function that draws one file with this plugin and these options."""
    info, chosen = plugin_arguments.read(plugin, given)
    wanted = complete(info, chosen)
    sketcher = registry.load(plugin, device)
    limits = photos.limits()

    def draw(path: Path) -> bytes:
        photo = prepare(path.read_bytes(), intake, limits)
        sketch = drawing.draw(info, sketcher, [photo.image], wanted)[0]
        return drawing.encode(_as_wide_as(photo.size, sketch) if intake.frame == "whole" else sketch)

    return draw


def _as_wide_as(size: tuple[int, int], sketch: Image.Image) -> Image.Image:
    """The part of a sketch of the whole photo that shows the photo."""
    width, height = (round(sketch.width * side / max(size)) for side in size)
    left, top = (sketch.width - width) // 2, (sketch.height - height) // 2
    return sketch.crop((left, top, left + width, top + height))


def _frame(text: str) -> Frame | str:
    if text == "whole":
        return text
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (3, 4) or not all(map(math.isfinite, numbers)):
        raise ArgumentTypeError(f"{text!r} is neither X,Y,SIDE nor X,Y,SIDE,ANGLE nor whole")
    return Frame(*numbers)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CommandError(f"{path}: {error.strerror}") from error
