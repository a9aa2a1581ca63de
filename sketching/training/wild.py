"""Measure drawings of people whom no artist drew: whether a face is seen in them, and how even that is among people.

Everybody is framed as the site frames them, before a plain wall.
"""

import csv
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketching.intake import Face, IntakeError, IntakeOptions, PreparedPhoto, prepare
from sketching.intake.background import WALL
from sketching.intake.faces import find_faces
from sketching.metrics import image_quality
from sketching.training import evaluate
from sketching.training.evaluate import Draw
from sketching.training.pack import Pair, find_pairs

LONDON = "London"
SIZE = 512  # pixels a side of the photo after intake
COMPARED = 256  # pixels a side at which photo and drawing are compared: what FSIM would make of SIZE by itself
NEAR = 0.3  # of the eyes' distance: so near must the landmarks of the drawing lie to those of the photo, in the mean
LEAST_SEEN = 0.99  # of all drawings
LEAST_RATIO = 0.9  # of the worst group's mean to the best one's
LEAST_PEOPLE = 5  # of a group that is judged
AGES = ((25, "under 25"), (35, "25 to 34"), (math.inf, "35 and more"))

Verdict = Literal["seen", "not seen", "several", "elsewhere"]
Traits = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What intake's detector sees in one drawing."""

    pair: Pair
    verdict: Verdict  # seen: one face, and where the photo has it
    confidence: float  # of the face where the photo has it, 0 to 1; 0 if it sees none there
    likeness: float | None  # FSIM with the photo in grey, see _likeness(); None if nobody asked


@dataclass(frozen=True, slots=True)
class Sightings:
    """Of all people. Refused: those whose photo intake did not take, so that nothing was drawn."""

    by_drawer: dict[str, list[Sighting]] = field(default_factory=dict)
    refused: list[Pair] = field(default_factory=list)


def sets(data: Path) -> dict[str, list[Pair]]:
    """People without an artist's sketch, and everybody who has one and is unknown to the networks."""
    alone = [pair for pair in find_pairs(data) if pair.sketch is None]
    singles = sorted((data / "hard" / "single").glob("*.jpg"))
    found = {
        LONDON: _alternating([pair for pair in alone if pair.set == "london"]),
        "Pixabay": [pair for pair in alone if pair.set == "pixabay"],
        "hard, single faces": [Pair(f"hard-{one.stem}", "hard", "", "val", one, None) for one in singles],
    }
    return {name: pairs for name, pairs in found.items() if pairs} | evaluate.sets(data)


def _alternating(pairs: list[Pair]) -> list[Pair]:
    """By person, so that every second is a photo of everybody, neutral and smiling by turns."""
    people = sorted({_person(pair) for pair in pairs})
    numbers = {person: number for number, person in enumerate(people)}
    return sorted(pairs, key=lambda pair: (_person(pair), ("smiling" in pair.name) != numbers[_person(pair)] % 2))


def _person(pair: Pair) -> str:
    return pair.name.rsplit("-", 1)[1]


def traits(data: Path) -> dict[str, Traits]:
    """What the London set says of its people, by the pair's name: gender, ethnicity, and age in bands."""
    table = data / "london" / "info.csv"
    if not table.exists():
        return {}
    with table.open(newline="") as file:
        return {
            f"london-{row['set']}-{row['face_id']}": {
                "gender": row["gender"],
                "ethnicity": row["ethnicity"].replace("_", " "),
                "age": next(band for end, band in AGES if float(row["age"]) < end) if row["age"] else "not known",
            }
            for row in csv.DictReader(file)
        }


def look(drawers: Mapping[str, Draw], pairs: Iterable[Pair], *, compares: bool = False) -> Sightings:
    """Draw everybody and look at the drawings; compares: with the photos, too.

    Takes 0.2 s a person, 0.05 s a drawing and as much again to compare it, beside what the drawers take.
    """
    found = Sightings({name: [] for name in drawers})
    for pair in pairs:
        try:
            photo = prepare(pair.photo.read_bytes(), IntakeOptions(size=SIZE, background="plain"))
        except IntakeError:
            found.refused.append(pair)
            continue
        for name, draw in drawers.items():
            found.by_drawer[name].append(_sighting(draw(photo.image, pair), photo, pair, compares=compares))
    return found


def groups(known: Mapping[str, Traits]) -> dict[str, frozenset[str]]:
    """The photos of each group, by the pair's name: gender, then ethnicity, then age."""
    found: dict[str, set[str]] = {}
    for trait in ("gender", "ethnicity", "age"):
        for value in sorted({own[trait] for own in known.values()}, key=_order):
            found[f"{trait}: {value}"] = {name for name, own in known.items() if own[trait] == value}
    return {name: frozenset(photos) for name, photos in found.items()}


def of_people(
    sightings: Iterable[Sighting], photos: frozenset[str], measure: Callable[[Sighting], float | None]
) -> list[float]:
    """The mean for each person of whom any of these photos was drawn: London has two of each."""
    found: dict[str, list[float]] = {}
    for one in sightings:
        value = measure(one)
        if one.pair.name in photos and value is not None:
            found.setdefault(_person(one.pair), []).append(value)
    return [fmean(values) for values in found.values()]


def _order(value: str) -> tuple[bool, str]:
    return not value.startswith("under"), value


def _sighting(drawing: Image.Image, photo: PreparedPhoto, pair: Pair, *, compares: bool) -> Sighting:
    drawn = np.asarray(drawing.convert("RGB"))
    faces = find_faces(drawn)
    true = [face for face in faces if _is_near(face.scaled(photo.image.width / drawing.width), photo)]
    verdict: Verdict = "not seen" if not faces else "several" if len(faces) > 1 else "seen" if true else "elsewhere"
    confidence = max((face.score for face in true), default=0.0)
    return Sighting(pair, verdict, confidence, _likeness(drawing, photo.image) if compares else None)


def _is_near(face: Face, photo: PreparedPhoto) -> bool:
    between_eyes = math.dist(*photo.landmarks[:2])
    return fmean(map(math.dist, face.landmarks, photo.landmarks)) < NEAR * between_eyes


def _likeness(drawing: Image.Image, photo: Image.Image) -> float:
    """FSIM with the photo in grey, both on white paper about the person, whom intake set before a plain wall."""
    is_paper = (np.asarray(photo) == WALL).all(axis=2)
    greys = [np.asarray(one.convert("L").resize(photo.size, Image.Resampling.BOX)) for one in (drawing, photo)]
    return image_quality.feature_similarity(*(_compared(np.where(is_paper, 255, grey)) for grey in greys))


def _compared(sheet: NDArray[np.integer]) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(sheet.astype(np.uint8), (COMPARED, COMPARED), interpolation=cv2.INTER_AREA), np.uint8)
