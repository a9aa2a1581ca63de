"""Photos: take one in, delete its file, purge those whose time is over."""

import io
import logging
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.timezone import now
from PIL import Image

from accounts.models import User
from sketching.intake import Limits, prepare, too_many_bytes
from sketching.models import Photo, photo_storage

logger = logging.getLogger(__name__)

# Decoding may take hundreds of MB for a moment: so many at once, however many uploads there are.
_DECODING = BoundedSemaphore(2)


def limits() -> Limits:
    return Limits(bytes=settings.MAX_UPLOAD_BYTES, pixels=settings.MAX_PHOTO_PIXELS)


def receive(owner: User, upload: "File[bytes]") -> Photo:
    """Take in an uploaded file: its pixels are kept in private storage, the file itself nowhere.

    Raises: IntakeError if it is refused; OSError if the storage is full or away, and then nothing is left behind.
    """
    if upload.size > settings.MAX_UPLOAD_BYTES:  # of such a file, sketching/uploads.py has kept only the beginning
        raise too_many_bytes(upload.size, limits())
    data = upload.read()
    with _DECODING:
        prepared = prepare(data, limits())
    out = io.BytesIO()
    prepared.image.save(out, "BMP")  # lives minutes: 3 MB at most, written and read in a tenth of PNG's time
    name = f"{uuid.uuid4().hex}.bmp"
    photo = Photo(owner=owner)
    try:
        photo.image.save(name, ContentFile(out.getvalue()), save=True)
    except BaseException:
        photo_storage().delete(name)
        raise
    return photo


def for_owner(photo: Photo) -> bytes:
    """A JPEG of the photo, small enough for a phone, without metadata.

    Raises: FileNotFoundError if the file was deleted.
    """
    if photo.is_deleted:
        raise FileNotFoundError("the photo was deleted")
    out = io.BytesIO()
    with photo.image.open("rb") as file, Image.open(file) as image:
        image.save(out, "JPEG", quality=85)
    return out.getvalue()


def delete(photo: Photo) -> None:
    """Delete the file, then say so in the row: a crash between the two is mended by the next purge."""
    photo.image.delete(save=False)
    Photo.objects.filter(pk=photo.pk).update(image="", deleted_at=now())


def purge(at: datetime | None = None) -> int:
    """Delete every photo whose time is over, and every stray file as old as that. Returns how many."""
    before = (at or now()) - settings.PHOTO_RETENTION
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
