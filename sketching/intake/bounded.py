"""prepare() in a child process: whatever a file does to a decoder, the web process goes on.

Children are kept for the next upload, at most MOST_CHILDREN at a time; more uploads than that wait for one. A child
that dies, or takes longer or more memory than it may, costs its upload and is replaced.
"""

import atexit
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import Any

from sketching.intake.errors import IntakeError
from sketching.intake.limits import Limits
from sketching.intake.photo import Face, Frame, IntakeOptions, Point

MOST_CHILDREN = 2
MOST_HEADER_BYTES, MOST_PICTURE_BYTES = 1_000_000, 13_000_000  # of an answer; a picture has 2048 x 2048 pixels at most
_PASSED_ON = ("PATH", "LANG", "LC_", "OPENBLAS_", "LD_LIBRARY_PATH")  # no secret of the site's
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # each further one takes memory to no use here
_turn = BoundedSemaphore(MOST_CHILDREN)
_idle: list["_Child"] = []


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one photo may cost."""

    seconds: float = 10.0
    memory_bytes: int = 640_000_000  # of the child as a whole, some 120 MB of them its programs and networks


@dataclass(frozen=True, slots=True)
class TakenPhoto:
    """PreparedPhoto as it comes from a child: `picture` is the image as a BMP file, for the rest see there."""

    picture: bytes
    format: str
    size: tuple[int, int]
    faces: tuple[Face, ...]
    frame: Frame
    landmarks: tuple[Point, ...]
    warnings: tuple[str, ...]
    dropped: tuple[str, ...]


def take(
    data: bytes,
    options: IntakeOptions = IntakeOptions(),  # noqa: B008  frozen
    limits: Limits = Limits(),  # noqa: B008  frozen
    bounds: Bounds = Bounds(),
) -> TakenPhoto:
    """What sketching.intake.prepare gives.

    Raises: IntakeError as prepare() does, with a BMP file as its fact "picture" where that has a picture.
    """
    header = {"options": asdict(options), "limits": asdict(limits), "bytes": len(data)}
    with _turn_within(bounds.seconds), _child(bounds) as child:
        found, picture = child.ask(json.dumps(header).encode() + b"\n" + data, bounds.seconds)
    if "code" in found:
        raise _refusal(found, picture)
    return _taken(found["photo"], picture)


def close() -> None:
    """End the children that wait for work."""
    while _idle:
        _idle.pop().end()


atexit.register(close)


class _ChildGoneError(Exception):
    """It ended, or was ended, before it answered."""


class _Child:
    def __init__(self, bounds: Bounds) -> None:
        env = {name: value for name, value in os.environ.items() if name.startswith(_PASSED_ON)} | _ONE_THREAD
        command = [sys.executable, "-m", "sketching.intake.child", str(bounds.memory_bytes)]
        self.bounds = bounds
        self.process = subprocess.Popen(  # noqa: S603  our own module
            command,
            cwd=Path(__file__).parents[2],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in the terminal is for the site, which then closes the pipe
        )
        try:
            self._read(60)  # it says when it is ready: its start is no file's fault
        except _ChildGoneError as gone:
            self.end()
            raise RuntimeError("the process that reads photos did not start: it says why on standard error") from gone

    def ask(self, request: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Raises: _ChildGoneError if there was no answer in time."""
        assert self.process.stdin  # noqa: S101  it is a pipe
        with self._at_most(seconds):
            try:
                self.process.stdin.write(request)
                self.process.stdin.flush()
            except OSError as error:
                raise _ChildGoneError from error
            return self._read_now()

    def _read(self, seconds: float) -> None:
        with self._at_most(seconds):
            self._read_now()

    def _read_now(self) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdout  # noqa: S101  it is a pipe
        line = self.process.stdout.readline(MOST_HEADER_BYTES)
        header = json.loads(line) if line.endswith(b"\n") else {"bytes": -1}
        size = header["bytes"]
        if not 0 <= size <= MOST_PICTURE_BYTES:  # a decoder that was taken over may say anything
            raise _ChildGoneError
        data = self.process.stdout.read(size)
        if len(data) != size:
            raise _ChildGoneError
        return header, data

    @contextlib.contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        timer = Timer(seconds, self.process.kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextlib.contextmanager
def _turn_within(seconds: float) -> Iterator[None]:
    """Wait for a child to be free, but not for ever: whoever waits holds a thread of the web server."""
    if not _turn.acquire(timeout=seconds):
        raise IntakeError("busy")
    try:
        yield
    finally:
        _turn.release()


def _next_idle() -> "_Child | None":
    try:
        return _idle.pop()
    except IndexError:  # another thread was faster
        return None


@contextlib.contextmanager
def _child(bounds: Bounds) -> Iterator[_Child]:
    """A child with these bounds: one that waits, or a new one. It is kept if it has done well."""
    while child := _next_idle():
        if child.process.poll() is None and child.bounds.memory_bytes == bounds.memory_bytes:
            break
        child.end()
    else:
        child = _Child(bounds)
    try:
        yield child
    except _ChildGoneError as gone:
        child.end()
        raise IntakeError("too_costly") from gone
    except BaseException:
        child.end()
        raise
    _idle.append(child)


def _refusal(found: dict[str, Any], picture: bytes) -> IntakeError:
    facts = {name: tuple(value) if isinstance(value, list) else value for name, value in found["facts"].items()}
    if "faces" in facts:
        facts["faces"] = tuple(_face(face) for face in facts["faces"])
        facts["frames"] = tuple(Frame(**frame) for frame in facts.get("frames", ()))
    if picture:
        facts["picture"] = picture
    return IntakeError(found["code"], **facts)


def _taken(photo: dict[str, Any], picture: bytes) -> TakenPhoto:
    return TakenPhoto(
        picture,
        photo["format"],
        (photo["size"][0], photo["size"][1]),
        tuple(_face(face) for face in photo["faces"]),
        Frame(**photo["frame"]),
        tuple((x, y) for x, y in photo["landmarks"]),
        tuple(photo["warnings"]),
        tuple(photo["dropped"]),
    )


def _face(face: dict[str, Any]) -> Face:
    left, top, width, height = face["box"]
    eye, other, nose, mouth, corner = ((x, y) for x, y in face["landmarks"])
    return Face((left, top, width, height), face["score"], (eye, other, nose, mouth, corner))
