"""The life of a sketch job. Nothing else writes SketchJob.status.

    QUEUED --claim--> RUNNING --finish----> SUCCEEDED
      |                  |----give_back---> QUEUED or, when its tries are used up, FAILED
      |                  '----fail--------> FAILED
      '--cancel--> CANCELED

Every step is one UPDATE that names the status and the claim it expects, so two processes can't both take it, and a
worker that was thought dead can't overwrite what another has done since.
"""

import hashlib
import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.timezone import now

from accounts import consents
from accounts.models import User
from sketching import photos, queue, quotas
from sketching.intake import Frame
from sketching.models import Photo, Sketch, SketchJob, sketch_storage
from sketching.offers import Wish

logger = logging.getLogger(__name__)

Status = SketchJob.Status
MAX_TRIES = 3
REST = timedelta(seconds=2)  # before the second try
STORAGE_REST = timedelta(seconds=30)  # a full disk is seldom mended sooner, and each try costs a drawing


class LostJobError(Exception):
    """The job is no longer in the status, or in the hands, that the caller thinks."""


def submit_upload(owner: User, upload: "File[bytes]", wish: Wish, submission: str = "") -> SketchJob:
    """Take in a photo and queue its job, once for each submission.

    Raises: QuotaError; ConsentError; IntakeError if the file is refused; OSError if the storage is full or away.
    Nothing is left behind then.
    """
    if known := submitted(owner, submission):
        return known
    quotas.check(owner)  # before the work of taking the photo in
    photo = photos.receive(owner, upload, wish.intake)
    try:
        job = submit(photo, wish, submission)
    except (quotas.QuotaError, consents.ConsentError):  # another upload took the last place, or it was taken back
        photos.delete(photo)
        raise
    if job.photo_id != photo.pk:
        photos.delete(photo)  # the other half of a double click was faster
    return job


def submit_framed(photo: Photo, where: Frame, wish: Wish) -> SketchJob:
    """Cut a photo that was kept for its owner to point at the face, and queue its job; one that is cut is drawn so.

    Raises: QuotaError; ConsentError; IntakeError if there can be no such frame; FileNotFoundError if the photo's time
    is over; OSError if the storage is full or away.
    """
    if not photo.is_framed:
        quotas.check(photo.owner)  # or it would be cut in vain
        consents.require(photo.owner)
    photos.frame(photo, where, wish.intake.background)
    return redraw(photo, wish)


def submit(photo: Photo, wish: Wish, submission: str = "", *, is_trial: bool = False) -> SketchJob:
    """Queue a job. `submission` is the same for both halves of a double click, which then give one job.

    Raises: QuotaError if its owner has as many as the site allows; ConsentError if they have not agreed, or no longer;
    FileNotFoundError if the photo was deleted.
    """
    try:
        with _one_more(photo):
            job = SketchJob.objects.create(
                owner=photo.owner,
                photo=photo,
                plugin=wish.plugin,
                options=wish.options,
                submission=submission,
                is_trial=is_trial,
            )
            quotas.count(job)
            queue.wake_worker()
            return job
    except (IntegrityError, quotas.QuotaError):  # the other half may have taken the last place
        if known := submitted(photo.owner, submission):
            return known
        raise


@contextmanager
def _one_more(photo: Photo) -> Iterator[None]:
    """Around what makes a job of a photo, in a transaction: quota, consent and photo hold until that commits."""
    with quotas.one_more(photo.owner):
        consents.require(photo.owner)
        if not Photo.objects.select_for_update().filter(pk=photo.pk).exclude(image=""):
            raise FileNotFoundError("the photo was deleted")
        yield


