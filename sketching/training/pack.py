"""Write all prepared pairs as one archive that training reads and that can travel to a machine without the photos.

A ZIP of WebP pictures: for each pair NAME/photo (RGB), NAME/sketch (grey) and NAME/masks (red: the person; green: what
lies inside the photo), all in intake's frame and SIZE pixels a side, and index.json with each pair's set, style and
split. Photos go through the same intake as the site's.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from sketching.filters import Plane
from sketching.intake import Frame, IntakeError, IntakeOptions, background, framing, prepare

QUALITY = 82
STYLES = ("cufs", "fs2k-1", "fs2k-2", "fs2k-3")
CUFS_EYES = {(200, 250): ((75, 125), (125, 125)), (320, 400): ((120, 200), (200, 200))}


@dataclass(frozen=True, slots=True)
class Pair:
    """A photo and the sketch of it, drawn in the photo's own outline. `eyes` are known in some sets."""

    name: str
    set: str
    style: str
    split: str  # train, val or test
    photo: Path
    sketch: Path | None


def find_pairs(data: Path) -> list[Pair]:
    """All pairs of the sets in this folder, and unpaired portraits, each in its split.

    Of each paired set every tenth or so person of the training half validates; CUHK's own test people stay apart.
    """
    return [*_cufs(data), *_fs2k(data), *_unpaired(data)]


def write_pack(pairs: Iterable[Pair], target: Path, size: int) -> int:
    """Returns how many pairs are in it; one whose face intake cannot tell is left out."""
    index = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for pair in pairs:
            try:
                pictures = _pictures(pair, size)
            except IntakeError:
                continue
            for kind, picture in pictures.items():
                archive.writestr(f"{pair.name}/{kind}", webp(picture, lossless=kind == "masks"))
            entry = asdict(pair)
            index.append(
                {name: entry[name] for name in ("name", "set", "style", "split")} | {"paired": bool(pair.sketch)}
            )
        archive.writestr("index.json", json.dumps(index))
    return len(index)


def _pictures(pair: Pair, size: int) -> dict[str, Image.Image]:
    data = pair.photo.read_bytes()
    frame = frame_of(pair, data)
    prepared = prepare(data, IntakeOptions(frame=frame, size=size))
    photo = np.asarray(prepared.image)
    inside = 1 - framing.beyond(prepared.size, frame, size)
    pictures = {"photo": prepared.image, "masks": _masks(background.person(photo), inside)}
    if pair.sketch:
        pictures["sketch"] = _sketch(pair.sketch, prepared.size, frame, size)
    return pictures


def frame_of(pair: Pair, data: bytes) -> Frame:
    """Where the face lies in these bytes of the pair's photo: as its set says, or else as intake finds it.

    Raises: IntakeError if no one face can be told.
    """
    return _known_frame(pair) or prepare(data).frame


def _known_frame(pair: Pair) -> Frame | None:
    if not pair.set.startswith("cufs"):
        return None
    with Image.open(pair.photo) as image:
        (x0, y0), (x1, _) = CUFS_EYES[image.size]
    side = (x1 - x0) / (framing.RIGHT_EYE[0] - framing.LEFT_EYE[0])
    return Frame((x0 + x1) / 2, y0, side)


def _sketch(path: Path, photo_size: tuple[int, int], frame: Frame, size: int) -> Image.Image:
    with Image.open(path) as image:
        grey = image.convert("L")
    pixels = np.repeat(np.asarray(grey)[..., None], 3, axis=2)
    cut = framing.cut(pixels, frame.scaled(grey.width / photo_size[0]), size)
    return Image.fromarray(np.ascontiguousarray(cut[..., 0]))


def _masks(person: Plane, inside: Plane) -> Image.Image:
    planes = np.stack([person, inside, np.zeros_like(person)], axis=2)
    return Image.fromarray((planes * 15).round().astype(np.uint8) * 17)  # 16 levels are enough, and pack well


def webp(picture: Image.Image, quality: int = QUALITY, *, lossless: bool = False) -> bytes:
    """As packs keep pictures."""
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=4, lossless=lossless)
    return out.getvalue()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in (".jpg", ".png"))


def _cufs(data: Path) -> Iterator[Pair]:
    split = json.loads((data / "cufs-cuhk/split.json").read_text()) if (data / "cufs-cuhk").exists() else {"train": []}
    for set_name in ("cufs-cuhk-320x400", "cufs-ar-train", "cufs-xm2vts-train"):
        for number, photo in enumerate(_files(data / set_name / "photos")):
            is_test = set_name.startswith("cufs-cuhk") and photo.stem not in split["train"]
            part = "test" if is_test else "val" if number % 10 == 3 else "train"
            sketch = data / set_name / "sketches" / photo.name
            yield Pair(f"{set_name}-{photo.stem}", set_name, "cufs", part, photo, sketch)


def _fs2k(data: Path) -> Iterator[Pair]:
    """Neighbours in the numbering are often one person: whole hundreds of them validate, not single ones."""
    folder = data / "fs2k-train"
    if not folder.exists():
        return
    for item in json.loads((folder / "annotations.json").read_text()):
        photo = folder / "photos" / f"{item['id']}.jpg"
        number = int(item["id"].split("-")[1])
        part = "val" if number // 20 % 10 == 7 else "train"
        yield Pair(
            f"fs2k-{item['id']}", "fs2k-train", STYLES[1 + item["style"]], part, photo, folder / "sketches" / photo.name
        )


def _unpaired(data: Path) -> Iterator[Pair]:
    """London's smiling photos train by consistency; the same people are never measured on."""
    for set_name, folder in (("pixabay", "pixabay/photos"),):
        for photo in _files(data / folder):
            yield Pair(f"{set_name}-{photo.stem}", set_name, "", "val", photo, None)
    people = data / "london" / "info.csv"
    if people.exists():
        with people.open() as file:
            for row in csv.DictReader(file):
                photo = data / "london" / row["set"] / f"{row['face_id']}.jpg"
                yield Pair(f"london-{row['set']}-{row['face_id']}", "london", "", "val", photo, None)
