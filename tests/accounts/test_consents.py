"""A consent counts once, for one person, in the version in force."""

import pytest
from django.db import IntegrityError, transaction
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


def test_a_consent_that_was_taken_back_does_not_count_and_stays_on_record(alice: User) -> None:
    assert consents.withdraw(alice)
    assert not consents.has_agreed(alice)
    withdrawn = Consent.objects.get(owner=alice).withdrawn_at
    assert withdrawn is not None
    assert withdrawn <= now()


def test_taking_back_is_for_the_person_alone(alice: User, bob: User) -> None:
    consents.withdraw(alice)
    assert consents.has_agreed(bob)


def test_taking_back_twice_keeps_the_first_time(alice: User) -> None:
    consents.withdraw(alice)
    first = Consent.objects.get(owner=alice).withdrawn_at
    assert not consents.withdraw(alice)
    assert Consent.objects.get(owner=alice).withdrawn_at == first


def test_agreeing_again_adds_a_row(alice: User) -> None:
    consents.withdraw(alice)
    consents.agree(alice)
    assert consents.has_agreed(alice)
    rows = Consent.objects.filter(owner=alice).order_by("pk")
    assert [row.withdrawn_at is None for row in rows] == [False, True]


def test_taking_back_reaches_older_versions_too(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consents, "PROCESSING_VERSION", "2099-01")
    consents.withdraw(alice)
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_only_one_consent_to_a_version_can_stand(alice: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(owner=alice, purpose="processing", version=consents.PROCESSING_VERSION)
    assert Consent.objects.count() == 1


def test_the_newest_consent_is_the_one_that_stands_or_the_last_one_given(alice: User) -> None:
    first = consents.newest(alice)
    assert first == Consent.objects.get(owner=alice)
    consents.withdraw(alice)
    assert consents.newest(alice) == first
    consents.agree(alice)
    assert consents.newest(alice) != first
