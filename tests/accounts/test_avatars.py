"""Setting, choosing, clearing, finding and rendering the picture that others see."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts import avatars, gravatar
from accounts.models import Address, Avatar, User, avatar_storage
from tests import factories, pictures
from tests.sketching.test_jobs import files

DRAWN = pictures.encoded(pictures.face(300, 300).convert("L"), "PNG")
OTHER = pictures.encoded(pictures.face(300, 300, backdrop="#ffffff").convert("L"), "PNG")


def publish(user: User) -> EmailAddress:
    address = EmailAddress.objects.get(user=user, primary=True)
    avatars.publish_address(address)
    return address


def test_a_picture_that_was_set_is_the_current_one(alice: User) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil")
    assert avatar.is_current
    assert factories.content(avatar.image) == DRAWN
    assert avatar.digest == hashlib.sha256(DRAWN).hexdigest()


def test_a_new_picture_replaces_the_old_one_which_is_kept(alice: User) -> None:
    old, new = avatars.set_avatar(alice, DRAWN, "Pencil"), avatars.set_avatar(alice, OTHER, "Pencil")
    assert list(alice.avatars.all()) == [new, old]
    assert list(alice.avatars.filter(is_current=True)) == [new]


def test_the_same_picture_set_twice_is_one_row_and_one_file(alice: User) -> None:
    assert avatars.set_avatar(alice, DRAWN, "Pencil") == avatars.set_avatar(alice, DRAWN, "Pencil")
    assert alice.avatars.count() == len(files(avatar_storage())) == 1


def test_the_same_picture_of_two_people_is_two_rows(alice: User, bob: User) -> None:
    assert avatars.set_avatar(alice, DRAWN, "Pencil") != avatars.set_avatar(bob, DRAWN, "Pencil")
    assert Avatar.objects.filter(is_current=True).count() == 2


def test_an_earlier_picture_can_be_chosen_again(alice: User) -> None:
    old, new = avatars.set_avatar(alice, DRAWN, "Pencil"), avatars.set_avatar(alice, OTHER, "Pencil")
    avatars.choose(old)
    assert list(alice.avatars.filter(is_current=True)) == [old]
    assert list(alice.avatars.all()) == [old, new]


def test_what_was_deleted_meanwhile_is_not_chosen_and_what_is_shown_stays(alice: User) -> None:
    old, new = avatars.set_avatar(alice, DRAWN, "Pencil"), avatars.set_avatar(alice, OTHER, "Pencil")
    avatars.delete(Avatar.objects.get(pk=old.pk))
    with pytest.raises(avatars.LostAvatarError):
        avatars.choose(old)
    assert list(alice.avatars.filter(is_current=True)) == [new]


def test_who_chooses_waits_for_who_is_choosing(alice: User) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil")
    with CaptureQueriesContext(connection) as asked:
        avatars.choose(avatar)
    statements = [query["sql"] for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert statements[0].startswith("SELECT")
    assert 'FROM "accounts_user"' in statements[0]  # SQLite locks by itself; PostgreSQL is told FOR UPDATE here


def test_clearing_shows_nothing_and_keeps_the_history(alice: User, bob: User) -> None:
    avatars.set_avatar(alice, DRAWN, "Pencil")
    avatars.set_avatar(bob, DRAWN, "Pencil")
    avatars.clear(alice)
    assert alice.avatars.count() == 1
    assert [avatar.owner for avatar in Avatar.objects.filter(is_current=True)] == [bob]


def test_a_storage_that_fails_half_way_leaves_no_file_and_no_row(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_the_disk(name: str, content: Any) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.read(100))
        raise OSError(28, "No space left on device")

    folder = Path(avatar_storage().location)
    monkeypatch.setattr(avatar_storage(), "_save", fill_the_disk)
    with pytest.raises(OSError, match="No space"):
        avatars.set_avatar(alice, DRAWN, "Pencil")
    assert not alice.avatars.exists()
    assert files(avatar_storage()) == []


@pytest.mark.parametrize("which", [0, 1], ids=["md5", "sha256"])
@pytest.mark.parametrize("write", [str.lower, str.upper])
def test_a_published_avatar_is_found_by_either_digest(alice: User, which: int, write: Any) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil")
    publish(alice)
    assert avatars.find(write(gravatar.digests("alice@example.com")[which])) == avatar


def hide(user: User) -> None:
    avatars.hide_address(user.emailaddress_set.get())


def unconfirm(user: User) -> None:
    user.emailaddress_set.update(verified=False)


def deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("change", [hide, unconfirm, deactivate, avatars.clear])
def test_who_hid_lost_or_cleared_it_is_not_found(alice: User, change: Any) -> None:
    avatars.set_avatar(alice, DRAWN, "Pencil")
    publish(alice)
    change(alice)
    assert [avatars.find(digest) for digest in gravatar.digests(alice.email)] == [None, None]


def test_nobody_is_found_who_did_not_ask_for_it(alice: User) -> None:
    avatars.set_avatar(alice, DRAWN, "Pencil")
    assert [avatars.find(digest) for digest in gravatar.digests(alice.email)] == [None, None]
    assert not Address.objects.exists()


def test_an_address_that_is_not_confirmed_cannot_be_published(db: None) -> None:
    user = factories.user("eve@example.com", is_confirmed=False)
    with pytest.raises(ValueError, match="confirmed"):
        publish(user)
    assert not Address.objects.exists()


def test_publishing_twice_is_publishing_once(alice: User) -> None:
    assert publish(alice) == publish(alice)
    assert Address.objects.count() == 1


def test_each_public_address_leads_to_the_avatar(alice: User) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil")
    other = EmailAddress.objects.create(user=alice, email="a.l@example.org", verified=True)
    avatars.publish_address(other)
    assert avatars.find(gravatar.digests("a.l@example.org")[1]) == avatar
    assert avatars.find(gravatar.digests("alice@example.com")[1]) is None


def test_the_token_finds_the_avatar_without_any_address(alice: User) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil")
    assert avatars.find_by_token(alice.avatar_token) == avatar
    assert avatars.find_by_token("A" * 22) is None


def test_the_token_of_a_deactivated_person_finds_nothing(alice: User) -> None:
    avatars.set_avatar(alice, DRAWN, "Pencil")
    deactivate(alice)
    assert avatars.find_by_token(alice.avatar_token) is None


@pytest.mark.parametrize("size", [1, 80, 512, 1024])
def test_an_avatar_is_rendered_at_exactly_the_size(alice: User, size: int) -> None:
    png = avatars.render(avatars.set_avatar(alice, DRAWN, "Pencil"), size)
    picture = Image.open(io.BytesIO(png))
    assert (picture.size, picture.format, picture.info) == ((size, size), "PNG", {})


def test_an_avatar_is_rendered_once(alice: User) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil")
    first = avatars.render(avatar, 80)
    avatar_storage().delete(avatar.image.name)
    assert avatars.render(avatar, 80) == first


@pytest.mark.parametrize("name", ["mp", "blank"])
def test_a_placeholder_is_rendered_at_exactly_the_size(name: str) -> None:
    picture = Image.open(io.BytesIO(avatars.render_placeholder(name, 37)))
    assert (picture.size, picture.info) == ((37, 37), {})


# An avatar of its own for an address


def earlier_and_current(user: User) -> tuple[Avatar, Avatar]:
    return avatars.set_avatar(user, DRAWN, "Pencil"), avatars.set_avatar(user, OTHER, "Pencil")


def both_digests_find(address: str) -> list[Avatar | None]:
    return [avatars.find(digest) for digest in gravatar.digests(address)]


def test_an_address_can_show_an_avatar_of_its_own(alice: User) -> None:
    earlier, current = earlier_and_current(alice)
    avatars.publish_address(EmailAddress.objects.get(user=alice), earlier)
    assert both_digests_find(alice.email) == [earlier, earlier]
    assert avatars.find_by_token(alice.avatar_token) == current


def test_an_address_without_one_follows_the_current_avatar(alice: User) -> None:
    earlier, current = earlier_and_current(alice)
    address = publish(alice)
    assert both_digests_find(address.email) == [current, current]
    avatars.choose(earlier)
    assert both_digests_find(address.email) == [earlier, earlier]


def test_two_addresses_of_one_person_show_two_avatars(alice: User) -> None:
    earlier, current = earlier_and_current(alice)
    publish(alice)
    other = EmailAddress.objects.create(user=alice, email="a.l@example.org", verified=True)
    avatars.publish_address(other, earlier)
    assert both_digests_find(other.email) + both_digests_find(alice.email) == [earlier, earlier, current, current]


def test_publishing_again_without_an_avatar_follows_the_current_one_again(alice: User) -> None:
    earlier, current = earlier_and_current(alice)
    avatars.publish_address(EmailAddress.objects.get(user=alice), earlier)
    publish(alice)
    assert both_digests_find(alice.email) == [current, current]


def test_showing_no_avatar_hides_the_addresses_own_ones_until_there_is_one_again(alice: User) -> None:
    earlier, current = earlier_and_current(alice)
    avatars.publish_address(EmailAddress.objects.get(user=alice), earlier)
    avatars.clear(alice)
    assert both_digests_find(alice.email) == [None, None]
    avatars.choose(current)
    assert both_digests_find(alice.email) == [earlier, earlier]


@pytest.mark.parametrize("change", [hide, unconfirm, deactivate])
def test_an_avatar_of_its_own_is_not_found_either_after(alice: User, change: Any) -> None:
    earlier, _ = earlier_and_current(alice)
    avatars.publish_address(EmailAddress.objects.get(user=alice), earlier)
    change(alice)
    assert both_digests_find(alice.email) == [None, None]


def test_an_address_cannot_show_somebody_elses_avatar(alice: User, bob: User) -> None:
    avatars.set_avatar(alice, DRAWN, "Pencil")
    theirs = avatars.set_avatar(bob, OTHER, "Pencil")
    with pytest.raises(ValueError, match="same person"):
        avatars.publish_address(EmailAddress.objects.get(user=alice), theirs)
    assert not Address.objects.exists()


def test_an_avatar_that_was_deleted_meanwhile_is_published_as_the_current_one(alice: User) -> None:
    earlier, current = earlier_and_current(alice)
    Avatar.objects.filter(pk=earlier.pk).delete()
    avatars.publish_address(EmailAddress.objects.get(user=alice), earlier)
    assert both_digests_find(alice.email) == [current, current]


# Deleting one


@pytest.mark.django_db(transaction=True)
def test_a_deleted_avatar_is_gone_with_its_file_and_the_others_stay(alice: User) -> None:
    earlier, current = earlier_and_current(alice)
    avatars.delete(earlier)
    assert list(alice.avatars.all()) == [current]
    assert files(avatar_storage()) == [current.image.name]


def test_deleting_twice_is_deleting_once(alice: User) -> None:
    earlier, current = earlier_and_current(alice)
    avatars.delete(earlier)
    avatars.delete(earlier)
    assert list(alice.avatars.all()) == [current]


def test_deleting_the_current_avatar_shows_none(alice: User) -> None:
    _, current = earlier_and_current(alice)
    publish(alice)
    avatars.delete(current)
    assert [*both_digests_find(alice.email), avatars.find_by_token(alice.avatar_token)] == [None, None, None]
    assert alice.avatars.count() == 1


def test_an_address_whose_own_avatar_is_deleted_shows_the_current_one(alice: User) -> None:
    earlier, current = earlier_and_current(alice)
    avatars.publish_address(EmailAddress.objects.get(user=alice), earlier)
    avatars.delete(earlier)
    assert both_digests_find(alice.email) == [current, current]


# How it was made


def test_an_avatar_keeps_how_it_was_made(alice: User) -> None:
    made_with = {"plugin": "pencil", "options": {"shading": "none"}}
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil", made_with)
    assert Avatar.objects.get(pk=avatar.pk).made_with == made_with


def test_a_row_from_before_learns_how_it_was_made_when_it_is_set_again(alice: User) -> None:
    avatars.set_avatar(alice, DRAWN, "Pencil")
    assert avatars.set_avatar(alice, DRAWN, "Pencil", {"plugin": "pencil"}).made_with == {"plugin": "pencil"}
    assert avatars.set_avatar(alice, DRAWN, "Pencil", {"plugin": "other"}).made_with == {"plugin": "pencil"}
    assert alice.avatars.count() == 1
