"""The pages of a person's avatars: which one is shown where, deleting one, and how to use them elsewhere."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts import avatars, gravatar
from accounts.models import Avatar, User
from tests import pictures

DRAWN = pictures.encoded(pictures.face(200, 200).convert("L"), "PNG")
PAGE = "/accounts/avatar/"


def two(user: User) -> tuple[Avatar, Avatar]:
    """An earlier one and the current one."""
    return avatars.set_avatar(user, DRAWN, "one"), avatars.set_avatar(user, DRAWN, "two")


def shown_at(address: str) -> Avatar | None:
    return avatars.find(gravatar.digests(address)[1])


def wish(address: EmailAddress, avatar: Avatar | None) -> dict[str, Any]:
    """The form as it is sent to have this address show this avatar."""
    return {"public": [address.pk], f"avatar-{address.pk}": avatar.pk if avatar else ""}


def test_an_address_is_given_an_avatar_of_its_own_and_back(as_alice: Client, alice: User) -> None:
    earlier, current = two(alice)
    address = alice.emailaddress_set.get()
    as_alice.post(PAGE, wish(address, earlier))
    assert shown_at(alice.email) == earlier
    as_alice.post(PAGE, wish(address, None))
    assert shown_at(alice.email) == current


def test_the_page_shows_what_each_address_shows(as_alice: Client, alice: User) -> None:
    earlier, _ = two(alice)
    avatars.publish_address(alice.emailaddress_set.get(), earlier)
    page = as_alice.get(PAGE).content.decode()
    assert "Shows an avatar of its own: one" in page
    assert f'value="{earlier.pk}" checked' in page


def test_somebody_elses_avatar_cannot_be_shown(as_alice: Client, alice: User, bob: User) -> None:
    two(alice)
    theirs, _ = two(bob)
    answer = as_alice.post(PAGE, wish(alice.emailaddress_set.get(), theirs))
    assert "no longer there" in answer.content.decode()
    assert shown_at(alice.email) is None


def test_an_avatar_is_deleted_after_it_was_asked_for(as_alice: Client, alice: User) -> None:
    earlier, current = two(alice)
    path = reverse("accounts:avatar-delete", args=[earlier.pk])
    assert "Delete this avatar?" in as_alice.get(path).content.decode()
    assert alice.avatars.count() == 2
    as_alice.post(path)
    assert list(alice.avatars.all()) == [current]


def test_the_question_says_where_the_avatar_is_shown(as_alice: Client, alice: User) -> None:
    _, current = two(alice)
    avatars.publish_address(alice.emailaddress_set.get(), current)
    page = as_alice.get(reverse("accounts:avatar-delete", args=[current.pk])).content.decode()
    assert "It is the one shown now." in page
    assert "alice@example.com shows it as its own." in page


def test_a_second_click_on_delete_is_told_that_it_is_gone(as_alice: Client, alice: User) -> None:
    earlier, _ = two(alice)
    path = reverse("accounts:avatar-delete", args=[earlier.pk])
    as_alice.post(path)
    assert "That avatar is not there any more." in as_alice.post(path, follow=True).content.decode()
    assert alice.avatars.count() == 1


def test_an_avatar_that_another_tab_deletes_just_before_cannot_be_chosen(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier, current = two(alice)
    monkeypatch.setattr(avatars, "_wait_for_turn", lambda _pk: Avatar.objects.filter(pk=earlier.pk).delete())
    page = as_alice.post(reverse("accounts:avatar-choose", args=[earlier.pk]), follow=True).content.decode()
    assert "That avatar is not there any more." in page
    assert list(alice.avatars.filter(is_current=True)) == [current]


def test_somebody_elses_avatar_cannot_be_deleted(as_alice: Client, bob: User) -> None:
    theirs, _ = two(bob)
    path = reverse("accounts:avatar-delete", args=[theirs.pk])
    assert as_alice.get(path).status_code == 404
    as_alice.post(path)
    assert bob.avatars.count() == 2


def test_somebody_elses_and_a_deleted_avatar_get_the_same_answer(as_alice: Client, alice: User, bob: User) -> None:
    theirs, gone = two(bob)[0].pk, two(alice)[0]
    avatars.delete(gone)
    told = [
        as_alice.post(reverse("accounts:avatar-delete", args=[pk]), follow=True).context["messages"]._loaded_data
        for pk in (theirs, gone.pk)
    ]
    assert [[str(message) for message in messages] for messages in told] == [["That avatar is not there any more."]] * 2


def test_deleting_the_current_avatar_says_that_none_is_shown(as_alice: Client, alice: User) -> None:
    _, current = two(alice)
    page = as_alice.post(reverse("accounts:avatar-delete", args=[current.pk]), follow=True)
    assert "You show no avatar now." in page.content.decode()


def test_the_instructions_have_ones_own_addresses_and_no_hidden_one(as_alice: Client, alice: User) -> None:
    two(alice)
    avatars.publish_address(alice.emailaddress_set.get())
    EmailAddress.objects.create(user=alice, email="hidden@example.org", verified=True)
    page = as_alice.get(reverse("accounts:avatar-elsewhere")).content.decode()
    assert all(digest in page for digest in gravatar.digests("alice@example.com"))
    assert not any(digest in page for digest in gravatar.digests("hidden@example.org"))
    assert alice.avatar_token in page


@pytest.mark.parametrize("path", ["elsewhere/", "1/delete/"])
def test_a_stranger_is_sent_to_the_login(client: Client, db: None, path: str) -> None:
    assert client.get(f"{PAGE}{path}").url.startswith("/accounts/login/")
