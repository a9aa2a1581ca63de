"""Everything of one person as a ZIP, made while it is sent: what is in memory is one piece of one picture."""

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile
from django.utils.timezone import now

from accounts import exports
from accounts.models import User
from sketching.models import Photo, Sketch, SketchJob

PIECE_BYTES = 256 * 1024


class _Pipe:
    """What the ZIP is written into, and taken out of again at once. It cannot be gone back in, as no answer can."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def close(self) -> None:
        """It never was open."""

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


def archive(user: User, read_me: str) -> Iterator[bytes]:
    """The pieces of a ZIP: README.txt, every avatar and sketch there is a file of, and data.json.

    The data come last, to name the pictures that were lost. Raises: OSError if the storage is away.
    """
    pipe, lost = _Pipe(), list[str]()
    with zipfile.ZipFile(pipe, "w") as whole:
        yield from _text(whole, pipe, "README.txt", read_me)
        for name, image, made_at in _pictures(user):
            try:
                source = image.open("rb")
            except FileNotFoundError:
                lost.append(name)
                continue
            with source:
                yield from _picture(whole, pipe, _entry(name, made_at), source.read)
        data = {"made_at": now(), **exports.facts(user), **facts(user), "lost_files": lost}
        text = json.dumps(data, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        yield from _text(whole, pipe, "data.json", text)
    yield pipe.take()


def facts(user: User) -> dict[str, Any]:
    """What sketching knows of this person, without the pictures, in plain values and dates."""
    jobs = SketchJob.objects.filter(owner=user).select_related("photo", "sketch").order_by("pk")
    photos = Photo.objects.filter(owner=user).order_by("pk")
    return {
        "photos": list(photos.values("public_id", "created_at", "deleted_at", "warnings", "dropped", "refusal")),
        "jobs": [_job(job) for job in jobs.iterator()],
    }


def _job(job: SketchJob) -> dict[str, Any]:
    sketch = getattr(job, "sketch", None)
    facts = {
        "id": job.public_id,
        "photo": job.photo.public_id,
        "style": job.plugin,
        "options": job.options,
        "status": job.status,
        "error": job.error,
        "is_trial": job.is_trial,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
    }
    if sketch is None:
        return facts
    files = [name for name, _ in _files(sketch)]
    return {**facts, "sketch": {"files": files, "style_version": sketch.plugin_version, "made_at": sketch.created_at}}


def _pictures(user: User) -> Iterator[tuple[str, FieldFile, datetime]]:
    for avatar in exports.pictures(user):
        yield exports.file_name(avatar), avatar.image, avatar.created_at
    for sketch in Sketch.objects.filter(job__owner=user).select_related("job").order_by("pk").iterator():
        for name, image in _files(sketch):
            yield name, image, sketch.created_at


def _files(sketch: Sketch) -> list[tuple[str, FieldFile]]:
    name = f"sketches/{sketch.created_at:%Y-%m-%d}-{sketch.job.public_id}"
    return [(f"{name}.{kind}", file) for kind, file in (("png", sketch.image), ("svg", sketch.trace)) if file]


def _entry(name: str, made_at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])  # pictures are packed already: stored as they are
    entry.external_attr = 0o600 << 16
    return entry


def _text(whole: zipfile.ZipFile, pipe: _Pipe, name: str, text: str) -> Iterator[bytes]:
    whole.writestr(_entry(name, now()), text, zipfile.ZIP_DEFLATED)
    yield pipe.take()


def _picture(
    whole: zipfile.ZipFile, pipe: _Pipe, entry: zipfile.ZipInfo, read: Callable[[int], bytes]
) -> Iterator[bytes]:
    with whole.open(entry, "w") as target:
        while piece := read(PIECE_BYTES):
            target.write(piece)
            yield pipe.take()
    yield pipe.take()
