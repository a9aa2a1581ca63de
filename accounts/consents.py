"""What people agreed to, by purpose and version of the text (templates/sketching/consent_text.html)."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import Consent, User

# Raise it whenever the text changes in meaning: everybody is asked again.
PROCESSING_VERSION = "2026-11"


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


def _standing(user: User) -> QuerySet[Consent]:
    return Consent.objects.filter(owner=user, purpose=Consent.Purpose.PROCESSING, version=PROCESSING_VERSION)
