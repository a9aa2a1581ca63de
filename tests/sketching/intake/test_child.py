"""What the child answers, asked here in our own process."""

import io
import json
import os
from dataclasses import asdict
from typing import Any

import pytest
from PIL import Image

from sketching.intake import IntakeOptions, Limits, child
from sketching.intake.photo import Frame
from tests import pictures


def header(options: IntakeOptions = IntakeOptions()) -> dict[str, Any]:  # noqa: B008  frozen
    """As it arrives: through JSON."""
    said = json.dumps({"options": asdict(options), "limits": asdict(Limits())})
    return dict(json.loads(said))


def test_a_photo_is_described_in_json_and_follows_as_a_bmp() -> None:
    found, picture = child.answer(header(), pictures.encoded())
    assert json.loads(json.dumps(found))["photo"]["format"] == "JPEG"
    assert len(found["photo"]["faces"][0]["landmarks"]) == 5
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.format, image.size) == ("BMP", (375, 375))


@pytest.mark.parametrize("frame", [Frame(200, 250, 100, 5), "whole"])
def test_a_crop_of_ones_own_arrives(frame: Any) -> None:
    found, _ = child.answer(header(IntakeOptions(frame=frame, size=64)), pictures.encoded())
    assert found["photo"]["frame"] == asdict(frame if frame != "whole" else Frame(200, 250, 500))


def test_a_refusal_is_a_code_with_facts_and_the_photo_if_there_is_one() -> None:
    found, picture = child.answer(header(), pictures.encoded(pictures.crowd(2)))
    assert (found["code"], found["facts"]["count"], picture[:2]) == ("several_faces", 2, b"BM")
    json.dumps(found)
    assert child.answer(header(), b"no photo") == ({"code": "not_an_image", "facts": {}}, b"")


def test_too_little_memory_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(child, "prepare", no_memory)
    assert child.answer(header(), b"") == ({"code": "too_costly", "facts": {}}, b"")


def test_requests_come_one_by_one_until_the_end() -> None:
    out, into = os.pipe()
    os.write(into, b'{"bytes": 3}\nabc')
    os.close(into)
    with os.fdopen(out, "rb") as source:
        assert list(child._requests(source)) == [({"bytes": 3}, b"abc")]


def test_a_child_that_is_asked_nothing_for_long_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "IDLE_SECONDS", 0.01)
    out, into = os.pipe()
    with os.fdopen(out, "rb") as source, os.fdopen(into, "wb"):
        assert list(child._requests(source)) == []


def test_an_answer_says_how_many_bytes_follow() -> None:
    sink = io.BytesIO()
    child._send(sink, {"code": "empty"}, b"abc")
    line, rest = sink.getvalue().split(b"\n", 1)
    assert (json.loads(line), rest) == ({"code": "empty", "bytes": 3}, b"abc")
