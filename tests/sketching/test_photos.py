"""Originals live minutes."""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils.timezone import now

from accounts.models import User
from sketching import jobs, photos
from sketching.models import Photo, SketchJob, photo_storage
from tests import factories, pictures
from tests.sketching.test_jobs import files

pytestmark = pytest.mark.django_db
PNG = pictures.encoded(kind="PNG")
LATER = timedelta(minutes=16)


def finished(owner: User) -> SketchJob:
    job = factories.job(owner)
    jobs.finish(jobs.claim({})[0], PNG, "1")
    job.refresh_from_db()
    return job


def test_a_photo_is_deleted_when_its_time_is_over(alice: User) -> None:
    photo = finished(alice).photo
    assert photos.purge(now() + LATER) == 1
    photo.refresh_from_db()
    assert photo.is_deleted
    assert photo.deleted_at
    assert files(photo_storage()) == []


def test_the_row_of_a_photo_that_was_never_drawn_follows_its_file(alice: User) -> None:
    photo = photos.receive(alice, factories.upload())
    photos.delete(photo)
    photos.purge(now() + timedelta(minutes=14))
    assert Photo.objects.get() == photo
    photos.purge(now() + LATER)
    assert not Photo.objects.exists()


def test_the_row_of_a_photo_stays_with_its_jobs(alice: User) -> None:
    photo = finished(alice).photo
    photos.delete(photo)
    photos.purge(now() + timedelta(days=9))
    assert Photo.objects.get() == photo
    assert SketchJob.objects.get().photo == photo


def test_a_photo_that_waits_to_be_drawn_keeps_its_row_and_its_file(alice: User) -> None:
    photo = photos.look(alice, factories.upload())
    photos.purge(now() + timedelta(minutes=14))
    photo.refresh_from_db()
    assert not photo.is_deleted


def test_a_photo_is_kept_until_then(alice: User) -> None:
    finished(alice)
    assert photos.purge(now() + timedelta(minutes=14)) == 0


@pytest.mark.parametrize("is_running", [False, True])
def test_a_photo_that_a_job_still_needs_is_kept(alice: User, is_running: bool) -> None:
    factories.job(alice)
    if is_running:
        jobs.claim({})
    assert photos.purge(now() + timedelta(days=9)) == 0


def test_time_is_counted_from_the_end_of_the_last_job(alice: User) -> None:
    job = finished(alice)
    SketchJob.objects.filter(pk=job.pk).update(finished_at=now() - timedelta(hours=1))
    Photo.objects.update(created_at=now() - timedelta(hours=2))
    again = SketchJob.objects.create(owner=alice, photo=job.photo, plugin="pencil", status="failed", finished_at=now())
    assert photos.purge() == 0
    again.delete()
    assert photos.purge() == 1


def test_a_photo_without_any_job_goes_too(alice: User) -> None:
    photos.receive(alice, factories.upload())
    assert photos.purge(now() + LATER) == 1


def test_a_purge_that_died_between_file_and_row_is_mended_by_the_next(alice: User) -> None:
    photo = finished(alice).photo
    photo_storage().delete(photo.image.name)
    assert photos.purge(now() + LATER) == 1
    assert photos.purge(now() + LATER) == 0


def test_a_file_without_a_row_goes_too(alice: User) -> None:
    photo = photos.receive(alice, factories.upload())
    stray = photo_storage().save("stray.bmp", ContentFile(b"BM"))
    os.utime(photo_storage().path(stray), (0, 0))
    assert photos.purge() == 1
    assert files(photo_storage()) == [photo.image.name]


def test_a_file_that_is_just_being_written_is_left(settings: Any) -> None:
    settings.PHOTO_RETENTION = timedelta(0)
    photo_storage().save("new.bmp", ContentFile(b"BM"))
    assert photos.purge() == 0


def test_a_file_that_cannot_be_deleted_keeps_none_of_the_others(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _second = (photos.receive(alice, factories.upload()) for _ in range(2))
    real = type(photo_storage()).delete

    def delete(self: Any, name: str) -> None:
        if name == first.image.name:
            raise PermissionError(13, "Permission denied")
        real(self, name)

    monkeypatch.setattr(type(photo_storage()), "delete", delete)
    assert photos.purge(now() + LATER) == 1
    assert files(photo_storage()) == [first.image.name]


def test_the_stated_time_of_deletion_is_when_the_purge_takes_it(alice: User) -> None:
    photo = finished(alice).photo
    moment = photos.deletion_time(photo)
    assert moment
    assert photos.purge(moment - timedelta(seconds=1)) == 0
    assert photos.purge(moment + timedelta(seconds=1)) == 1
    photo.refresh_from_db()
    assert photos.deletion_time(photo) is None


def test_what_is_stored_is_pixels_only(alice: User) -> None:
    data = pictures.encoded(comment=b"MARKER-comment") + b"MARKER-trailing"
    photo = photos.receive(alice, factories.upload(data, "MARKER-name.jpg"))
    stored = factories.content(photo.image)
    assert b"MARKER" not in stored
    assert "MARKER" not in photo.image.name
    assert stored.startswith(b"BM")
