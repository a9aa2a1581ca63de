"""Erase everything of one person, or what is over of everybody.

Rows go by cascade; each app removes the files of its rows after the commit.
"""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from accounts.models import User


@transaction.atomic
def erase(user: User) -> None:
    _end_sessions(user)
    _forget_admin_log(user)
    user.delete()


def forget_ended_sessions() -> None:
    """Where people were signed in, and are no longer: allauth itself would keep that until they come back."""
    going_on = Session.objects.filter(expire_date__gt=now()).values("session_key")
    UserSession.objects.exclude(session_key__in=going_on).delete()


def _end_sessions(user: User) -> None:
    """Every login is listed among its person's sessions; to look into all sessions there are would take minutes."""
    theirs = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(pk__in=list(theirs)).delete()


def _forget_admin_log(user: User) -> None:
    """What administrators did to the account, and to what is named by an address of it: its addresses, its tokens."""
    kind = ContentType.objects.get_for_model(User)
    about = Q(content_type=kind, object_id=str(user.pk))
    for address in {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}:
        about |= Q(object_repr__iexact=address) | Q(object_repr__iendswith=f" {address}")
    LogEntry.objects.filter(about).delete()
