"""A consent counts once, for one person, in the version in force."""

import pytest
from django.utils.timezone import now

from accounts import consents
from accounts.models import Consent, User
from tests import factories


def test_nobody_has_agreed_who_was_not_asked(db: None) -> None:
    assert not consents.has_agreed(factories.user("new@example.com"))


def test_agreeing_counts_for_the_person_alone(db: None) -> None:
    one, other = factories.user("one@example.com"), factories.user("other@example.com")
    consents.agree(one)
    assert consents.has_agreed(one)
    assert not consents.has_agreed(other)


def test_agreeing_twice_is_one_row(alice: User) -> None:
    consents.agree(alice)
    assert Consent.objects.filter(owner=alice).count() == 1


def test_the_row_says_when_and_to_which_version(alice: User) -> None:
    consent = Consent.objects.get(owner=alice)
    assert (consent.version, consent.purpose) == (consents.PROCESSING_VERSION, "processing")
    assert consent.given_at <= now()


def test_a_new_version_of_the_text_asks_again(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consents, "PROCESSING_VERSION", "2099-01")
    assert not consents.has_agreed(alice)
    consents.agree(alice)
    assert Consent.objects.filter(owner=alice).count() == 2
