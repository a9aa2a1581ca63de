"""The settings in one place: each says its present state."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils.timezone import now
from knox.models import AuthToken

from accounts import avatars, consents
from accounts.models import User
from sketching import queue
from tests import factories, pictures

DRAWN = pictures.encoded(pictures.face(200, 200).convert("L"), "PNG")


def said(client: Client) -> str:
    """The page's words, with single spaces."""
    return " ".join(client.get("/accounts/").content.decode().split())


def test_somebody_new_reads_what_is_off(client: Client, db: None) -> None:
    client.force_login(factories.user("new@example.com"))
    page = said(client)
    for words in (
        "You have no avatar yet.",
        "Found under none of your email addresses",
        "Not asked yet",
        "A photo is deleted 15 minutes after its last job has ended. None of yours is here now.",
        "0 sketches are kept now.",
        "1 address.",
        "Off: your password alone signs you in.",
        "You are signed in with this browser only.",
        "None: no program acts in your name.",
    ):
        assert words in page, words


def test_what_others_see_is_told(as_alice: Client, alice: User) -> None:
    first = avatars.set_avatar(alice, DRAWN, "one")
    avatars.set_avatar(alice, DRAWN, "two")
    avatars.publish_address(EmailAddress.objects.get(user=alice), first)
    page = said(as_alice)
    assert "Shown now: two, chosen on" in page
    assert "2 avatars are kept in your history." in page
    assert "<strong>alice@example.com</strong> (with an avatar of its own)" in page


def test_who_shows_none_reads_it(as_alice: Client, alice: User) -> None:
    avatars.set_avatar(alice, DRAWN, "one")
    avatars.clear(alice)
    assert "You show no avatar now. 1 avatar is kept in your history." in said(as_alice)


def test_the_consent_is_told_with_its_version_and_its_end(as_alice: Client, alice: User) -> None:
    assert f"to version {consents.PROCESSING_VERSION} of the text" in said(as_alice)
    consents.withdraw(alice)
    page = said(as_alice)
    assert "Taken back on" in page
    assert "Read it or take it back" not in page


def test_a_text_that_has_changed_is_told(as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consents, "PROCESSING_VERSION", "2099-01")
    assert "It has changed since" in said(as_alice)


def test_photos_that_are_here_can_be_deleted_from_here(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_knock", lambda: None)
    assert "Delete my photos now" not in said(as_alice)
    factories.job(alice)
    page = said(as_alice)
    assert "1 photo of yours is here now. 1 job waits." in page
    assert "Delete my photos now" in page


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["totp"], "On: with an authenticator app."),
        (["webauthn"], "On: with a security key or passkey."),
        (["totp", "webauthn", "recovery_codes"], "On: with an authenticator app, and a security key or passkey."),
        ([], "Off: your password alone signs you in."),
    ],
)
def test_the_second_factors_are_told(as_alice: Client, alice: User, kinds: list[str], words: str) -> None:
    for kind in kinds:
        Authenticator.objects.create(user=alice, type=kind, data={})
    assert words in said(as_alice)


def test_tokens_that_have_run_out_are_not_counted(as_alice: Client, alice: User) -> None:
    AuthToken.objects.create(alice)
    AuthToken.objects.create(alice, expiry=None)
    AuthToken.objects.filter(pk=AuthToken.objects.create(alice)[0].pk).update(expiry=now())
    assert "2 programs can act in your name." in said(as_alice)


def test_an_address_that_is_not_confirmed_is_told(as_alice: Client, alice: User) -> None:
    EmailAddress.objects.create(user=alice, email="new@example.org", verified=False)
    assert "2 addresses, 1 of them not confirmed." in said(as_alice)
