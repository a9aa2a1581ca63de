"""Folders like ../shared/data, of drawn people."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from tests import pictures

LONDON = (("001", "24", "female", "white"), ("002", "30", "male", "black"), ("003", "", "male", "west_asian"))


def write_fs2k(folder: Path, ids: Sequence[str]) -> Path:
    """Photos, "sketches" and annotations of these people; those from s1-0140 to s1-0159 validate."""
    for kind in ("photos", "sketches"):
        (folder / "fs2k-train" / kind).mkdir(parents=True)
    for number, name in enumerate(ids):
        face = pictures.face(200, 250, backdrop=f"#{number * 20:02x}6080")
        face.save(folder / "fs2k-train" / "photos" / f"{name}.jpg")
        face.convert("L").point(lambda value: 255 - value // 3).save(folder / "fs2k-train" / "sketches" / f"{name}.jpg")
    people = [{"id": name, "style": number % 3} for number, name in enumerate(ids)]
    (folder / "fs2k-train" / "annotations.json").write_text(json.dumps(people))
    return folder


def write_london(folder: Path, people: Sequence[tuple[str, str, str, str]] = LONDON) -> Path:
    """Two photos of each of these people, who have a number, an age, a gender and an ethnicity."""
    rows = [(mood, *person) for mood in ("neutral", "smiling") for person in people]
    for mood, number, *_ in rows:
        (folder / "london" / mood).mkdir(parents=True, exist_ok=True)
        pictures.face(240, 300, backdrop=f"#{int(number) * 30:02x}8070").save(
            folder / "london" / mood / f"{number}.jpg"
        )
    with (folder / "london" / "info.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("set", "face_id", "age", "gender", "ethnicity"), *rows])
    return folder
