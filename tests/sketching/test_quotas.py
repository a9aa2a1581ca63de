"""How much one person may ask for, at every door through which a job is made."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from rest_framework.test import APIClient

from accounts import consents, erasure
from accounts.models import User
from sketching import jobs, offers, photos, quotas, refusals
from sketching.models import Photo, QuotaUse, SketchJob, photo_storage
from tests import factories, pictures, scenes
from tests.sketching.api.test_jobs_api import assert_problem, failed, post
from tests.sketching.test_framing_page import point, upload
from tests.sketching.test_jobs import files
from tests.sketching.test_views import NEW, nothing_is_left, path, send
from worker import tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_a_day(settings: Any) -> None:
    settings.JOBS_PER_DAY = 2


@pytest.fixture
def one_at_a_time(settings: Any) -> None:
    settings.WAITING_JOBS_PER_PERSON = 1


def queue(owner: User, hours_ago: float = 0) -> SketchJob:
    """A job of some time ago, without the work of taking in a photo."""
    photo = Photo.objects.create(owner=owner, image="face.bmp")
    job = SketchJob.objects.create(
        owner=owner, photo=photo, plugin="pencil", options=offers.check("pencil", {}).options
    )
    quotas.count(job)
    QuotaUse.objects.filter(job=job).update(made_at=now() - timedelta(hours=hours_ago))
    return job


def use_up(owner: User) -> None:
    """Both of two a day."""
    queue(owner, 3)
    queue(owner, 2)


# What counts


def test_there_is_room_below_the_limit(alice: User, two_a_day: None) -> None:
    queue(alice)
    quotas.check(alice)
    assert factories.job(alice).status == "queued"


def test_the_limit_of_a_day_is_the_limit(alice: User, two_a_day: None) -> None:
    use_up(alice)
    with pytest.raises(quotas.QuotaError) as refused:
        quotas.check(alice)
    assert (refused.value.kind, refused.value.limit) == ("day", 2)
    assert refused.value.room_at - now() == pytest.approx(timedelta(hours=21), abs=timedelta(minutes=1))
    assert refused.value.wait_seconds == pytest.approx(21 * 3600, abs=60)


def test_what_is_older_than_a_day_does_not_count(alice: User, two_a_day: None) -> None:
    queue(alice, 24.1)
    queue(alice, 23.9)
    quotas.check(alice)
    queue(alice)
    with pytest.raises(quotas.QuotaError):
        quotas.check(alice)


def test_what_was_cancelled_does_not_count(alice: User, two_a_day: None) -> None:
    use_up(alice)
    jobs.cancel(SketchJob.objects.latest("pk"))
    quotas.check(alice)
    assert SketchJob.objects.filter(owner=alice).count() == 2


def test_what_is_deleted_counts_all_the_same(alice: User, two_a_day: None) -> None:
    for _ in range(2):
        job = factories.job(alice)
        jobs.fail(jobs.claim({})[0], "plugin_error")
        jobs.delete(job)
    assert SketchJob.objects.count() == 0
    with pytest.raises(quotas.QuotaError):
        quotas.check(alice)


def test_trials_that_went_with_their_photo_count_all_the_same(alice: User, two_a_day: None) -> None:
    for _ in range(2):
        photo = Photo.objects.create(owner=alice, image="face.bmp")
        jobs.submit(photo, offers.check("pencil", {}), is_trial=True)
        photos.delete(photo)
    assert SketchJob.objects.count() == 0
    with pytest.raises(quotas.QuotaError):
        quotas.check(alice)


def test_a_retry_counts_once_however_often_it_is_clicked(alice: User, settings: Any) -> None:
    job = failed(alice)
    settings.JOBS_PER_DAY = 3
    assert jobs.retry(job) == jobs.retry(job)
    assert QuotaUse.objects.filter(owner=alice).count() == 2
    quotas.check(alice)


def test_a_job_that_was_cancelled_and_tried_again_counts_once(alice: User, settings: Any) -> None:
    settings.JOBS_PER_DAY = 1
    job = factories.job(alice)
    jobs.cancel(job)
    jobs.retry(job)
    with pytest.raises(quotas.QuotaError):
        quotas.check(alice)


def test_what_no_longer_counts_is_forgotten(alice: User) -> None:
    queue(alice, 24.1)
    young = queue(alice, 23.9)
    tasks.purge_photos()
    assert [use.job for use in QuotaUse.objects.all()] == [young]
    assert SketchJob.objects.count() == 2


def test_what_was_counted_of_a_person_goes_with_the_account(alice: User, bob: User) -> None:
    queue(alice)
    theirs = queue(bob)
    erasure.erase(alice)
    assert [use.job for use in QuotaUse.objects.all()] == [theirs]


def test_another_persons_jobs_do_not_count(alice: User, bob: User, two_a_day: None) -> None:
    use_up(bob)
    quotas.check(alice)
    with pytest.raises(quotas.QuotaError):
        quotas.check(bob)


def test_so_many_may_wait_or_be_drawn_at_a_time(alice: User, one_at_a_time: None) -> None:
    queue(alice)
    for _ in range(2):  # waiting, then being drawn
        with pytest.raises(quotas.QuotaError) as refused:
            quotas.check(alice)
        assert (refused.value.kind, refused.value.limit) == ("waiting", 1)
        assert 1 <= refused.value.wait_seconds <= 30
        jobs.claim({})
    SketchJob.objects.update(status="succeeded", finished_at=now())
    quotas.check(alice)


def test_nought_is_no_limit(alice: User, settings: Any) -> None:
    settings.JOBS_PER_DAY = settings.WAITING_JOBS_PER_PERSON = 0
    use_up(alice)
    quotas.check(alice)
    assert factories.job(alice).is_active


# Deeds


def test_a_photo_over_the_limit_is_not_even_looked_at(alice: User, two_a_day: None) -> None:
    use_up(alice)
    with pytest.raises(quotas.QuotaError):
        jobs.submit_upload(alice, factories.upload(b"no photo at all"), offers.check("pencil", {}))
    assert Photo.objects.count() == 2


def test_a_photo_that_came_second_to_the_last_place_leaves_no_file(
    alice: User, two_a_day: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(alice)
    real, looks = quotas.check, []

    def check(owner: User) -> None:
        real(owner)
        looks.append(owner)
        if len(looks) == 1:
            queue(owner)  # another upload is faster between the two looks

    monkeypatch.setattr(quotas, "check", check)
    with pytest.raises(quotas.QuotaError):
        factories.job(alice)
    assert not files(photo_storage())
    assert SketchJob.objects.count() == 2


def test_the_second_half_of_a_double_click_for_the_last_place_is_no_refusal(alice: User, two_a_day: None) -> None:
    queue(alice)
    wish = offers.check("pencil", {})
    first = jobs.submit_upload(alice, factories.upload(), wish, "abc")
    assert jobs.submit(first.photo, wish, "abc") == first
    assert jobs.submit_upload(alice, factories.upload(), wish, "abc") == first


def test_a_drawing_that_is_there_is_found_again_whatever_the_limit(alice: User, two_a_day: None) -> None:
    use_up(alice)
    job = SketchJob.objects.latest("pk")
    assert jobs.redraw(job.photo, offers.check("pencil", {})) == job
    with pytest.raises(quotas.QuotaError):
        jobs.redraw(job.photo, offers.check("pencil", {"shading": "none"}))


# Words


@pytest.mark.parametrize(("hours", "minutes", "words"), [(5, 4.2, "at 14:05 UTC"), (23, 30.0, "tomorrow at 08:30 UTC")])
def test_when_there_is_room_again_cannot_be_mistaken(
    monkeypatch: pytest.MonkeyPatch, hours: int, minutes: float, words: str
) -> None:
    morning = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: morning)
    room_at = morning + timedelta(hours=hours, minutes=minutes)
    assert refusals.quota(quotas.QuotaError("day", 9, room_at)).endswith(f"The next can be drawn {words}.")


# Pages


def test_the_form_says_the_limit_and_when_there_is_room_and_keeps_what_was_filled_in(
    as_alice: Client, alice: User, two_a_day: None
) -> None:
    use_up(alice)
    response = send(as_alice, **{"pencil-line_weight": "2"})
    assert response.status_code == 422
    assert "You have had 2 sketches drawn in the last 24 hours, which is the limit here." in response.text
    assert re.search(r"The next can be drawn (tomorrow )?at \d\d:\d\d UTC\.", response.text)
    assert 'href="/jobs/">Look at the sketches you have' in response.text
    assert 'name="pencil-line_weight" value="2"' in response.text
    assert not files(photo_storage())


def test_who_is_at_the_limit_reads_so_before_choosing_a_photo(as_alice: Client, alice: User, two_a_day: None) -> None:
    assert "which is the limit here" not in as_alice.get(NEW).text
    use_up(alice)
    assert "which is the limit here" in as_alice.get(NEW).text


def test_a_photo_that_is_chosen_at_the_limit_is_not_taken_in(as_alice: Client, alice: User, two_a_day: None) -> None:
    use_up(alice)
    body = {"file": factories.upload(), "consent": consents.PROCESSING_VERSION}
    response = as_alice.post("/photos/", body)
    assert response.status_code == 422
    assert "data-refused" in response.text
    assert "You have had 2 sketches drawn in the last 24 hours, which is the limit here." in response.text
    assert not files(photo_storage())


def test_a_photo_that_is_to_be_framed_first_is_not_taken_in_at_the_limit(
    as_alice: Client, alice: User, two_a_day: None
) -> None:
    use_up(alice)
    response = send(as_alice, frame_first="yes")
    assert response.status_code == 422
    assert "which is the limit here" in response.text
    assert not files(photo_storage())


def test_a_retry_over_the_limit_is_said_on_the_page_of_the_job(as_alice: Client, alice: User, settings: Any) -> None:
    job = failed(alice)
    settings.JOBS_PER_DAY = 1
    page = as_alice.post(path("job-retry", job), follow=True)
    assert page.redirect_chain == [(path("job", job), 302)]
    assert "You have had 1 sketch drawn in the last 24 hours" in page.text
    assert SketchJob.objects.count() == 1


def test_a_photo_that_was_pointed_at_over_the_limit_stays_as_it_was(
    as_alice: Client, alice: User, two_a_day: None
) -> None:
    photo = upload(as_alice)
    use_up(alice)
    response = point(as_alice, photo, part="1")
    assert response.status_code == 422
    assert "which is the limit here" in response.text
    photo.refresh_from_db()
    assert (photo.is_framed, photo.is_deleted) == (False, False)


def test_every_style_over_the_limit_draws_as_many_as_there_is_room_for(
    as_alice: Client, alice: User, dummy: str, settings: Any
) -> None:
    job = factories.job(alice, shading="none")
    settings.WAITING_JOBS_PER_PERSON = 2
    page = as_alice.post(f"/photos/{job.photo.public_id}/styles/", {"every": "yes"}, follow=True)
    assert "2 of your sketches are still waiting, which is the limit here." in page.text
    assert job.photo.jobs.count() == 2


# API


def test_the_api_says_when_to_come_back(api_of_alice: APIClient, alice: User, two_a_day: None) -> None:
    use_up(alice)
    response = post(api_of_alice, b"no photo at all")
    body = assert_problem(response, 429, "too-many-jobs")
    assert (body["code"], body["limit"]) == ("quota_day", 2)
    assert int(response["Retry-After"]) == pytest.approx(21 * 3600, abs=60)


def test_the_api_refuses_a_retry_over_the_limit(api_of_alice: APIClient, alice: User, settings: Any) -> None:
    job = failed(alice)
    settings.JOBS_PER_DAY = 1
    assert_problem(api_of_alice.post(f"/api/v1/jobs/{job.public_id}/retry"), 429, "too-many-jobs")
    assert SketchJob.objects.count() == 1


def test_nothing_is_left_of_what_was_refused(as_alice: Client, alice: User, settings: Any) -> None:
    settings.JOBS_PER_DAY = 1
    queue(alice)
    assert send(as_alice, pictures.encoded(scenes.two_people())).status_code == 422
    SketchJob.objects.all().delete()
    Photo.objects.all().delete()
    assert nothing_is_left()