def redraw(photo: Photo, wish: Wish, *, is_trial: bool = False) -> SketchJob:
    """The job that draws a photo so that is here already: one that does or has done it, or a new one.

    What is drawn on trial is not listed, and goes with the photo unless it is kept; see keep().

    Raises: QuotaError; ConsentError; FileNotFoundError if the photo was deleted.
    """
    # Compared here: SQLite compares JSON by its text, and takes 1 and 1.0 for different
    alike = [job for job in photo.jobs.order_by("pk") if (job.plugin, job.options) == (wish.plugin, wish.options)]
    for job in alike:
        if job.is_active or job.status == Status.SUCCEEDED:
            return job if is_trial else keep(job)
    # Both halves of a double click have seen the same
    mark = repr((photo.pk, wish.plugin, wish.options, alike[-1].pk if alike else None))
    return submit(photo, wish, hashlib.blake2b(mark.encode(), digest_size=32).hexdigest(), is_trial=is_trial)


def keep(job: SketchJob) -> SketchJob:
    """List what was drawn on trial, and let it stay when the photo goes."""
    SketchJob.objects.filter(pk=job.pk).update(is_trial=False)
    job.is_trial = False
    return job


def submitted(owner: User, submission: str) -> SketchJob | None:
    """The job that this form has already made, if it has."""
    return SketchJob.objects.filter(owner=owner, submission=submission).first() if submission else None


def retry(job: SketchJob) -> SketchJob:
    """A new job like this one, which failed or was cancelled. A second click gives the same new job.

    Raises: QuotaError; ConsentError; LostJobError if the job is not over, or succeeded; FileNotFoundError if its photo
    was deleted.
    """
    if job.status not in (Status.FAILED, Status.CANCELED):
        raise LostJobError(f"job {job.pk} cannot be tried again")
    if known := SketchJob.objects.filter(retry_of=job).first():
        return known
    with _one_more(job.photo):
        again, is_new = SketchJob.objects.get_or_create(
            retry_of=job,
            defaults={
                "owner": job.owner,
                "photo": job.photo,
                "plugin": job.plugin,
                "options": job.options,
                "is_trial": job.is_trial,
            },
        )
        if is_new:
            quotas.count(again)
            queue.wake_worker()
    return again


def claim(limits: Mapping[str, int]) -> list[SketchJob]:
    """Take what is waiting for one plugin, the one that the oldest job is for.

    Args:
        limits: most jobs to take at a time, by plugin; 1 for a plugin that is not in it.
    """
    oldest = SketchJob.objects.waiting().first()
    if oldest is None:
        return []
    # A job that has failed before is taken alone: if it kills its worker, no other pays for it with a try.
    waiting = SketchJob.objects.waiting().filter(plugin=oldest.plugin, tries=0)
    wanted = list(waiting.values_list("pk", flat=True)[: limits.get(oldest.plugin, 1)])
    if oldest.tries:
        wanted = [oldest.pk]
    mine, moment = uuid.uuid4().hex, now()
    SketchJob.objects.queued().filter(pk__in=wanted).update(
        status=Status.RUNNING, claim=mine, heartbeat_at=moment, started_at=moment
    )
    return list(SketchJob.objects.filter(claim=mine, status=Status.RUNNING).select_related("photo").order_by("pk"))


def beat(claims: Iterable[str]) -> None:
    """Say that the worker with these claims is alive."""
    SketchJob.objects.filter(status=Status.RUNNING, claim__in=list(claims)).update(heartbeat_at=now())


def finish(job: SketchJob, png: bytes, plugin_version: str, trace: bytes = b"") -> Sketch:
    """Keep the sketch, and the same as curves (SVG) if there is a trace.

    The files are written before the row is committed, and taken away again if that fails.

    Raises: LostJobError; OSError if the storage is full or away: the job is then still ours, and running.
    """
    name = uuid.uuid4().hex
    files = {f"{name}.png": png, f"{name}.svg": trace}
    try:
        image, curves = (sketch_storage().save(name, ContentFile(data)) if data else "" for name, data in files.items())
        with transaction.atomic():
            _move(job, Status.RUNNING, Status.SUCCEEDED, finished_at=now(), claim="")
            digest = hashlib.sha256(png).hexdigest()
            return Sketch.objects.create(
                job=job, image=image, digest=digest, trace=curves, plugin_version=plugin_version
            )
    except BaseException:
        for name in files:
            sketch_storage().delete(name)
        raise


