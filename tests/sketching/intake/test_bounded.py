"""What a file does to a decoder costs its own upload and nothing else."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from sketching.intake import Frame, IntakeError, IntakeOptions, Limits, bounded, prepare
from sketching.intake.bounded import MOST_CHILDREN, Bounds, TakenPhoto, take
from tests import pictures
from tests.sketching.intake import planted

NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at /proc")
NEEDS_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's data")


@pytest.fixture(autouse=True, scope="module")
def _no_child_is_left() -> Iterator[None]:
    bounded.close()
    yield
    bounded.close()


def idle() -> "bounded._Child":
    """The one child that waits, after a photo was taken."""
    bounded.close()
    take(pictures.encoded(pictures.face(80, 100)))
    (child,) = bounded._idle
    return child


def refusal(act: Callable[..., TakenPhoto], *args: Any) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        act(*args)
    return caught.value


def pixels(bmp: bytes) -> bytes:
    with Image.open(io.BytesIO(bmp)) as image:
        assert (image.format, image.mode) == ("BMP", "RGB")
        return image.tobytes()


def still_works() -> bool:
    return take(pictures.encoded(pictures.face(80, 100))).format == "JPEG"


# The same answers


@pytest.mark.parametrize(
    "options",
    [
        IntakeOptions(),
        IntakeOptions(size=300, background="plain"),
        IntakeOptions(frame=Frame(200, 250, 300, 10)),
        IntakeOptions(frame="whole", size=128),
        IntakeOptions(face=0),
    ],
)
def test_a_child_gives_what_prepare_gives(options: IntakeOptions) -> None:
    data = pictures.encoded(quality=10)
    taken, ideal = take(data, options), prepare(data, options)
    assert pixels(taken.picture) == ideal.image.tobytes()
    for name in (field.name for field in fields(TakenPhoto) if field.name != "picture"):
        assert getattr(taken, name) == getattr(ideal, name), name


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_a_child_takes_every_format(kind: str) -> None:
    data = pictures.encoded(kind=kind)
    taken, ideal = take(data), prepare(data)
    assert (taken.format, taken.size, taken.dropped) == (ideal.format, ideal.size, ideal.dropped)
    assert np.frombuffer(pixels(taken.picture), np.uint8).mean() == pytest.approx(np.asarray(ideal.image).mean())


@pytest.mark.parametrize("kind", planted.PHOTOS)
def test_nothing_but_pixels_comes_out_of_a_child(kind: str) -> None:
    taken = take(planted.PHOTOS[kind]())
    assert planted.traces(taken.picture + repr(taken).encode()) == 0
    assert len(taken.picture) < 54 + 3 * int(taken.frame.side + 4) ** 2


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (b"", Limits()),
        (b"no photo", Limits()),
        (pictures.encoded()[:3000], Limits()),
        (pictures.encoded(), Limits(bytes=100)),
        (pictures.encoded(), Limits(pixels=1000)),
        (pictures.encoded(pictures.crowd(2)), Limits()),
        (pictures.encoded(Image.new("RGB", (200, 100), "#123456")), Limits()),
    ],
)
def test_a_child_refuses_as_prepare_does(data: bytes, limits: Limits) -> None:
    ideal = refusal(prepare, data, IntakeOptions(), limits)  # type: ignore[arg-type]
    error = refusal(take, data, IntakeOptions(), limits)
    facts = {name: value for name, value in error.facts.items() if name != "picture"}
    assert (error.code, str(error), facts) == (ideal.code, str(ideal), ideal.facts)


def test_a_refusal_carries_the_whole_photo_and_its_faces() -> None:
    data = pictures.encoded(pictures.crowd(2))
    error, ideal = refusal(take, data), refusal(prepare, data)  # type: ignore[arg-type]
    assert ideal.picture is not None
    assert pixels(error.facts["picture"]) == ideal.picture.tobytes()
    assert (len(error.facts["faces"]), len(error.facts["frames"])) == (2, 2)
    assert isinstance(error.facts["frames"][0], Frame)


# Time, memory and sudden death


def test_a_child_that_takes_too_long_is_ended_and_the_next_photo_is_taken() -> None:
    child = idle()
    started = time.monotonic()
    slow = pictures.encoded(pictures.face(3000, 3700), "WEBP")
    assert refusal(take, slow, IntakeOptions(), Limits(), Bounds(seconds=0.05)).code == "too_costly"
    assert time.monotonic() - started < 5
    assert child.process.poll() == -signal.SIGKILL
    assert still_works()


def test_a_child_killed_in_the_middle_of_its_work_costs_that_photo_only() -> None:
    child = idle()
    child.process.send_signal(signal.SIGSTOP)  # it will not answer
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(take, pictures.encoded())
        time.sleep(0.2)
        child.process.kill()
        with pytest.raises(IntakeError) as refused:
            answer.result(10)
    assert refused.value.code == "too_costly"
    assert still_works()


def test_a_child_that_died_while_it_waited_costs_nothing() -> None:
    child = idle()
    child.process.kill()
    child.process.wait()
    assert still_works()
    assert bounded._idle[0] is not child


@NEEDS_LINUX
def test_a_photo_that_takes_more_memory_than_it_may_is_refused_and_the_next_is_taken() -> None:
    large = pictures.encoded(Image.new("RGB", (7000, 7000), "#506070"), "PNG", compress_level=1)
    tight = Bounds(memory_bytes=240_000_000)
    assert refusal(take, large, IntakeOptions(), Limits(), tight).code == "too_costly"
    assert take(pictures.encoded(), IntakeOptions(), Limits(), tight).format == "JPEG"
    assert refusal(take, large).code == "no_face"


def test_a_child_that_cannot_start_is_a_fault_of_ours_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    bounded.close()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="did not start"):
        take(pictures.encoded())
    monkeypatch.undo()
    assert still_works()


# How many there are, and how they live


def test_a_child_that_did_well_takes_the_next_photo_too() -> None:
    child = idle()
    assert refusal(take, b"no photo").code == "not_an_image"
    assert refusal(take, pictures.encoded(Image.new("RGB", (100, 100)))).code == "no_face"
    assert still_works()
    assert bounded._idle == [child]
    assert child.process.poll() is None


def test_a_child_with_other_bounds_is_not_used() -> None:
    child = idle()
    take(pictures.encoded(), IntakeOptions(), Limits(), Bounds(memory_bytes=500_000_000))
    assert bounded._idle != [child]


def test_many_photos_at_once_are_all_taken_by_a_few_children() -> None:
    bounded.close()
    sizes = [(300, 375), (320, 400), (340, 425), (360, 450), (380, 475), (400, 500)]
    with ThreadPoolExecutor(len(sizes)) as threads:
        taken = list(threads.map(lambda size: take(pictures.encoded(pictures.face(*size))), sizes))
    assert [photo.size for photo in taken] == sizes
    assert 1 <= len(bounded._idle) <= MOST_CHILDREN


def test_the_children_that_wait_can_be_ended() -> None:
    child = idle()
    bounded.close()
    assert child.process.poll() is not None
    assert bounded._idle == []


def test_a_child_ends_when_nobody_can_ask_it_any_more() -> None:
    child = idle()
    bounded._idle.remove(child)
    with child.process as process:
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_break_at_the_terminal_is_not_for_the_child() -> None:
    assert os.getsid(idle().process.pid) != os.getsid(0)


@NEEDS_PROC
def test_no_secret_of_the_environment_reaches_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    bounded.close()
    for name in ("SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "AWS_SECRET_ACCESS_KEY", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "very-secret-4711")
    said = Path(f"/proc/{idle().process.pid}/environ").read_bytes()
    assert b"PATH=" in said
    assert b"very-secret-4711" not in said


@NEEDS_PROC
def test_a_child_has_the_limits_it_was_given() -> None:
    limits = Path(f"/proc/{idle().process.pid}/limits").read_text()
    given = {line[:25].strip(): line[26:].split()[0] for line in limits.splitlines()[1:]}
    assert given["Max data size"] == str(Bounds().memory_bytes)
    assert given["Max core file size"] == given["Max file size"] == "0"


def test_the_module_brings_no_arrays_into_the_web_process() -> None:
    probe = "import sys, sketching.intake.bounded; sys.exit(bool({'numpy', 'cv2', 'PIL.Image'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
