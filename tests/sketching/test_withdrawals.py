"""Who takes back the consent, or wants the photos gone, has no photo here and nothing waiting any more."""

from typing import Any

import pytest

from accounts import avatars, consents
from accounts.models import User
from sketching import jobs, photos, queue, reviews, withdrawals
from sketching.models import Photo, Sketch, SketchJob, photo_storage
from sketching.withdrawals import Cleared
from tests import factories, pictures
from tests.sketching.test_jobs import files

SKETCH = pictures.encoded(pictures.face(200, 200).convert("L"), "PNG")


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_knock", lambda: None)


def drawn(owner: User) -> Sketch:
    job = factories.job(owner)
    (claimed,) = jobs.claim({})
    assert claimed == job
    return jobs.finish(claimed, SKETCH, "1")


def test_photos_go_at_once_and_what_waits_is_cancelled(alice: User) -> None:
    drawn(alice)
    waiting = factories.job(alice)
    assert withdrawals.clear_photos(alice) == Cleared(deleted=2, cancelled=1, being_drawn=0, stuck=0)
    assert files(photo_storage()) == []
    assert SketchJob.objects.get(pk=waiting.pk).status == "canceled"
    assert all(photo.is_deleted and photo.deleted_at for photo in Photo.objects.all())


def test_clearing_twice_finds_nothing_more(alice: User) -> None:
    factories.job(alice)
    withdrawals.clear_photos(alice)
    assert withdrawals.clear_photos(alice) == Cleared(0, 0, 0, 0)


def test_other_people_keep_theirs(alice: User, bob: User) -> None:
    factories.job(alice)
    theirs = factories.job(bob)
    withdrawals.take_back(alice)
    assert SketchJob.objects.get(pk=theirs.pk).status == "queued"
    assert not Photo.objects.get(owner=bob).is_deleted
    assert consents.has_agreed(bob)


def test_what_is_being_drawn_is_drawn_to_the_end(alice: User) -> None:
    factories.job(alice)
    (running,) = jobs.claim({})
    assert withdrawals.clear_photos(alice) == Cleared(deleted=1, cancelled=0, being_drawn=1, stuck=0)
    jobs.finish(running, SKETCH, "1")
    assert Sketch.objects.get().job == running


def test_taking_back_the_consent_keeps_sketches_and_avatars(alice: User) -> None:
    reviews.use_as_avatar(drawn(alice))
    withdrawals.take_back(alice)
    assert not consents.has_agreed(alice)
    assert Sketch.objects.count() == 1
    assert avatars.find_by_token(alice.avatar_token) == alice.avatars.get()


def test_a_photo_that_waits_for_its_owner_to_point_at_the_face_goes_too(alice: User) -> None:
    photo = photos.receive(alice, factories.upload())
    Photo.objects.filter(pk=photo.pk).update(refusal="several_faces")
    assert withdrawals.take_back(alice).deleted == 1
    assert files(photo_storage()) == []


def test_a_file_that_cannot_be_deleted_keeps_none_of_the_others(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = factories.job(alice).photo, factories.job(alice).photo
    really_delete = photo_storage().delete

    def fail_for_the_first(name: str) -> Any:
        if name == first.image.name:
            raise OSError(5, "Input/output error")
        really_delete(name)

    monkeypatch.setattr(photo_storage(), "delete", fail_for_the_first)
    assert withdrawals.clear_photos(alice) == Cleared(deleted=1, cancelled=2, being_drawn=0, stuck=1)
    assert Photo.objects.get(pk=second.pk).is_deleted
    assert not Photo.objects.get(pk=first.pk).is_deleted
