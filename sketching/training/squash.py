"""Pack a set as the seed report used it: no intake, photo and coloured sketch squashed to a square."""

import json
import re
import zipfile
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from sketching.intake import background
from sketching.training.pack import webp

NOTEBOOK_TRAINING_PEOPLE = 175
QUALITY = 92

Split = Literal["official", "notebook"]
Background = Literal["keep", "plain"]


def write_squashed(folder: Path, target: Path, split: Split, wall: Background = "keep", size: int = 256) -> int:
    """Write folder/photos and folder/sketches, paired by name, as a pack; returns how many pairs.

    Args:
        split: "official" trains on the people that folder/split.json or the one beside it names, less every tenth, who
            validates, and tests on the rest; "notebook" trains on the first 175 in natural order and validates on the
            last 13, as the notebook does that the report cites.
        wall: "plain" puts intake's plain wall behind everybody, "keep" leaves the blue backdrop.

    Raises:
        ValueError: photos and sketches do not pair.
    """
    names = _paired_names(folder)
    parts = _official_parts(folder, names) if split == "official" else _notebook_parts(names)
    index = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            person = Path(name).stem
            archive.writestr(f"{person}/photo", _squashed(folder / "photos" / name, size, wall))
            archive.writestr(f"{person}/sketch", _squashed(folder / "sketches" / name, size))
            archive.writestr(f"{person}/masks", webp(Image.new("RGB", (size, size), "white")))
            entry = {"name": person, "set": folder.name, "style": "cufs", "split": parts[name]}
            index.append(entry | {"paired": True, "coloured": True})
        archive.writestr("index.json", json.dumps(index))
    return len(names)


def natural(name: str) -> list[int | str]:
    """A key that sorts m-2 before m-10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _paired_names(folder: Path) -> list[str]:
    photos, sketches = (
        sorted((path.name for path in (folder / kind).glob("*.jpg")), key=natural) for kind in ("photos", "sketches")
    )
    if not photos or photos != sketches:
        odd = sorted({*photos} ^ {*sketches})
        raise ValueError(f"{folder}: photos and sketches need the same names: {', '.join(odd[:5]) or 'none there'}")
    return photos


def _notebook_parts(names: list[str]) -> dict[str, str]:
    return {name: "train" if number < NOTEBOOK_TRAINING_PEOPLE else "val" for number, name in enumerate(names)}


def _official_parts(folder: Path, names: list[str]) -> dict[str, str]:
    own = folder / "split.json"
    file = own if own.exists() else folder.parent / "cufs-cuhk" / "split.json"
    training = set(json.loads(file.read_text())["train"])
    parts = {}
    for number, name in enumerate(name for name in names if Path(name).stem in training):
        parts[name] = "val" if number % 10 == 3 else "train"
    return {name: parts.get(name, "test") for name in names}


def _squashed(path: Path, size: int, wall: Background = "keep") -> bytes:
    with Image.open(path) as image:
        picture = image.convert("RGB")
    if wall == "plain":
        pixels = np.asarray(picture)
        picture = Image.fromarray(background.on_wall(pixels, background.person(pixels)))
    return webp(picture.resize((size, size), Image.Resampling.BILINEAR), QUALITY)
