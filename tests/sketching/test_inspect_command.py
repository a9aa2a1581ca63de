"""`manage.py inspect`: what intake sees, as JSON for programs or as a picture with boxes."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from tests import pictures, scenes

KEYS = {"faces", "refused", "warnings", "size"}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return put(tmp_path / "me.jpg", pictures.encoded())


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    return put(tmp_path / "two.jpg", pictures.encoded(scenes.two_people()))


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def inspect(*arguments: Path | str) -> str:
    said = StringIO()
    call_command("inspect", *map(str, arguments), stdout=said)
    return said.getvalue()


def seen(*files: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in inspect(*files, "--json").splitlines()]


def colours(path: Path) -> set[Any]:
    with Image.open(path) as drawn:
        return {colour for _, colour in drawn.convert("RGB").getcolors(drawn.width * drawn.height) or []}


def test_one_photo_is_one_line_of_json(photo: Path) -> None:
    (look,) = seen(photo)
    assert set(look) == KEYS
    assert (look["refused"], look["warnings"], look["size"]) == (None, [], [400, 500])


def test_a_face_is_told_with_its_box_its_score_and_five_landmarks(photo: Path) -> None:
    (face,) = seen(photo)[0]["faces"]
    assert set(face) == {"box", "score", "landmarks"}
    assert face["box"] == pytest.approx([115, 130, 170, 260], abs=15)
    assert [len(point) for point in face["landmarks"]] == [2] * 5
    assert [*face["landmarks"][0], *face["landmarks"][1]] == pytest.approx([165, 237, 235, 237], abs=6)
    assert 0.5 < face["score"] <= 1


def test_a_file_that_lies_on_its_side_is_told_in_pixels_of_the_upright_photo(tmp_path: Path, photo: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = pictures.face().transpose(Image.Transpose.ROTATE_90)
    (look,) = seen(put(tmp_path / "side.jpg", pictures.encoded(turned, exif=exif)))
    assert look["size"] == [400, 500]
    assert look["faces"][0]["box"] == pytest.approx(seen(photo)[0]["faces"][0]["box"], abs=3)


def test_a_large_photo_is_told_in_its_own_pixels(tmp_path: Path) -> None:
    (look,) = seen(put(tmp_path / "large.jpg", pictures.encoded(pictures.face(3200, 4000))))
    assert look["size"] == [3200, 4000]
    assert look["faces"][0]["landmarks"][0] == pytest.approx([165 * 8, 237 * 8], abs=48)


def test_several_files_give_a_line_each_with_its_name(photo: Path, pair: Path) -> None:
    looks = seen(photo, pair)
    assert [look["file"] for look in looks] == [str(photo), str(pair)]
    assert all(set(look) == {"file", *KEYS} for look in looks)
    assert [len(look["faces"]) for look in looks] == [1, 2]


@pytest.mark.parametrize(
    ("data", "code", "size"),
    [
        (b"words", "not_an_image", None),
        (pictures.encoded(pictures.face(30, 40)), "image_too_small", [30, 40]),
        (pictures.encoded(scenes.nobody()), "no_face", [400, 300]),
        (pictures.encoded(scenes.somebody_far_away()), "face_too_small", [1000, 1000]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_is_told_and_is_no_failure(tmp_path: Path, data: bytes, code: str, size: list[int] | None) -> None:
    (look,) = seen(put(tmp_path / "me.jpg", data))  # CommandError would be another exit status than 0
    assert set(look) == KEYS
    assert (look["refused"], look["size"]) == (code, size)


def test_warnings_are_told_by_their_codes(tmp_path: Path) -> None:
    (look,) = seen(put(tmp_path / "me.jpg", pictures.encoded(pictures.lit(0.1))))
    assert look["warnings"] == ["dark"]


def test_the_picture_shows_the_whole_photo_with_boxes(photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "seen.png"
    assert "1 face(s)" in inspect(photo, "-o", out)
    with Image.open(out) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (400, 500))
    assert {(0xD4, 0x35, 0x1C), (0x1D, 0x70, 0xB8)} <= colours(out)  # the box and the frame


def test_a_picture_is_made_of_a_photo_whose_face_cannot_be_told_too(pair: Path, tmp_path: Path) -> None:
    said = inspect(pair, "-o", tmp_path / "seen.png")
    assert "2 face(s)" in said
    assert "Say which one" in said
    assert (0xD4, 0x35, 0x1C) in colours(tmp_path / "seen.png")


def test_without_a_name_the_picture_lies_in_the_folder_one_is_in(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    inspect(photo)
    assert [path.name for path in here.iterdir()] == ["me-inspected.png"]


def test_several_pictures_lie_in_a_folder(photo: Path, pair: Path, tmp_path: Path) -> None:
    broken = put(tmp_path / "diary.jpg", b"words")
    out = tmp_path / "deep" / "out"
    assert "not a photo" in inspect(photo, broken, pair, "-o", out)
    assert sorted(path.name for path in out.iterdir()) == ["me-inspected.png", "two-inspected.png"]


def test_json_makes_no_picture(photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seen(photo)
    assert [path.name for path in tmp_path.iterdir()] == ["me.jpg"]


def test_a_photo_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nobody\.jpg"):
        inspect(tmp_path / "nobody.jpg")


def test_a_picture_that_cannot_be_written_is_named(photo: Path, pair: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"seen\.png: No such file"):
        inspect(photo, "-o", tmp_path / "nowhere" / "seen.png")
    with pytest.raises(CommandError, match=r"me\.jpg: File exists"):
        inspect(photo, pair, "-o", photo)
