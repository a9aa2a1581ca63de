"""Who deletes a sketch has deleted it: files, rows, and the photo unless another job is of it."""

import pytest

from accounts import avatars
from accounts.models import Avatar, User
from sketching import jobs, offers, reviews
from sketching.models import Photo, Sketch, SketchJob, photo_storage, sketch_storage
from tests import factories
from tests.sketching.test_jobs import PNG, claim_one, files

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketching.queue._knock", lambda: None)


def finished(owner: User) -> SketchJob:
    factories.job(owner)
    return jobs.finish(claim_one(), PNG, "1", b"<svg/>").job


def test_a_job_goes_with_its_sketch_its_trace_and_its_photo(alice: User) -> None:
    jobs.delete(finished(alice))
    assert [model.objects.count() for model in (SketchJob, Sketch, Photo)] == [0, 0, 0]
    assert files(sketch_storage()) == files(photo_storage()) == []


def test_a_photo_that_another_job_is_of_stays(alice: User) -> None:
    job = finished(alice)
    other = jobs.submit(job.photo, offers.check("pencil", {"shading": "none"}))
    jobs.delete(job)
    assert SketchJob.objects.get() == other
    assert files(photo_storage()) == [job.photo.image.name]
    assert files(sketch_storage()) == []


def test_a_photo_whose_other_jobs_came_to_nothing_goes(alice: User) -> None:
    job = finished(alice)
    jobs.cancel(jobs.submit(job.photo, offers.check("pencil", {"shading": "none"})))
    jobs.delete(job)
    assert [model.objects.count() for model in (SketchJob, Photo)] == [0, 0]
    assert files(photo_storage()) == []


def test_an_avatar_made_of_it_stays(alice: User) -> None:
    job = finished(alice)
    avatar = reviews.use_as_avatar(job.sketch)
    jobs.delete(job)
    assert Avatar.objects.get().is_current
    assert avatars.render(avatar, 64)


def test_what_others_drew_stays(alice: User, bob: User) -> None:
    theirs = finished(bob)
    jobs.delete(finished(alice))
    assert SketchJob.objects.get() == theirs
    assert len(files(sketch_storage())) == 2


@pytest.mark.parametrize("is_claimed", [False, True])
def test_a_job_that_is_not_over_is_not_deleted(alice: User, is_claimed: bool) -> None:
    job = factories.job(alice)
    if is_claimed:
        claim_one()
    with pytest.raises(jobs.LostJobError):
        jobs.delete(job)
    assert SketchJob.objects.count() == 1


def test_a_job_that_was_tried_again_can_be_deleted_and_the_second_stays(alice: User) -> None:
    job = factories.job(alice)
    jobs.cancel(job)
    again = jobs.retry(job)
    jobs.delete(job)
    assert SketchJob.objects.get() == again
    assert not Photo.objects.get().is_deleted


def test_a_job_deleted_twice_is_deleted(alice: User) -> None:
    job = finished(alice)
    jobs.delete(SketchJob.objects.get(pk=job.pk))
    jobs.delete(job)
    assert not SketchJob.objects.exists()
