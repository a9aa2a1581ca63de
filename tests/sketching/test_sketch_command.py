"""`manage.py sketch`: a photo or a folder of them, drawn without the site."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from sketching.intake import IntakeOptions, prepare
from tests import pictures, scenes


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "me.jpg"
    path.write_bytes(pictures.encoded())
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.png"


def sketch(source: Path, output: Path, *arguments: str) -> str:
    said = StringIO()
    style = () if "--plugin" in arguments else ("--plugin", "pencil")
    call_command("sketch", str(source), "-o", str(output), *style, *arguments, stdout=said)
    return said.getvalue()


def test_a_photo_is_drawn_without_a_database(photo: Path, out: Path) -> None:
    sketch(photo, out)
    with Image.open(out) as drawn:
        assert (drawn.format, drawn.mode, drawn.size, drawn.info) == ("PNG", "L", (640, 640), {})


def test_the_same_photo_gives_the_same_file(photo: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "1.png", tmp_path / "2.png"
    sketch(photo, one)
    sketch(photo, two)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("option", ["shading=none", "line_weight=2", "paper=no"])
def test_an_option_changes_the_drawing(photo: Path, tmp_path: Path, option: str) -> None:
    plain, changed = tmp_path / "1.png", tmp_path / "2.png"
    sketch(photo, plain)
    sketch(photo, changed, "--option", option)
    assert plain.read_bytes() != changed.read_bytes()


def test_options_are_given_in_any_number(photo: Path, out: Path) -> None:
    sketch(photo, out, "--plugin", "dummy", "--option", "steps=3", "--option", "strict=true", "--option", "seconds=0")
    assert out.exists()


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("line_weight=thick", "must be a number"),
        ("line_weight", "must be a number"),
        ("line_weight=9", "maximum"),
        ("line_weight=nan", "line_weight"),
        ("paper=perhaps", "must be a boolean"),
        ("shading=painted", "shading"),
        ("colour=red", "colour"),
        ("=", "''"),
    ],
)
def test_an_option_that_is_wrong_is_named(photo: Path, out: Path, option: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        sketch(photo, out, "--option", option)
    assert not out.exists()


def test_an_unknown_plugin_is_refused_and_the_known_ones_are_named(photo: Path, out: Path) -> None:
    with pytest.raises(CommandError, match="pencil"):
        sketch(photo, out, "--plugin", "oil")


def test_a_photo_that_is_not_there_is_named(tmp_path: Path, out: Path) -> None:
    with pytest.raises(CommandError, match=r"nobody\.jpg"):
        sketch(tmp_path / "nobody.jpg", out)


def test_a_broken_photo_is_named_and_nothing_is_written(photo: Path, out: Path) -> None:
    photo.write_bytes(pictures.encoded()[:500])
    with pytest.raises(CommandError, match=r"me\.jpg.*damaged"):
        sketch(photo, out)
    assert list(out.parent.iterdir()) == [photo]


def test_an_output_that_cannot_be_written_is_named(photo: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file or directory"):
        sketch(photo, tmp_path / "nowhere" / "out.png")


def test_a_plugin_that_fails_is_named(photo: Path, out: Path) -> None:
    with pytest.raises(CommandError, match=r"me\.jpg"):
        sketch(photo, out, "--plugin", "dummy", "--option", "mode=raise_permanent")
    assert not out.exists()


def test_every_photo_of_a_folder_is_drawn(tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "deep" / "out"
    source.mkdir()
    for name, kind in (("a.jpg", "JPEG"), ("b.PNG", "PNG"), ("c.webp", "WEBP")):
        (source / name).write_bytes(pictures.encoded(kind=kind))
    (source / "notes.txt").write_text("not a photo")
    assert "3 of 3" in sketch(source, output)
    assert sorted(path.name for path in output.iterdir()) == ["a.png", "b.png", "c.png"]


def test_a_broken_photo_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.jpg").write_bytes(b"words")
    (source / "b.jpg").write_bytes(pictures.encoded())
    with pytest.raises(CommandError, match="1 could not be drawn"):
        sketch(source, output)
    assert "a.jpg: This is not a photo" in capsys.readouterr().out
    assert [path.name for path in output.iterdir()] == ["b.png"]


def test_photos_that_differ_only_in_their_suffix_are_both_drawn(tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in ("me.jpg", "me.png"):
        (source / name).write_bytes(pictures.encoded())
    sketch(source, output)
    assert len(list(output.iterdir())) == 2


def test_a_folder_without_photos_is_refused(tmp_path: Path, out: Path) -> None:
    with pytest.raises(CommandError, match="no photos"):
        sketch(tmp_path, out)


# Which part of the photo


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    path = tmp_path / "two.png"
    path.write_bytes(pictures.encoded(scenes.two_people(), "PNG"))
    return path


def test_of_several_faces_one_has_to_be_named(pair: Path, out: Path) -> None:
    with pytest.raises(CommandError, match="There are 2 faces"):
        sketch(pair, out)
    assert not out.exists()


@pytest.mark.parametrize("number", [0, 1])
def test_the_face_that_is_named_is_drawn(pair: Path, tmp_path: Path, number: int) -> None:
    one, other = tmp_path / "1.png", tmp_path / "2.png"
    frame = prepare(pair.read_bytes(), IntakeOptions(face=number)).frame
    assert frame.x == pytest.approx(200 + 400 * number, abs=20)
    sketch(pair, one, "--face", str(number))
    sketch(pair, other, "--frame", f"{frame.x},{frame.y},{frame.side},{frame.angle}")
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("number", ["2", "-1"])
def test_a_face_that_is_not_there_is_refused(pair: Path, out: Path, number: str) -> None:
    with pytest.raises(CommandError, match="no face number"):
        sketch(pair, out, "--face", number)


def test_a_whole_photo_is_drawn_in_its_shape(pair: Path, photo: Path, out: Path) -> None:
    for source, size in ((pair, (640, 400)), (photo, (512, 640))):
        sketch(source, out, "--frame", "whole")
        with Image.open(out) as drawn:
            assert drawn.size == size


@pytest.mark.parametrize("frame", ["200,235,300", "200.5,235,300,-12"])
def test_a_square_of_ones_own_is_drawn(photo: Path, out: Path, frame: str) -> None:
    sketch(photo, out, "--frame", frame)
    with Image.open(out) as drawn:
        assert drawn.size == (640, 640)


@pytest.mark.parametrize("frame", ["", "all", "1,2", "1,2,3,4,5", "1,2,wide", "1,2,nan", "inf,2,300", "1;2;3"])
def test_what_is_no_square_is_refused(photo: Path, out: Path, frame: str) -> None:
    with pytest.raises(CommandError, match="--frame"):
        sketch(photo, out, "--frame", frame)


@pytest.mark.parametrize("frame", ["--frame=-5,10,300", "--frame=200,235,9", "--frame=1e300,1e300,1e300"])
def test_a_square_that_does_not_lie_on_the_photo_is_refused(photo: Path, out: Path, frame: str) -> None:
    with pytest.raises(CommandError, match="must lie on the photo"):
        sketch(photo, out, frame)


def test_the_background_is_drawn_if_it_is_wanted(pair: Path, tmp_path: Path) -> None:
    plain, kept = tmp_path / "1.png", tmp_path / "2.png"
    sketch(pair, plain, "--face", "0")
    sketch(pair, kept, "--face", "0", "--background", "keep")
    assert plain.read_bytes() != kept.read_bytes()


def test_a_photo_of_a_phone_is_drawn_too(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "phone"
    source.mkdir()
    (source / "IMG_1.HEIC").write_bytes(pictures.encoded(kind="HEIF"))
    sketch(source / "IMG_1.HEIC", out)
    assert out.exists()
    assert "1 of 1" in sketch(source, tmp_path / "sketches")
