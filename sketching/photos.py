"""Photos: take one in, let its owner frame it, delete its file, purge those whose time is over."""

import contextlib
import io
import logging
import math
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.timezone import now
from PIL import Image

from accounts import consents
from accounts.models import User
from sketching.intake import Frame, IntakeError, IntakeOptions, Limits, bounded, too_many_bytes
from sketching.models import Photo, photo_storage
from sketching.offers import PLAIN, Wish

logger = logging.getLogger(__name__)

# Not framed at once, because the face could not be told or the person wants to: they may point at it.
CAN_BE_POINTED_AT = ("unframed", "no_face", "several_faces", "face_too_small", "face_cut_off")


def limits() -> Limits:
    return Limits(bytes=settings.MAX_UPLOAD_BYTES, pixels=settings.MAX_PHOTO_PIXELS)


def receive(owner: User, upload: "File[bytes]", options: IntakeOptions = PLAIN) -> Photo:
    """Take in an uploaded file: the pixels in its frame are kept in private storage, the file itself nowhere.

    Raises: IntakeError if it is refused; ConsentError if the person has not agreed, or no longer; OSError if the
    storage is full or away. Nothing is left behind then.
    """
    if upload.size > settings.MAX_UPLOAD_BYTES:  # of such a file, sketching/uploads.py has kept only the beginning
        raise too_many_bytes(upload.size, limits())
    taken = _take(upload.read(), options, limits())
    return _store(Photo(owner=owner, warnings=taken.warnings, dropped=taken.dropped), taken.picture)


def look(owner: User, upload: "File[bytes]", wish: Wish | None = None) -> Photo:
    """Keep the whole photo, with the faces that are found, for its owner to say what is to be drawn; see frame().

    Raises: as receive() does, but IntakeError not for what concerns the face.
    """
    try:
        return receive(owner, upload, IntakeOptions(is_framed_by_hand=True))
    except IntakeError as error:
        if error.code not in CAN_BE_POINTED_AT:
            raise
        return keep(owner, error, wish)


def keep(owner: User, refused: IntakeError, wish: Wish | None = None) -> Photo:
    """Keep the whole photo of such a refusal, as long as any photo, for its owner to point at the face; see frame().

    What is wished for is kept with it, if that is known already.

    Raises: ConsentError; OSError if the storage is full or away. Nothing is left behind then.
    """
    facts = refused.facts
    picture: bytes = facts["picture"]
    width, _ = _size(picture)
    scale = width / facts["size"][0]  # of the picture, which may be smaller than the photo
    faces = [
        {"box": [value * scale for value in face.box], "frame": asdict(where.scaled(scale))}
        for face, where in zip(facts["faces"], facts["frames"], strict=True)
    ]
    later = {"plugin": wish.plugin, "options": wish.options, "background": wish.intake.background} if wish else {}
    # What was seen is of the widest face: which one is meant, only the person can say.
    warnings = facts["warnings"] if len(faces) == 1 else []
    photo = Photo(
        owner=owner, refusal=refused.code, faces=faces, wish=later, warnings=warnings, dropped=facts["dropped"]
    )
    _store(photo, picture)
    for earlier in Photo.objects.unframed(owner).exclude(pk=photo.pk):
        delete(earlier)  # one at a time: whoever uploads another has done with the one before
    return photo


def frame(photo: Photo, where: Frame, background: Literal["keep", "plain"]) -> None:
    """Cut a whole photo down to this frame, in pixels of its file. What is outside of it is gone for good.

    If somebody was faster, the photo is in the frame that they wanted.

    Raises: IntakeError; FileNotFoundError if the file was deleted; OSError if the storage is full or away. The photo is
    then as it was.
    """
    if photo.is_framed:
        return
    with photo.image.open("rb") as file:
        whole = file.read()
    # The file is our own: it was within the limits for uploads when it came, as whatever it was then.
    ours = Limits(bytes=len(whole), pixels=len(whole), shortest_side=1, aspect=math.inf)
    taken = _take(whole, IntakeOptions(frame=where, background=background), ours)
    before = photo.image.name
    with _written(taken.picture) as name:
        as_it_was = Photo.objects.filter(pk=photo.pk, image=before).exclude(refusal="")
        is_ours = as_it_was.update(image=name, refusal="", faces=[], wish={}, warnings=taken.warnings)
    photo_storage().delete(before if is_ours else name)
    photo.refresh_from_db()
    if photo.is_deleted:
        raise FileNotFoundError("the photo was deleted meanwhile")


