"""The life of a job: every step is taken once, by whoever holds the claim."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from sketching import jobs, offers
from sketching.models import Photo, Sketch, SketchJob, photo_storage, sketch_storage
from tests import factories, pictures

Status = SketchJob.Status
LIMITS = {"pencil": 8, "dummy": 4}
PNG = pictures.encoded(kind="PNG")

pytestmark = pytest.mark.django_db


@pytest.fixture
def knocks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been sent to the broker."""
    sent: list[str] = []
    monkeypatch.setattr("sketching.queue._knock", lambda: sent.append("knock"))
    return sent


def files(storage: Any) -> list[str]:
    """What is in it; nothing, if it was never used."""
    return list(storage.listdir("")[1]) if storage.exists("") else []


def claim_one(plugin: str = "pencil") -> SketchJob:
    return jobs.claim({plugin: 1})[0]


def test_a_submitted_job_is_queued_and_knocks_once_it_is_safe(
    alice: User, knocks: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = factories.job(alice)
        assert knocks == []
    assert (job.status, knocks) == (Status.QUEUED, ["knock"])


def test_one_submission_is_one_job(alice: User) -> None:
    wish = offers.check("pencil", {})
    first = jobs.submit_upload(alice, factories.upload(), wish, "abc")
    again = jobs.submit_upload(alice, factories.upload(), wish, "abc")
    assert first == again
    assert Photo.objects.count() == 1


def test_two_halves_of_a_double_click_at_once_are_one_job(alice: User) -> None:
    wish = offers.check("pencil", {})
    photo = factories.job(alice).photo
    jobs.submit(photo, wish, "abc")
    assert jobs.submit(photo, wish, "abc") == jobs.submitted(alice, "abc")
    assert SketchJob.objects.filter(submission="abc").count() == 1


def test_the_photo_of_the_slower_half_is_deleted(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = offers.check("pencil", {})
    first = jobs.submit_upload(alice, factories.upload(), wish, "abc")
    real = jobs.submitted
    answers = iter([None])  # at first sight nobody has submitted this
    monkeypatch.setattr(jobs, "submitted", lambda *args: next(answers, real(*args)))
    assert jobs.submit_upload(alice, factories.upload(), wish, "abc") == first
    assert [photo.is_deleted for photo in Photo.objects.order_by("pk")] == [False, True]


def test_submissions_of_two_people_do_not_meet(alice: User, bob: User) -> None:
    wish = offers.check("pencil", {})
    mine, theirs = (jobs.submit_upload(user, factories.upload(), wish, "abc") for user in (alice, bob))
    assert mine != theirs


def test_claim_takes_what_waits_for_the_oldest_jobs_plugin(alice: User, dummy: str) -> None:
    first, other, second = (factories.job(alice, plugin) for plugin in ("dummy", "pencil", "dummy"))
    assert jobs.claim(LIMITS) == [first, second]
    assert jobs.claim(LIMITS) == [other]
    assert jobs.claim(LIMITS) == []


def test_claim_takes_no_more_than_the_plugin_can_draw_at_once(alice: User) -> None:
    for _ in range(3):
        factories.job(alice)
    assert len(jobs.claim({"pencil": 2})) == 2
    assert len(jobs.claim({})) == 1


def test_a_finished_job_has_its_sketch(alice: User) -> None:
    factories.job(alice)
    sketch = jobs.finish(claim_one(), PNG, "3")
    assert sketch.job.status == Status.SUCCEEDED
    assert factories.content(sketch.image) == PNG
    assert sketch.plugin_version == "3"


def test_a_late_worker_cannot_finish_a_job_that_was_given_to_another(alice: User) -> None:
    factories.job(alice)
    late = claim_one()
    jobs.sweep(now() + timedelta(minutes=1))
    SketchJob.objects.update(not_before=now())
    sketch = jobs.finish(claim_one(), PNG, "1")
    with pytest.raises(jobs.LostJobError):
        jobs.finish(late, pictures.encoded(pictures.face(90, 90), "PNG"), "1")
    assert Sketch.objects.get().digest == sketch.digest
    assert len(files(sketch_storage())) == 1


@pytest.mark.parametrize("step", [jobs.fail, jobs.give_back])
def test_a_late_worker_cannot_fail_or_give_back_either(alice: User, step: Any) -> None:
    factories.job(alice)
    late = claim_one()
    SketchJob.objects.update(claim="another")
    with pytest.raises(jobs.LostJobError):
        step(late, "plugin_error")
    assert SketchJob.objects.get().status == Status.RUNNING


def test_a_job_that_keeps_failing_ends_as_failed_after_three_tries(alice: User) -> None:
    job = factories.job(alice)
    for _ in range(jobs.MAX_TRIES):
        SketchJob.objects.update(not_before=now())
        jobs.give_back(claim_one(), "plugin_error")
    job.refresh_from_db()
    assert (job.status, job.error, job.tries) == (Status.FAILED, "plugin_error", 3)


def test_a_job_given_back_rests_before_its_next_try(alice: User) -> None:
    factories.job(alice)
    jobs.give_back(claim_one(), "plugin_error")
    assert jobs.claim(LIMITS) == []
    SketchJob.objects.update(not_before=now())
    assert len(jobs.claim(LIMITS)) == 1


def test_what_is_not_the_jobs_fault_costs_it_no_try(alice: User) -> None:
    job = factories.job(alice)
    for _ in range(5):
        SketchJob.objects.update(not_before=now())
        jobs.give_back(claim_one(), "storage_error", is_jobs_fault=False)
    job.refresh_from_db()
    assert (job.status, job.tries) == (Status.QUEUED, 0)


def test_the_sweep_gives_back_what_a_vanished_worker_held(alice: User) -> None:
    factories.job(alice)
    claim_one()
    assert jobs.sweep() == 0
    assert jobs.sweep(now() + timedelta(minutes=1)) == 1
    assert SketchJob.objects.get().status == Status.QUEUED


def test_a_photo_that_kills_its_worker_fails_alone(alice: User) -> None:
    good, killer = factories.job(alice), factories.job(alice)
    for _ in range(9):
        SketchJob.objects.update(not_before=now())
        claimed = jobs.claim(LIMITS)
        for job in claimed if killer not in claimed else []:
            jobs.finish(job, PNG, "1")
        jobs.sweep(now() + timedelta(minutes=1))
    assert SketchJob.objects.get(pk=good.pk).status == Status.SUCCEEDED
    assert SketchJob.objects.get(pk=killer.pk).error == "worker_lost"


def test_a_worker_that_comes_back_in_time_is_not_swept(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.job(alice)
    claim_one()
    real = SketchJob.objects.vanished
    seen = iter([real(now() + timedelta(hours=1)), SketchJob.objects.none()])  # between the two it beat
    monkeypatch.setattr(SketchJob.objects, "vanished", lambda before: next(seen))
    assert jobs.sweep() == 0


def test_a_beating_heart_keeps_the_claim(alice: User) -> None:
    factories.job(alice)
    job = claim_one()
    SketchJob.objects.update(heartbeat_at=now() - timedelta(hours=1))
    jobs.beat([job.claim])
    assert jobs.sweep() == 0


def test_the_sweep_knocks_for_whatever_waits(
    alice: User, knocks: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    factories.job(alice)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.sweep()
    assert knocks == ["knock"]


def test_a_queued_job_can_be_cancelled(alice: User) -> None:
    job = factories.job(alice)
    jobs.cancel(job)
    assert job.status == Status.CANCELED
    assert jobs.claim(LIMITS) == []


def test_a_running_job_cannot_be_cancelled(alice: User) -> None:
    factories.job(alice)
    with pytest.raises(jobs.LostJobError):
        jobs.cancel(claim_one())


def test_cancelling_one_job_leaves_the_others(alice: User) -> None:
    one, other = factories.job(alice), factories.job(alice)
    jobs.cancel(one)
    assert jobs.claim(LIMITS) == [other]


def test_a_failed_job_can_be_tried_again_once(alice: User) -> None:
    factories.job(alice)
    job = claim_one()
    jobs.fail(job, "plugin_error")
    again = jobs.retry(job)
    assert (again.status, again.photo, again.options) == (Status.QUEUED, job.photo, job.options)
    assert jobs.retry(job) == again


def test_a_job_without_its_photo_cannot_be_tried_again(alice: User) -> None:
    job = factories.job(alice)
    jobs.cancel(job)
    jobs.photos.delete(job.photo)
    with pytest.raises(FileNotFoundError):
        jobs.retry(job)


def test_the_place_in_the_queue_counts_who_is_ahead(alice: User, bob: User) -> None:
    first, second = factories.job(alice), factories.job(bob)
    assert (jobs.position(first), jobs.position(second)) == (1, 2)
    running = claim_one()
    assert (jobs.position(running), jobs.position(second)) == (0, 1)


def fill_up(monkeypatch: pytest.MonkeyPatch, storage: Any) -> None:
    """From now on the disk is full: half of a file is written, then there is no room."""
    real = type(storage)._save

    def save(self: Any, name: str, content: Any) -> str:
        data = content.read()
        real(self, name, ContentFile(data[: len(data) // 2]))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(storage), "_save", save)


def test_a_full_disk_leaves_no_half_sketch(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.job(alice)
    job = claim_one()
    fill_up(monkeypatch, sketch_storage())
    with pytest.raises(OSError, match="No space"):
        jobs.finish(job, PNG, "1")
    job.refresh_from_db()
    assert (job.status, Sketch.objects.count()) == (Status.RUNNING, 0)
    assert files(sketch_storage()) == []


def test_a_full_disk_leaves_no_half_photo(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_up(monkeypatch, photo_storage())
    with pytest.raises(OSError, match="No space"):
        factories.job(alice)
    assert Photo.objects.count() == 0
    assert files(photo_storage()) == []


def test_a_rolled_back_finish_leaves_no_file(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.job(alice)
    job = claim_one()
    monkeypatch.setattr(Sketch.objects, "create", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.finish(job, PNG, "1")
    assert files(sketch_storage()) == []