def delete(job: SketchJob) -> None:
    """Delete a job that is over, with its sketch, and its photo with the jobs of it that came to nothing.

    The photo stays if another job draws it or has done so; see is_needed(). An avatar made of it stays.

    Raises: LostJobError if it is not over.
    """
    with transaction.atomic():
        photo = Photo.objects.select_for_update().filter(pk=job.photo_id).first()  # nobody adds a job to it meanwhile
        if photo is None:
            return  # the other half of a double click was faster
        if SketchJob.objects.filter(pk=job.pk, status__in=Status.active()).exists():
            raise LostJobError(f"job {job.pk} is not over")
        (job if is_needed(photo, job) else photo).delete()


def is_needed(photo: Photo, besides: SketchJob) -> bool:
    """Whether any other job draws the photo, or has done so."""
    return photo.jobs.filter(status__in=[*Status.active(), Status.SUCCEEDED]).exclude(pk=besides.pk).exists()


def fail(job: SketchJob, error: str) -> None:
    """Raises: LostJobError."""
    _move(job, Status.RUNNING, Status.FAILED, error=error, finished_at=now(), claim="")


def give_back(job: SketchJob, error: str, *, is_jobs_fault: bool = True, rest: timedelta = REST) -> None:
    """A passing fault: queue the job again after a rest, or fail it if its tries are used up.

    A full disk or the operator's hand is not the job's fault and costs it no try.
    Each further try is preceded by a rest four times as long.

    Raises: LostJobError.
    """
    tries = job.tries + is_jobs_fault
    if tries >= MAX_TRIES:
        _move(job, Status.RUNNING, Status.FAILED, error=error, finished_at=now(), claim="", tries=tries)
        return
    not_before = now() + rest * 4 ** max(tries - 1, 0)
    _move(job, Status.RUNNING, Status.QUEUED, tries=tries, claim="", not_before=not_before)
    logger.info("job=%d given back: %s", job.pk, error)


def cancel(job: SketchJob) -> None:
    """Raises: LostJobError if it is no longer queued."""
    _move(job, Status.QUEUED, Status.CANCELED, finished_at=now())


def sweep(at: datetime | None = None) -> int:
    """Give back what vanished workers held, and knock if anything waits. Returns how many were given back.

    This alone makes the queue safe: it needs no broker to have kept anything.
    """
    before = (at or now()) - settings.CLAIM_TIMEOUT
    given_back = 0
    for job in SketchJob.objects.vanished(before):
        mine = uuid.uuid4().hex
        if not SketchJob.objects.vanished(before).filter(pk=job.pk, claim=job.claim).update(claim=mine):
            continue  # its worker came back, or another sweep was faster
        job.claim = mine
        give_back(job, "worker_lost")
        given_back += 1
    if SketchJob.objects.waiting().exists():
        queue.wake_worker()
    return given_back


def position(job: SketchJob) -> int:
    """Place in the queue, 1 for the next; 0 if the job is not queued."""
    if job.status != Status.QUEUED:
        return 0
    ahead: int = SketchJob.objects.queued().filter(pk__lte=job.pk).aggregate(count=Count("pk"))["count"]
    return ahead


def _move(job: SketchJob, source: Status, target: Status, **fields: Any) -> None:
    still_ours = SketchJob.objects.filter(pk=job.pk, status=source, claim=job.claim)
    if not still_ours.update(status=target, **fields):
        raise LostJobError(f"job {job.pk} is no longer {source}, or in other hands")
    for name, value in {"status": target, **fields}.items():
        setattr(job, name, value)
