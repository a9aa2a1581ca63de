"""The page of a job says when it will be done, and where it came to nothing, what else can be done."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from sketching import jobs, photos
from sketching.models import PluginState, SketchJob
from tests import factories
from tests.sketching.test_estimates import queue, took
from tests.sketching.test_views import NEW, path
from worker import runner

pytestmark = pytest.mark.django_db
OTHER = "Draw it in another style"
AGAIN = "Try again with the same photo"


def switch_off(plugin: str) -> None:
    PluginState.objects.update_or_create(name=plugin, defaults={"is_enabled": False})


def state(client: Client, job: SketchJob, etag: str = "") -> tuple[int, str]:
    cache.clear()
    response = client.get(path("job-state", job), headers={"If-None-Match": etag})
    return response.status_code, response["ETag"]


def failed(owner: User, error: str) -> SketchJob:
    job = factories.job(owner)
    SketchJob.objects.filter(pk=job.pk).update(status="failed", error=error, finished_at=now())
    return job


# When


def test_who_waits_reads_place_and_time(as_alice: Client, alice: User, bob: User) -> None:
    took(bob, 8.0)
    queue(bob)
    queue(bob)
    assert "Number 3 in the queue, done in about 20 seconds." in as_alice.get(path("job", queue(alice))).text


def test_who_is_next_reads_so(as_alice: Client, alice: User) -> None:
    took(alice, 5.0)
    assert "You are next, done in about 5 seconds." in as_alice.get(path("job", queue(alice))).text


def test_who_is_drawn_reads_the_time_that_is_left(as_alice: Client, alice: User) -> None:
    took(alice, 30.0)
    job = queue(alice)
    jobs.claim({})
    assert "The pencil is on the paper, done in about 30 seconds." in as_alice.get(path("job", job)).text


def test_without_history_no_number_is_made_up(as_alice: Client, alice: User) -> None:
    job = queue(alice)
    assert "You are next. A sketch usually takes a few seconds." in as_alice.get(path("job", job)).text
    jobs.claim({})
    assert "A sketch usually takes a few seconds." in as_alice.get(path("job", job)).text


def test_a_queue_that_stands_still_is_no_secret(as_alice: Client, alice: User) -> None:
    job = queue(alice)
    SketchJob.objects.update(created_at=now() - timedelta(minutes=1), not_before=now() - timedelta(minutes=1))
    assert "Nothing is being drawn just now; your job keeps its place" in as_alice.get(path("job", job)).text


def test_the_page_changes_when_the_rounded_time_does_and_no_sooner(as_alice: Client, alice: User) -> None:
    took(alice, 60.0)
    job = queue(alice)
    jobs.claim({})
    _, etag = state(as_alice, job)
    for gone, code in ((4, 304), (30, 200)):
        SketchJob.objects.filter(pk=job.pk).update(started_at=now() - timedelta(seconds=gone))
        assert state(as_alice, job, etag)[0] == code


def test_the_page_changes_when_a_mail_is_asked_for_in_another_tab(as_alice: Client, alice: User) -> None:
    job = queue(alice)
    _, etag = state(as_alice, job)
    as_alice.post(path("job-mail", job), {"wants": "yes"})
    assert state(as_alice, job, etag)[0] == 200


# Ways on


def test_a_style_that_was_switched_off_meanwhile_leads_to_the_others(as_alice: Client, alice: User, dummy: str) -> None:
    job = factories.job(alice, dummy)
    switch_off(dummy)
    runner.run_once()
    page = as_alice.get(path("job", job)).text
    styles = path("job", job).replace(f"/jobs/{job.public_id}", f"/photos/{job.photo.public_id}/styles")
    assert "This style has been switched off. Choose another one." in page
    assert f'href="{styles}">{OTHER}' in page
    assert AGAIN not in page
    assert "Try out the options" in as_alice.get(styles).text


def test_a_drawing_that_failed_can_be_tried_again_or_in_another_style(as_alice: Client, alice: User) -> None:
    for error in ("plugin_error", "worker_lost", "storage_error"):
        page = as_alice.get(path("job", failed(alice, error))).text
        assert AGAIN in page
        assert OTHER in page
        assert "Use another photo" in page


@pytest.mark.parametrize("error", ["photo_damaged", "photo_gone"])
def test_a_photo_that_is_spoilt_is_not_offered_again(as_alice: Client, alice: User, error: str) -> None:
    job = failed(alice, error)
    if error == "photo_gone":
        photos.delete(job.photo)
    page = as_alice.get(path("job", job)).text
    assert AGAIN not in page
    assert OTHER not in page
    assert f'href="{NEW}">Upload a photo' in page


def test_a_photo_whose_time_is_over_is_said_to_be_gone(as_alice: Client, alice: User) -> None:
    job = failed(alice, "plugin_error")
    photos.delete(job.photo)
    page = as_alice.get(path("job", job)).text
    assert "The photo has been deleted after its time." in page
    assert f'href="{NEW}">Upload a photo' in page


def test_the_styles_of_a_photo_whose_time_is_over_lead_to_another_upload(as_alice: Client, alice: User) -> None:
    job = failed(alice, "plugin_error")
    photos.delete(job.photo)
    page = as_alice.get(f"/photos/{job.photo.public_id}/styles/").text
    assert "The photo has been deleted." in page
    assert f'href="{NEW}">Upload a photo' in page


def test_where_every_style_is_off_another_photo_is_all_that_is_offered(as_alice: Client, alice: User) -> None:
    job = failed(alice, "plugin_unavailable")
    for name in ("portrait", "pencil"):
        switch_off(name)
    page = as_alice.get(path("job", job)).text
    assert AGAIN not in page
    assert OTHER not in page
