"""How much one person may ask for: sketches in a day, and jobs that wait at a time. Asked before a job is made.

What was made is counted apart from the jobs: who deletes a sketch has had it drawn all the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from sketching import estimates
from sketching.models import QuotaUse, SketchJob

DAY = timedelta(hours=24)
SOON = timedelta(seconds=30)  # where nobody can say when a waiting job will be done


class QuotaError(Exception):
    """The person has as many as the site allows: `limit`, "day" or "waiting" by `kind`; again from `room_at` on."""

    def __init__(self, kind: str, limit: int, room_at: datetime) -> None:
        super().__init__(f"the limit, {kind}, is {limit}")
        self.kind = kind
        self.limit = limit
        self.room_at = room_at

    @property
    def wait_seconds(self) -> int:
        return max(1, round((self.room_at - now()).total_seconds()))


def check(owner: User) -> None:
    """Raises: QuotaError if there is no room for one more job. At most two queries while there is."""
    _check_day(owner)
    _check_waiting(owner)


@contextmanager
def one_more(owner: User) -> Iterator[None]:
    """Around what makes a job and counts it, in a transaction: two at once come one after the other.

    Raises: QuotaError.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)
        check(owner)
        yield


def count(job: SketchJob) -> None:
    """A job that was just made, within one_more()."""
    QuotaUse.objects.create(owner=job.owner, job=job)


def forget(at: datetime | None = None) -> None:
    """What no longer counts."""
    QuotaUse.objects.filter(made_at__lt=(at or now()) - DAY).delete()


def _check_day(owner: User) -> None:
    """What was cancelled was not drawn, and does not count."""
    limit = settings.JOBS_PER_DAY
    counted = QuotaUse.objects.filter(owner=owner).exclude(job__status=SketchJob.Status.CANCELED).order_by("-pk")
    first = counted.values_list("made_at", flat=True)[limit - 1 : limit].first() if limit else None
    if first and first > now() - DAY:
        raise QuotaError("day", limit, first + DAY)


def _check_waiting(owner: User) -> None:
    limit = settings.WAITING_JOBS_PER_PERSON
    if not limit or SketchJob.objects.active().filter(owner=owner).count() < limit:
        return
    told = [
        estimate.seconds for job in SketchJob.objects.active().filter(owner=owner) if (estimate := estimates.of(job))
    ]
    raise QuotaError("waiting", limit, now() + (timedelta(seconds=min(told)) if told else SOON))
