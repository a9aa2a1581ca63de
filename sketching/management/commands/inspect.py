"""`manage.py inspect PHOTO …`: what intake sees in a photo, as a picture with boxes or as JSON."""

import json
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from PIL import Image, ImageDraw

from sketching import photos
from sketching.intake import Face, Frame, IntakeError, IntakeOptions, prepare

RED, BLUE, WHITE = "#d4351c", "#1d70b8", "#ffffff"
_WHOLE = IntakeOptions(frame="whole")


class Command(BaseCommand):
    help = "Show what intake sees in photos: faces with their landmarks, why it would refuse them, what it warns of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("photos", type=Path, nargs="+", metavar="PHOTO")
        parser.add_argument(
            "--json", action="store_true", help="print JSON, a line for each photo, and make no picture"
        )
        parser.add_argument(
            "-o", "--output", type=Path, metavar="OUT.png|OUTFOLDER", help="default: PHOTO-inspected.png, here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[Path] = options["photos"]
        try:
            for path in paths:
                self._inspect(path, len(paths), options)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error

    def _inspect(self, path: Path, count: int, options: dict[str, Any]) -> None:
        if not path.is_file():
            raise CommandError(f"{path}: there is no such photo")
        look = _look(path.read_bytes())
        if options["json"]:
            seen = look.seen()
            self.stdout.write(json.dumps({"file": str(path), **seen} if count > 1 else seen))
        else:
            self._show(path, look, _target(options["output"], path, count))

    def _show(self, path: Path, look: "_Look", target: Path) -> None:
        self.stdout.write(f"{path}: " + "; ".join([str(look.refusal or "taken"), *look.warnings]))
        if look.size and (not look.refusal or look.refusal.picture):
            _drawn(path.read_bytes(), look).save(target, "PNG")
            self.stdout.write(f"  {len(look.faces)} face(s), drawn into {target}")


@dataclass(frozen=True, slots=True)
class _Look:
    """What intake saw, in pixels of the upright photo."""

    faces: tuple[Face, ...]
    frame: Frame | None
    warnings: tuple[str, ...]
    size: tuple[int, int] | None  # None: the file told none
    refusal: IntakeError | None

    def seen(self) -> dict[str, Any]:
        return {
            "faces": [_described(face) for face in self.faces],
            "refused": self.refusal.code if self.refusal else None,
            "warnings": list(self.warnings),
            "size": list(self.size) if self.size else None,
        }


def _look(data: bytes) -> _Look:
    try:
        photo = prepare(data, limits=photos.limits())
    except IntakeError as error:
        facts = error.facts
        size = facts.get("size") or ((facts["width"], facts["height"]) if "width" in facts else None)
        return _Look(facts.get("faces", ()), None, facts.get("warnings", ()), size, error)
    return _Look(photo.faces, photo.frame, photo.warnings, photo.size, None)


def _target(output: Path | None, path: Path, count: int) -> Path:
    name = f"{path.stem}-inspected.png"
    if output is None:
        return Path(name)
    if count == 1 and not output.is_dir():
        return output
    output.mkdir(parents=True, exist_ok=True)
    return output / name


def _described(face: Face) -> dict[str, Any]:
    landmarks = [[round(x, 2), round(y, 2)] for x, y in face.landmarks]
    return {"box": [round(value, 2) for value in face.box], "score": round(face.score, 4), "landmarks": landmarks}


def _drawn(data: bytes, look: _Look) -> Image.Image:
    """The photo with each face's box (red), number, score and landmarks, and the frame (blue)."""
    assert look.size  # noqa: S101  it was decoded
    whole = prepare(data, _WHOLE, photos.limits()).image
    scale = whole.width / max(look.size)
    left, top = ((whole.width - side * scale) / 2 for side in look.size)
    pen = ImageDraw.Draw(whole)

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * scale, top + y * scale

    if look.frame:
        pen.polygon([at(*corner) for corner in look.frame.corners()], outline=BLUE, width=2)
    for number, face in enumerate(look.faces):
        x, y, width, height = face.box
        pen.rectangle((*at(x, y), *at(x + width, y + height)), outline=RED, width=2)
        pen.text(at(x, y), f" {number}: {face.score:.2f}", fill=RED, anchor="lb", stroke_width=2, stroke_fill=WHITE)
        for point in face.landmarks:
            pen.circle(at(*point), 2, fill=WHITE, outline=RED)
    return whole.crop((round(left), round(top), round(whole.width - left), round(whole.height - top)))
