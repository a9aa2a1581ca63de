"""Measure how drawings hold when the photo is another one of the same face: other walls, other light, other cameras.

The photo is changed before intake, as if somebody had uploaded it so. Intake leaves the background out, as the site
does, and frames what it framed in the clean photo.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
from PIL import Image

from sketching.intake import Frame, IntakeError, IntakeOptions, framing, prepare
from sketching.training import evaluate
from sketching.training.conditions import CONDITIONS, Condition, Pixels
from sketching.training.evaluate import Draw, Grey
from sketching.training.pack import Pair

METRICS = {name: evaluate.METRICS[name] for name in ("FSIM", "SSIM", "SCOOT")}
MOST_FALL = 0.02  # of FSIM, in the mean
LEAST_ALIKE = 0.85  # SSIM of two drawings that are to match, in the mean
SIZE = 512  # pixels a side of the photo after intake

Scores = dict[str, list[float]]
"""By metric or condition; one number a person, in the order of the people."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How one drawer's drawings held."""

    clean: Scores = field(default_factory=dict)  # likeness to the artist's sketch, by metric
    changed: dict[str, Scores] = field(default_factory=dict)  # the same by condition
    alike: Scores = field(default_factory=dict)  # by condition: SSIM with the clean photo's drawing

    def falls(self, condition: str, metric: str) -> list[float]:
        """By how much less like the artist's sketch each drawing is than that of the same person's clean photo."""
        return [clean - now for clean, now in zip(self.clean[metric], self.changed[condition][metric], strict=True)]


def sets(data: Path) -> dict[str, list[Pair]]:
    """CUHK's 100 test people, and the validating people of FS2K, all styles together."""
    pairs = [pair for found in evaluate.sets(data).values() for pair in found]
    found = {
        "CUHK, test people": [pair for pair in pairs if pair.split == "test"],
        "FS2K, validating people": [pair for pair in pairs if pair.set == "fs2k-train"],
    }
    return {name: pairs for name, pairs in found.items() if pairs}


def measure(
    drawers: Mapping[str, Draw], pairs: Iterable[Pair], conditions: Sequence[Condition] = CONDITIONS
) -> dict[str, Trial]:
    """By drawer. People without an artist's sketch are drawn in the site's own frame, and count in `alike` only.

    Those among them whose face intake cannot tell do not count. Takes 0.2 s a person and condition, and 0.1 s more a
    drawer, beside what the drawers take.
    """
    trials = {name: Trial() for name in drawers}
    for pair in pairs:
        try:
            tried = _tried(drawers, pair, conditions)
        except IntakeError:
            continue
        for name, trial in tried.items():
            _add(trials[name].clean, trial.clean)
            _add(trials[name].alike, trial.alike)
            for condition, scores in trial.changed.items():
                _add(trials[name].changed.setdefault(condition, {}), scores)
    return trials


def _tried(drawers: Mapping[str, Draw], pair: Pair, conditions: Sequence[Condition]) -> dict[str, Trial]:
    """With one person."""
    photo = _pixels(pair)
    frame = framing.whole((photo.shape[1], photo.shape[0])) if pair.sketch else prepare(_file(photo)).frame
    clean = _drawings(drawers, pair, photo, frame)
    trials = {name: Trial(_likeness(sheet, pair)) for name, sheet in clean.items()}
    for condition in conditions:
        changed = condition.change(photo, np.random.default_rng(crc32(pair.name.encode())))
        turned = _mirrored(frame, photo.shape[1]) if condition.is_mirrored else frame
        for name, drawn in _drawings(drawers, pair, changed, turned).items():
            sheet = np.ascontiguousarray(drawn[:, ::-1]) if condition.is_mirrored else drawn
            trials[name].changed[condition.name] = _likeness(sheet, pair)
            if condition.should_match:
                trials[name].alike[condition.name] = [METRICS["SSIM"](sheet, clean[name])]
    return trials


def _drawings(drawers: Mapping[str, Draw], pair: Pair, photo: Pixels, frame: Frame) -> dict[str, Grey]:
    """In the photo's outline where the frame holds all of it, as large as they were drawn."""
    prepared = prepare(_file(photo), IntakeOptions(frame=frame, size=SIZE, background="plain"))
    drawn = {name: draw(prepared.image, pair) for name, draw in drawers.items()}
    if pair.sketch:
        return {name: evaluate.in_outline(drawing, prepared.size) for name, drawing in drawn.items()}
    return {name: np.asarray(drawing) for name, drawing in drawn.items()}


def _likeness(sheet: Grey, pair: Pair) -> Scores:
    """To the artist's sketch, at its size; nothing where there is none."""
    if not pair.sketch:
        return {}
    target = evaluate.target_of(pair)
    return {name: [metric(evaluate.shrunk(sheet, target), target)] for name, metric in METRICS.items()}


def _add(scores: Scores, more: Scores) -> None:
    for name, values in more.items():
        scores.setdefault(name, []).extend(values)


def _mirrored(frame: Frame, width: int) -> Frame:
    return Frame(width - frame.x, frame.y, frame.side, -frame.angle)


def _pixels(pair: Pair) -> Pixels:
    with Image.open(pair.photo) as image:
        return np.asarray(image.convert("RGB"))


def _file(photo: Pixels) -> bytes:
    """As lossless as a changed photo can be uploaded."""
    out = io.BytesIO()
    Image.fromarray(photo).save(out, "PNG", compress_level=1)
    return out.getvalue()
