"""What people agreed to, by purpose and version of the text (templates/sketching/consent_text.html), and took back."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import Consent, User

# Raise it whenever the text changes in meaning: everybody is asked again.
PROCESSING_VERSION = "2026-11-25"


def has_agreed(user: User) -> bool:
    return _standing(user).exists()


def agree(user: User) -> None:
    """Record it, once: a consent that stands is left as it is."""
    if has_agreed(user):
        return
    try:
        with transaction.atomic():
            Consent.objects.create(owner=user, purpose=Consent.Purpose.PROCESSING, version=PROCESSING_VERSION)
    except IntegrityError:  # the other half of a double click was faster
        return


def withdraw(user: User) -> bool:
    """Take back whatever stands, in all versions; the rows stay, with the time. False if nothing stood.

    What must follow is not known here: see sketching/withdrawals.py.
    """
    return bool(Consent.objects.filter(owner=user, withdrawn_at=None).update(withdrawn_at=now()))


def newest(user: User) -> Consent | None:
    """The consent that stands in the version in force, or the last one that was given; None if there never was one."""
    return _standing(user).first() or Consent.objects.filter(owner=user).order_by("-pk").first()


def _standing(user: User) -> QuerySet[Consent]:
    return Consent.objects.filter(
        owner=user, purpose=Consent.Purpose.PROCESSING, version=PROCESSING_VERSION, withdrawn_at=None
    )
