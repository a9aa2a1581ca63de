"""What people agreed to, by purpose and version of the text (templates/sketching/consent_text.html), and took back."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import Consent, User

# Raise it whenever the text changes in meaning: everybody is asked again.
PROCESSING_VERSION = "2026-11-25"


class ConsentError(Exception):
    """The person has not agreed, or has taken it back."""


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


@transaction.atomic
def require(user: User) -> None:
    """In the transaction that keeps something of the person's photo: the consent then stands until that commits.

    Raises: ConsentError.
    """
    _wait_for_turn(user)
    if not has_agreed(user):
        raise ConsentError


@transaction.atomic
def withdraw(user: User) -> bool:
    """Take back whatever stands, in all versions; the rows stay, with the time. False if nothing stood.

    What must follow is not known here: see sketching/withdrawals.py.
    """
    _wait_for_turn(user)
    return bool(Consent.objects.filter(owner=user, withdrawn_at=None).update(withdrawn_at=now()))


def newest(user: User) -> Consent | None:
    """The consent that stands in the version in force, or the last one that was given; None if there never was one."""
    return _standing(user).first() or Consent.objects.filter(owner=user).order_by("-pk").first()


def _wait_for_turn(user: User) -> None:
    """What counts on the consent and what takes it back come one after the other."""
    User.objects.select_for_update().get(pk=user.pk)


def _standing(user: User) -> QuerySet[Consent]:
    return Consent.objects.filter(
        owner=user, purpose=Consent.Purpose.PROCESSING, version=PROCESSING_VERSION, withdrawn_at=None
    )
