"""`make intake-report`: measure intake on the photos of ../shared/data and write docs/intake.md. Takes two minutes."""

import csv
import json
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from sketching.intake import Face, IntakeError, IntakeOptions, Limits, prepare

ROOT = Path(__file__).parents[1]
DATA = ROOT / "../shared/data"
REPORT = ROOT / "docs" / "intake.md"
SETS = {
    "london": "london/*/*.jpg",
    "cufs-cuhk": "cufs-cuhk/photos/*",
    "cufs-cuhk-original": "cufs-cuhk-original/photos/*",
    "cufs-ar-train": "cufs-ar-train/photos/*",
    "cufs-xm2vts-train": "cufs-xm2vts-train/photos/*",
    "pixabay": "pixabay/photos/*",
    "fs2k-train": "fs2k-train/photos/*",
}
CUFS_EYES = ((75.0, 125.0), (125.0, 125.0))
Eyes = tuple[tuple[float, float], tuple[float, float]]


@dataclass(slots=True)
class Seen:
    """What intake said of one photo."""

    code: str
    faces: tuple[Face, ...]
    warnings: tuple[str, ...]
    seconds: float


@dataclass(slots=True)
class Group:
    """People of one kind: how many photos, how many with one face, and each eye's error in eyes' distances."""

    photos: int = 0
    found: int = 0
    errors: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        middle, most = (f"{100 * np.quantile(self.errors, q):.1f} %" if self.errors else "" for q in (0.5, 0.95))
        return f"| {name} | {self.photos} | {self.found} | {middle} | {most} |"


def look(path: Path) -> Seen:
    data, started = path.read_bytes(), time.perf_counter()
    try:
        photo = prepare(data)
        return Seen("taken", photo.faces, photo.warnings, time.perf_counter() - started)
    except IntakeError as error:
        facts = error.facts
        return Seen(error.code, facts.get("faces", ()), facts.get("warnings", ()), time.perf_counter() - started)


def sets() -> tuple[list[str], list[str]]:
    """The table of all sets, and what was not one face."""
    rows, misses = [], []
    for name, pattern in SETS.items():
        paths = sorted(DATA.glob(pattern))
        seen = {path: look(path) for path in paths}
        taken = sum(one.code == "taken" for one in seen.values())
        warned: dict[str, int] = {}
        for one in seen.values():
            for code in one.warnings:
                warned[code] = warned.get(code, 0) + 1
        milliseconds = 1000 * median(one.seconds for one in seen.values())
        said = ", ".join(f"{code} {count}" for code, count in sorted(warned.items())) or "none"
        rows.append(
            f"| {name} | {len(paths)} | {taken} ({100 * taken / len(paths):.1f} %) | {said} | {milliseconds:.0f} |"
        )
        misses += [
            f"| {name}/{path.name} | {one.code} | {len(one.faces)} |"
            for path, one in seen.items()
            if one.code != "taken"
        ]
    return rows, misses


def errors(face: Face, eyes: Eyes) -> list[float]:
    """Of each eye, in parts of the distance between the known ones."""
    return [math.dist(face.landmarks[side], eyes[side]) / math.dist(*eyes) for side in (0, 1)]


def london() -> dict[str, Group]:
    groups: dict[str, Group] = {}
    with (DATA / "london" / "info.csv").open() as file:
        for person in csv.DictReader(file):
            seen = look(DATA / "london" / person["set"] / f"{person['face_id']}.jpg")
            known = None
            if person["eye2_y"]:
                x0, y0, x1, y1 = (float(person[f"eye{eye}_{axis}"]) for eye in (1, 2) for axis in "xy")
                known = ((x0, y0), (x1, y1))
            age = int(person["age"]) if person["age"].strip().isdigit() else None
            years = (
                "age unknown"
                if age is None
                else "age under 25"
                if age < 25
                else "age 25 to 34"
                if age < 35
                else "age 35 and more"
            )
            for name in ("all", person["ethnicity"], person["gender"], years):
                group = groups.setdefault(name, Group())
                group.photos += 1
                group.found += len(seen.faces) == 1
                if known and seen.faces:
                    group.errors += errors(seen.faces[0], known)
    return groups


def cufs() -> Group:
    group = Group()
    for path in sorted((DATA / "cufs-cuhk/photos").iterdir()):
        seen = look(path)
        group.photos += 1
        group.found += len(seen.faces) == 1
        group.errors += errors(seen.faces[0], CUFS_EYES)
    return group


def hard() -> list[str]:
    rows = []
    for name, case in json.loads((DATA / "hard/manifest.json").read_text()).items():
        seen = look(DATA / "hard" / name)
        code = None if seen.code == "taken" else seen.code
        said = ", ".join(seen.warnings) or "none"
        is_right = (
            all(
                got in wanted if isinstance(wanted, list) else got == wanted
                for got, wanted in ((code, case["refused"]), (len(seen.faces), case["faces"]))
            )
            and list(seen.warnings) == case["warnings"]
        )
        rows.append(f"| {name} | {seen.code} | {len(seen.faces)} | {said} | {'yes' if is_right else '**no**'} |")
    return rows


def background_seconds() -> float:
    data = (DATA / "london/neutral/001.jpg").read_bytes()
    taken = []
    for _ in range(5):
        pair = []
        for kind in ("keep", "plain"):
            started = time.perf_counter()
            prepare(data, IntakeOptions(size=512, background=kind))  # type: ignore[arg-type]
            pair.append(time.perf_counter() - started)
        taken.append(pair[1] - pair[0])
    return median(taken)


def table(head: str, rows: Iterable[str]) -> str:
    return "\n".join([f"| {head} |", "|" + " --- |" * (head.count("|") + 1), *rows])


def main() -> None:
    cv2.setNumThreads(1)
    template = (Path(__file__).with_suffix(".md")).read_text()
    rows, misses = sets()
    groups = london()
    order = ["all", *sorted(name for name in groups if name != "all")]
    text = template.format(
        limits=Limits(),
        sets=table("set | photos | taken | warnings | ms", rows),
        misses=table("photo | said | faces", misses) if misses else "None.",
        eyes=table(
            "photos | number | one face | eye error, median | 95th percentile",
            [groups["all"].row("london"), cufs().row("cufs-cuhk")],
        ),
        groups=table(
            "group | photos | one face | eye error, median | 95th percentile",
            [groups[name].row(name) for name in order],
        ),
        hard=table("file | said | faces | warnings | as expected", hard()),
        background=f"{1000 * background_seconds():.0f}",
        date=time.strftime("%Y-%m-%d"),
    )
    REPORT.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
