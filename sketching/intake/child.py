"""The process in which uploads are decoded: its memory is bounded, no file grows by it, it is given no secrets.

Run by sketching/intake/bounded.py as `python -m sketching.intake.child`. It takes requests from standard input and
answers on standard output, each a line of JSON and then as many bytes as the line says, until the input ends.
"""

import contextlib
import io
import json
import os
import select
import sys
import warnings
from dataclasses import asdict
from typing import Any, BinaryIO

from PIL import Image

from sketching.intake import IntakeError, prepare
from sketching.intake.limits import Limits
from sketching.intake.photo import Face, Frame, IntakeOptions, PreparedPhoto

IDLE_SECONDS = 600  # then it gives its memory back; the next upload starts another


def answer(header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """What prepare() gives or refuses, as JSON and the bytes of a BMP file."""
    options = IntakeOptions(**{**header["options"], "frame": _frame(header["options"]["frame"])})
    try:
        photo = prepare(data, options, Limits(**header["limits"]))
    except IntakeError as error:
        return {"code": error.code, "facts": _plain(error.facts)}, _bmp(error.picture)
    except MemoryError:
        return {"code": "too_costly", "facts": {}}, b""
    return {"photo": _described(photo)}, _bmp(photo.image)


def _frame(value: dict[str, float] | Any) -> Any:
    return Frame(**value) if isinstance(value, dict) else value


def _described(photo: PreparedPhoto) -> dict[str, Any]:
    names = ("format", "size", "faces", "frame", "landmarks", "warnings", "dropped")
    return _plain({name: getattr(photo, name) for name in names})


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """With dictionaries for faces and frames."""

    def plain(value: Any) -> Any:
        if isinstance(value, tuple):
            return [plain(item) for item in value]
        return asdict(value) if isinstance(value, Face | Frame) else value

    return {name: plain(value) for name, value in facts.items()}


def _bmp(picture: Image.Image | None) -> bytes:
    """It lives minutes, and is written and read in a tenth of PNG's time."""
    if picture is None:
        return b""
    out = io.BytesIO()
    picture.save(out, "BMP")
    return out.getvalue()


def _warm_up() -> None:
    """Load all that a photo needs, so that none waits for it and nothing is read from the disk later."""
    import cv2  # noqa: PLC0415  as heavy as the rest of it

    cv2.setNumThreads(1)
    picture = io.BytesIO()
    Image.new("RGB", (64, 64)).save(picture, "PNG")
    with contextlib.suppress(IntakeError):
        prepare(picture.getvalue())
    prepare(picture.getvalue(), IntakeOptions(frame="whole", background="plain"))


def _bound(memory_bytes: int) -> None:
    """Nothing that a file does to a decoder may cost more than this process."""
    import resource  # noqa: PLC0415  Unix only, as are the limits

    for kind, limit in ((resource.RLIMIT_DATA, memory_bytes), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        with contextlib.suppress(ValueError, OSError):  # a system that sets less already
            resource.setrlimit(kind, (limit, limit))


def _requests(source: BinaryIO) -> Any:
    while select.select([source], [], [], IDLE_SECONDS)[0]:
        line = source.readline()
        if not line:
            return
        header = json.loads(line)
        yield header, source.read(header["bytes"])


def _send(sink: BinaryIO, found: dict[str, Any], picture: bytes) -> None:
    sink.write(json.dumps({**found, "bytes": len(picture)}).encode() + b"\n" + picture)
    sink.flush()


def main() -> None:
    """Serve until the other end is closed or nothing was asked for a long time."""
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stderr = os.fdopen(os.dup(sys.stderr.fileno()), "w", buffering=1)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  what decoders print is neither an answer nor for the log
        for number in (1, 2):
            os.dup2(nowhere.fileno(), number)
    warnings.simplefilter("ignore")  # what Pillow has to say of damaged files is nothing for the site's log
    _warm_up()
    _bound(int(sys.argv[1]))
    _send(sink, {}, b"")
    with os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as raw:
        source = io.BufferedReader(raw)
        for header, data in _requests(source):
            found, picture = answer(header, data)
            _send(sink, found, picture)


if __name__ == "__main__":
    main()
