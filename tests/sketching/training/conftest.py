"""Drawn people: a pack of them, as of the real sets."""

import json
from pathlib import Path

import pytest

from tests import pictures

torch = pytest.importorskip("torch")


@pytest.fixture(scope="session")
def drawn_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like ../shared/data with one set of twelve drawn people and their "sketches"."""
    folder = tmp_path_factory.mktemp("data")
    ids = [f"s1-{number:04}" for number in (*range(1, 9), 140, 141, 142, 143)]  # those from 140 on validate
    for kind in ("photos", "sketches"):
        (folder / "fs2k-train" / kind).mkdir(parents=True)
    for number, name in enumerate(ids):
        face = pictures.face(200, 250, backdrop=f"#{number * 20:02x}6080")
        face.save(folder / "fs2k-train" / "photos" / f"{name}.jpg")
        face.convert("L").point(lambda value: 255 - value // 3).save(folder / "fs2k-train" / "sketches" / f"{name}.jpg")
    people = [{"id": name, "style": number % 3} for number, name in enumerate(ids)]
    (folder / "fs2k-train" / "annotations.json").write_text(json.dumps(people))
    return folder


@pytest.fixture(scope="session")
def pack(drawn_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sketching.training.pack import find_pairs, write_pack  # noqa: PLC0415  after torch is known to be there

    target = tmp_path_factory.mktemp("pack") / "pack.zip"
    assert write_pack(find_pairs(drawn_data), target, 96) == 12
    return target