def _take(data: bytes, options: IntakeOptions, within: Limits) -> bounded.TakenPhoto:
    bounds = bounded.Bounds(settings.INTAKE_LIMIT.total_seconds(), settings.INTAKE_MEMORY_BYTES)
    return bounded.take(data, options, within, bounds)


def _store(photo: Photo, picture: bytes) -> Photo:
    with _written(picture) as name, transaction.atomic():
        consents.require(photo.owner)  # it may have been taken back while the photo was read
        photo.image = name
        photo.save()
    return photo


@contextlib.contextmanager
def _written(picture: bytes) -> Iterator[str]:
    """The name of a new file with this picture, for its row; if that cannot be written, the file goes again."""
    name = f"{uuid.uuid4().hex}.bmp"
    try:
        photo_storage().save(name, ContentFile(picture))
        yield name
    except BaseException:
        photo_storage().delete(name)
        raise


def size(photo: Photo) -> tuple[int, int]:
    """Width and height of its file. Raises: FileNotFoundError if it was deleted."""
    if photo.is_deleted:
        raise FileNotFoundError("the photo was deleted")
    with photo.image.open("rb") as file:
        return _size(file.read(64))  # the header says it


def _size(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture), formats=["BMP"]) as image:
        return image.size


def for_owner(photo: Photo) -> bytes:
    """A JPEG of the photo, small enough for a phone, without metadata.

    Raises: FileNotFoundError if the file was deleted.
    """
    if photo.is_deleted:
        raise FileNotFoundError("the photo was deleted")
    out = io.BytesIO()
    with photo.image.open("rb") as file, Image.open(file, formats=["BMP"]) as image:
        image.save(out, "JPEG", quality=85)
    return out.getvalue()


def delete(photo: Photo) -> None:
    """Delete the file as it is now, and what was drawn of the photo on trial; the next purge mends a crash.

    Raises: OSError if the file cannot be deleted: then all is as it was.
    """
    with transaction.atomic():
        # Nobody frames it or makes a job of it meanwhile
        current = Photo.objects.select_for_update().filter(pk=photo.pk).exclude(image="").first()
        if current:
            current.jobs.filter(is_trial=True).delete()
            photo_storage().delete(current.image.name)
            Photo.objects.filter(pk=photo.pk).update(image="", deleted_at=now(), faces=[], wish={})
    photo.image = ""


def purge(at: datetime | None = None) -> int:
    """Delete every photo whose time is over, and every stray file as old as that. Returns how many.

    The rows of those that no job is of follow after as long again.
    """
    before = (at or now()) - settings.PHOTO_RETENTION
    Photo.objects.of_no_use(before).delete()
    return _each(delete, Photo.objects.expired(before)) + _each(photo_storage().delete, _strays(before))


def _each(remove: Callable[[Any], None], items: Iterable[Any]) -> int:
    """Remove all, one by one: a file that cannot be removed keeps none of the others."""
    removed = 0
    for item in items:
        try:
            remove(item)
            removed += 1
        except OSError as error:
            which = f"photo={item.pk}" if isinstance(item, Photo) else "stray file"
            logger.error("%s could not be deleted: %s", which, error.strerror)  # noqa: TRY400
    return removed


def _strays(before: datetime) -> list[str]:
    """Files that no row names: a process died between writing the file and its row, or between deleting the two."""
    storage = photo_storage()
    try:
        names = storage.listdir("")[1]
    except FileNotFoundError:  # no photo was ever taken in
        return []
    # A file in use is younger than its row's commit by moments, never by the whole retention: at least a minute.
    before = min(before, now() - timedelta(minutes=1))
    known = set(Photo.objects.filter(image__in=names).values_list("image", flat=True))
    return [name for name in names if name not in known and storage.get_modified_time(name) < before]


def deletion_time(photo: Photo) -> datetime | None:
    """When the purge will delete it; None while a job still needs it, or if it is gone."""
    if photo.is_deleted:
        return None
    jobs = list(photo.jobs.all())
    if any(job.is_active for job in jobs):
        return None
    over: datetime = max([photo.created_at, *(job.finished_at for job in jobs if job.finished_at)])
    return over + settings.PHOTO_RETENTION
