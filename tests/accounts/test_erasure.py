"""Erasing a person takes every row and, after the commit, every file: theirs, and nobody else's."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from accounts import avatars, erasure
from accounts.models import User
from sketching import jobs, queue, reviews
from tests import factories, pictures
from tests.sketching.test_jobs import files

SKETCH = pictures.encoded(pictures.face(200, 200).convert("L"), "PNG")


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_knock", lambda: None)


def live_a_life(user: User) -> None:
    """A finished job that became the avatar, a waiting one, a token, a public address with an avatar of its own."""
    factories.job(user)
    (job,) = jobs.claim({})
    avatar = reviews.use_as_avatar(jobs.finish(job, SKETCH, "1"))
    factories.job(user)
    jobs.cancel(user.sketch_jobs.get(status="queued"))
    avatars.publish_address(EmailAddress.objects.get(user=user), avatar)
    AuthToken.objects.create(user)


def stored() -> dict[str, list[str]]:
    """The names of every file, by storage."""
    return {name: files(storages[name]) for name in ("photos", "sketches", "avatars")}


def rows() -> dict[str, int]:
    kept = {"PluginState", "ContentType", "Permission", "Site"}
    return {model.__name__: model.objects.count() for model in apps.get_models() if model.__name__ not in kept}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_who_deletes_the_account(alice: User) -> None:
    live_a_life(alice)
    assert all(stored().values())
    erasure.erase(alice)
    assert not any(stored().values())
    assert not any(rows().values()), rows()


@pytest.mark.django_db(transaction=True)
def test_what_others_have_stays(alice: User, bob: User) -> None:
    live_a_life(bob)
    rows_of_bob, files_of_bob = rows(), stored()
    live_a_life(alice)
    erasure.erase(alice)
    assert stored() == files_of_bob
    rows_of_bob["User"] -= 1  # Alice was there already, with her address and her consent
    rows_of_bob["EmailAddress"] -= 1
    rows_of_bob["Consent"] -= 1
    assert rows() == rows_of_bob


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_is_rolled_back_keeps_every_file(alice: User) -> None:
    live_a_life(alice)
    before = stored()
    with transaction.atomic():
        erasure.erase(User.objects.get(pk=alice.pk))
        transaction.set_rollback(True)
    assert stored() == before
    assert User.objects.filter(pk=alice.pk).exists()


def log(rita: User, thing: Model) -> None:
    """An administrator's change of it, as the admin writes it down."""
    LogEntry.objects.log_actions(rita.pk, type(thing).objects.filter(pk=thing.pk), CHANGE, "x")


def test_the_admins_log_forgets_who_is_erased_and_nobody_else(alice: User, bob: User, rita: User) -> None:
    for thing in (alice, bob, alice.emailaddress_set.get(), bob.emailaddress_set.get()):
        log(rita, thing)
    log(rita, AuthToken.objects.create(alice)[0])
    erasure.erase(alice)
    assert {entry.object_repr for entry in LogEntry.objects.all()} == {"bob@example.com"}
    assert LogEntry.objects.count() == 2


def test_who_is_erased_is_logged_out_everywhere_and_nobody_else_is(
    as_alice: Client, as_bob: Client, alice: User
) -> None:
    other = Client()
    other.force_login(alice)
    for client in (as_alice, other):
        client.get("/jobs/")
    assert Session.objects.count() == 3
    erasure.erase(alice)
    assert Session.objects.get().pk == as_bob.session.session_key


def test_an_administrator_erases_as_thoroughly(as_rita: Client, as_alice: Client, alice: User) -> None:
    as_alice.get("/jobs/")
    path = reverse("admin:accounts_user_delete", args=[alice.pk])
    assert as_rita.post(path, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(email="alice@example.com").exists()
    assert not LogEntry.objects.exists()
    assert Session.objects.get().pk == as_rita.session.session_key


def test_administrators_can_erase_themselves(as_rita: Client, rita: User) -> None:
    path = reverse("admin:accounts_user_delete", args=[rita.pk])
    assert as_rita.post(path, {"post": "yes"}).status_code == 302
    assert not User.objects.exists()


def test_where_somebody_was_signed_in_is_forgotten_after_the_session(as_alice: Client, as_bob: Client) -> None:
    for client in (as_alice, as_bob):
        client.get("/accounts/sessions/")
    assert UserSession.objects.count() == 2
    as_alice.logout()
    erasure.forget_ended_sessions()
    assert [row.user.email for row in UserSession.objects.all()] == ["bob@example.com"]
