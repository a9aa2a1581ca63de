"""What follows when somebody takes back the consent, or wants the photos gone now: nothing waits, no photo stays."""

import logging
from dataclasses import dataclass

from accounts import consents
from accounts.models import User
from sketching import jobs, photos
from sketching.models import Photo, SketchJob

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cleared:
    """What became of a person's photos and jobs. What is `being_drawn` is read already, and is drawn to the end."""

    deleted: int
    cancelled: int
    being_drawn: int
    stuck: int  # photos whose file could not be deleted: the purge tries again


def take_back(owner: User) -> Cleared:
    """Withdraw the consent first, so that nothing new comes in; then clear away. Sketches and avatars stay."""
    consents.withdraw(owner)
    return clear_photos(owner)


def clear_photos(owner: User) -> Cleared:
    """Cancel what waits, then delete every photo of this person that is still there."""
    cancelled = _cancel_waiting(owner)
    deleted = stuck = 0
    for photo in Photo.objects.filter(owner=owner).exclude(image=""):
        try:
            photos.delete(photo)
            deleted += 1
        except OSError as error:  # one file that cannot be deleted keeps none of the others
            logger.error("photo=%d could not be deleted: %s", photo.pk, error.strerror)  # noqa: TRY400
            stuck += 1
    being_drawn = SketchJob.objects.filter(owner=owner, status=SketchJob.Status.RUNNING).count()
    return Cleared(deleted, cancelled, being_drawn, stuck)


def _cancel_waiting(owner: User) -> int:
    cancelled = 0
    for job in SketchJob.objects.queued().filter(owner=owner):
        try:
            jobs.cancel(job)
            cancelled += 1
        except jobs.LostJobError:  # drawing has begun
            continue
    return cancelled
