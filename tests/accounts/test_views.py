"""A person's own pages: whose they are, what they change; and the way in, with allauth's real forms and mails."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from accounts import avatars, gravatar
from accounts.models import Avatar, User, avatar_storage
from tests import factories, pictures

DRAWN = pictures.encoded(pictures.face(200, 200).convert("L"), "PNG")
PAGES = ["accounts:overview", "accounts:avatar", "accounts:tokens", "accounts:delete"]
ALLAUTH_PAGES = ["account_email", "account_change_password", "mfa_index", "usersessions_list"]
LOGIN = "/accounts/login/"


def log_in(client: Client, email: str, password: str = factories.PASSWORD) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def fresh(client: Client, alice: User) -> Client:
    """Alice, who has just typed her password, and once more for what is dangerous."""
    log_in(client, "alice@example.com")
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return client


# Pages


@pytest.mark.parametrize("name", PAGES + ALLAUTH_PAGES)
def test_a_stranger_is_sent_to_the_login(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.url == f"{LOGIN}?next={reverse(name)}"


@pytest.mark.parametrize("path", ["avatar/clear/", "avatar/1/choose/", "avatar/1.png", "tokens/abc/revoke/"])
def test_a_stranger_can_change_nothing(client: Client, db: None, path: str) -> None:
    assert client.post(f"/accounts/{path}").url.startswith(LOGIN)


@pytest.mark.parametrize("name", PAGES + ALLAUTH_PAGES)
def test_every_page_opens_for_its_owner(fresh: Client, name: str) -> None:
    assert fresh.get(reverse(name)).status_code == 200


def test_the_page_to_set_up_an_authenticator_app_opens(fresh: Client) -> None:
    response = fresh.get(reverse("mfa_activate_totp"))
    assert response.status_code == 200
    assert b"data:image/svg+xml" in response.content


@pytest.mark.parametrize("name", ["accounts:avatar-clear"])
def test_a_deed_needs_a_post(fresh: Client, name: str) -> None:
    assert fresh.get(reverse(name)).status_code == 405


# The avatar


def test_an_address_is_found_once_its_owner_ticks_it(fresh: Client, alice: User) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil")
    digest = gravatar.digests("alice@example.com")[1]
    fresh.post("/accounts/avatar/", {"public": [alice.emailaddress_set.get().pk]})
    assert avatars.find(digest) == avatar
    fresh.post("/accounts/avatar/", {"csrfmiddlewaretoken": "-"})
    assert avatars.find(digest) is None


@pytest.mark.parametrize("whose", ["bob", "unconfirmed"])
def test_an_address_that_is_not_ones_own_and_confirmed_cannot_be_ticked(
    fresh: Client, alice: User, bob: User, whose: str
) -> None:
    mine = EmailAddress.objects.create(user=alice, email="new@example.com", verified=False)
    address = mine if whose == "unconfirmed" else bob.emailaddress_set.get()
    assert fresh.post("/accounts/avatar/", {"public": [address.pk]}).status_code == 200
    assert not EmailAddress.objects.filter(public_address__isnull=False).exists()


def test_an_earlier_avatar_can_be_chosen_and_the_avatar_cleared(fresh: Client, alice: User) -> None:
    old, _ = avatars.set_avatar(alice, DRAWN, "one"), avatars.set_avatar(alice, DRAWN, "two")
    fresh.post(reverse("accounts:avatar-choose", args=[old.pk]))
    assert alice.avatars.get(is_current=True) == old
    fresh.post(reverse("accounts:avatar-clear"))
    assert not alice.avatars.filter(is_current=True).exists()


def test_another_persons_avatar_is_not_found(fresh: Client, bob: User) -> None:
    avatar = avatars.set_avatar(bob, DRAWN, "Pencil")
    avatars.clear(bob)
    assert fresh.post(reverse("accounts:avatar-choose", args=[avatar.pk])).status_code == 404
    assert fresh.get(reverse("accounts:avatar-image", args=[avatar.pk])).status_code == 404
    assert not Avatar.objects.filter(is_current=True).exists()


def test_a_picture_of_ones_history_is_private(fresh: Client, alice: User) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil")
    response = fresh.get(reverse("accounts:avatar-image", args=[avatar.pk]))
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert "private" in response["Cache-Control"]


def test_a_picture_of_ones_history_whose_file_is_lost_is_not_found(fresh: Client, alice: User) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil")
    avatar_storage().delete(avatar.image.name)
    assert fresh.get(reverse("accounts:avatar-image", args=[avatar.pk])).status_code == 404


def test_a_message_is_told_once_and_sets_no_cookie_of_its_own(fresh: Client, alice: User) -> None:
    told = [fresh.post(reverse("accounts:avatar-clear"), follow=True), fresh.get("/accounts/avatar/")]
    assert ["You show no avatar now. Your" in page.content.decode() for page in told] == [True, False]
    assert set(fresh.cookies) == {"sessionid", "csrftoken"}


def test_the_avatar_page_shows_the_history(fresh: Client, alice: User) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil")
    page = fresh.get("/accounts/avatar/").content.decode()
    assert reverse("accounts:avatar-image", args=[avatar.pk]) in page
    assert alice.avatar_token in page


# Tokens


def listed(token: str) -> int:
    return Client().get("/api/v1/jobs", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_new_token_opens_the_api_until_it_is_revoked(fresh: Client, alice: User) -> None:
    token = fresh.post(reverse("accounts:tokens")).context["new"]
    assert listed(token) == 200
    key = AuthToken.objects.get(user=alice).token_key
    fresh.post(reverse("accounts:token-revoke", args=[key]))
    assert listed(token) == 401


def test_a_token_is_shown_only_once(fresh: Client) -> None:
    page = fresh.post(reverse("accounts:tokens"))
    token = page.context["new"]
    assert token in page.content.decode()
    assert token not in fresh.get(reverse("accounts:tokens")).content.decode()


def test_another_persons_token_cannot_be_revoked(fresh: Client, bob: User) -> None:
    stored, token = AuthToken.objects.create(bob)
    fresh.post(reverse("accounts:token-revoke", args=[stored.token_key]))
    assert listed(token) == 200


# Deleting the account


@pytest.mark.parametrize("name", ["accounts:tokens", "accounts:delete"])
def test_what_is_dangerous_asks_for_the_password_again(as_alice: Client, name: str) -> None:
    for response in (as_alice.get(reverse(name)), as_alice.post(reverse(name), {"is_sure": "on"})):
        assert response.status_code == 302
        assert response.url.startswith("/accounts/reauthenticate/")
    assert User.objects.filter(email="alice@example.com").exists()


def test_a_wrong_password_does_not_do_what_is_dangerous(as_alice: Client) -> None:
    path = as_alice.post(reverse("accounts:delete"), {"is_sure": "on"}).url
    as_alice.post(path, {"password": "wrong"})
    assert User.objects.filter(email="alice@example.com").exists()


def test_the_right_password_goes_on_with_what_was_asked(as_alice: Client, alice: User) -> None:
    path = as_alice.post(reverse("accounts:delete"), {"is_sure": "on"}).url
    as_alice.post(path, {"password": factories.PASSWORD})
    assert not User.objects.filter(email="alice@example.com").exists()


def test_an_account_is_not_deleted_by_who_is_not_sure(fresh: Client, alice: User) -> None:
    assert fresh.post(reverse("accounts:delete"), {"csrfmiddlewaretoken": "-"}).status_code == 200
    assert User.objects.filter(pk=alice.pk).exists()


def test_a_deleted_account_is_gone_and_its_owner_logged_out(fresh: Client, alice: User) -> None:
    response = fresh.post(reverse("accounts:delete"), {"is_sure": "on"}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert not is_logged_in(fresh)
    assert not User.objects.filter(pk=alice.pk).exists()


# The way in


def link(path: str) -> str:
    """The link in the last mail."""
    found = re.search(rf"http://[^/\s]+(/accounts/{path}[^\s]+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def sign_up(client: Client, email: str = "new@example.com") -> Any:
    secret = factories.PASSWORD
    return client.post("/accounts/signup/", {"email": email, "password1": secret, "password2": secret})


def test_who_signs_up_confirms_the_address_and_is_in(client: Client, db: None) -> None:
    assert sign_up(client).url == reverse("account_email_verification_sent")
    assert not is_logged_in(client)
    address = link("confirm-email/")
    assert client.get(address).status_code == 200
    assert not EmailAddress.objects.get().verified  # a mail scanner only looks
    client.post(address)
    assert EmailAddress.objects.get().verified
    assert is_logged_in(client)


def test_nobody_is_in_before_the_address_is_confirmed(client: Client, db: None) -> None:
    sign_up(client)
    assert log_in(Client(), "new@example.com").url == reverse("account_email_verification_sent")
    link_opened_elsewhere = Client()
    link_opened_elsewhere.post(link("confirm-email/"))
    assert log_in(client, "NEW@example.com").status_code == 302
    assert is_logged_in(client)


def test_signing_up_does_not_tell_who_has_an_account(client: Client, alice: User) -> None:
    known, unknown = sign_up(client, "alice@example.com"), sign_up(Client(), "nobody@example.com")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize("password", ["short", "password123", "1234567890123"])
def test_a_weak_password_is_refused(client: Client, db: None, password: str) -> None:
    data = {"email": "new@example.com", "password1": password, "password2": password}
    assert client.post("/accounts/signup/", data).status_code == 200
    assert not User.objects.exists()


def test_a_forgotten_password_is_set_anew_by_mail(client: Client, alice: User) -> None:
    client.post("/accounts/password/reset/", {"email": "alice@example.com"})
    form = client.get(link("password/reset/key/"), follow=True)
    new = {"password1": "another-soft-pencil-8", "password2": "another-soft-pencil-8"}
    client.post(form.redirect_chain[-1][0], new)
    assert not is_logged_in(log_in_with(factories.PASSWORD))
    assert is_logged_in(log_in_with("another-soft-pencil-8"))


def log_in_with(password: str) -> Client:
    client = Client()
    log_in(client, "alice@example.com", password)
    return client


def test_a_wrong_password_is_refused_and_the_right_one_leads_to_the_jobs(client: Client, alice: User) -> None:
    assert log_in(client, "alice@example.com", "wrong").status_code == 200
    assert not is_logged_in(client)
    assert log_in(client, "alice@example.com").url == reverse("sketching:job-list")


def test_after_five_failures_even_the_right_password_must_wait(client: Client, alice: User) -> None:
    for _ in range(5):
        log_in(client, "alice@example.com", "wrong")
    assert "Too many failed" in log_in(client, "alice@example.com").content.decode()
    assert not is_logged_in(client)


def test_a_flood_of_logins_is_answered_with_429(client: Client, alice: User) -> None:
    answers = [log_in(client, f"x{number}@example.com", "wrong").status_code for number in range(31)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_who_floods_the_login_through_the_proxy_locks_nobody_else_out(
    client: Client, alice: User, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    mallory, visitor = ({"X-Forwarded-For": f"10.0.0.9, 198.51.100.{number}"} for number in (1, 2))
    wrong = {"login": "x@example.com", "password": "wrong"}
    assert [client.post(LOGIN, wrong, headers=mallory).status_code for _ in range(31)][-1] == 429
    assert client.post(LOGIN, wrong, headers=visitor).status_code == 200
