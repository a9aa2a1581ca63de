"""The pairs of a pack (sketching/training/pack.py), in memory."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from sketching.tensors import from_photos, from_planes

STYLES = ("cufs", "fs2k-1", "fs2k-2", "fs2k-3")


@dataclass(frozen=True, slots=True)
class Batch:
    """N pairs. photos (N, 3, S, S) and sketches (N, 1 or 3, S, S) in [-1, 1]; the rest (N, 1, S, S) in [0, 1]."""

    photos: Tensor
    sketches: Tensor
    person: Tensor  # 1 where the person is
    inside: Tensor  # 1 inside of the photo, 0 where its border was drawn out
    features: Tensor  # 1 about eyes, nose and mouth, falling to 0
    styles: Tensor  # (N,) int64, places in STYLES

    def to(self, device: str) -> "Batch":
        return Batch(*(getattr(self, field.name).to(device, non_blocking=True) for field in fields(self)))


@cache
def _features(size: int) -> Tensor:
    """(1, 1, size, size): where intake's frame has the eyes, the nose and the mouth."""
    y, x = torch.meshgrid(torch.arange(size) / size, torch.arange(size) / size, indexing="ij")
    places = ((0.4, 0.5, 0.07), (0.6, 0.5, 0.07), (0.5, 0.62, 0.06), (0.5, 0.72, 0.08))
    planes = [torch.exp(-((x - left) ** 2 + (y - top) ** 2) / (2 * reach**2)) for left, top, reach in places]
    return torch.stack(planes).amax(0)[None, None]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of one split, (N, S, S, …) uint8; sketches (N, S, S), or (N, S, S, 3) in packs that keep their colours."""

    names: list[str]
    photos: NDArray[np.uint8]
    sketches: NDArray[np.uint8]
    masks: NDArray[np.uint8]
    styles: NDArray[np.int64]
    chances: NDArray[np.float64]  # of being drawn, see _chances(); they sum to 1
    origin: str  # the pack and its sets, for the log of a run

    def __len__(self) -> int:
        return len(self.names)

    def batch(self, numbers: Sequence[int] | NDArray[np.integer]) -> Batch:
        masks = torch.from_numpy(self.masks[numbers]).permute(0, 3, 1, 2).float() / 255
        photos, chosen = from_photos(self.photos[numbers]), self.sketches[numbers]
        sketches = from_planes(chosen) if chosen.ndim == 3 else from_photos(chosen)
        features = _features(photos.shape[-1]).expand(len(photos), -1, -1, -1)
        return Batch(photos, sketches, masks[:, :1], masks[:, 1:2], features, torch.from_numpy(self.styles[numbers]))


def load(pack: Path, split: str, sets: Sequence[str] = ()) -> Pairs:
    """The pairs of a split, of all sets or of these.

    Raises: ValueError if there are none.
    """
    with zipfile.ZipFile(pack) as archive:
        entries: list[dict[str, Any]] = json.loads(archive.read("index.json"))
        wanted = [
            one for one in entries if one["split"] == split and one["paired"] and (not sets or one["set"] in sets)
        ]
        if not wanted:
            raise ValueError(f"{pack} has no pairs of the split {split!r} and the sets {', '.join(sets) or 'any'}")
        names = [one["name"] for one in wanted]
        styles = np.array([STYLES.index(one["style"]) for one in wanted], np.int64)
        photos, masks = (_pictures(archive, names, kind, "RGB") for kind in ("photo", "masks"))
        sketches = _pictures(archive, names, "sketch", "RGB" if wanted[0].get("coloured") else "L")
    chances = _chances([(one["set"], one["style"]) for one in wanted])
    origin = f"{pack.name}: {', '.join(sorted({one['set'] for one in wanted}))}"
    return Pairs(names, photos, sketches, masks[..., :2].copy(), styles, chances, origin)


def _chances(groups: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    """By the square root of how many a set has of a style: the small sets are heard, and not by heart."""
    sizes = Counter(groups)
    chances = np.array([sizes[group] ** -0.5 for group in groups])
    return np.asarray(chances / chances.sum(), np.float64)


def _pictures(archive: zipfile.ZipFile, names: list[str], kind: str, mode: str) -> NDArray[np.uint8]:
    """(N, S, S) for the mode "L", (N, S, S, 3) for "RGB": WebP itself does not tell grey pictures from others."""
    pictures = (Image.open(io.BytesIO(archive.read(f"{name}/{kind}"))).convert(mode) for name in names)
    return np.stack([np.asarray(picture) for picture in pictures])
