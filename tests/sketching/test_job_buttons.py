"""The buttons of a job that is not there any more, or that is another's: one answer, which leads on."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils.timezone import now

from accounts.models import Avatar, User
from sketching import photos
from sketching.models import Photo, Sketch, SketchJob
from tests import factories
from tests.sketching.test_views import DEEDS, drawn, path

GONE = "There is no such sketch any more. What was only tried out is deleted with its photo."


def everything() -> list[list[dict[str, Any]]]:
    kinds: list[type[Model]] = [Photo, SketchJob, Sketch, Avatar]
    return [list(kind._default_manager.order_by("pk").values()) for kind in kinds]


@pytest.mark.parametrize("name", DEEDS)
def test_who_presses_a_button_of_anothers_job_changes_nothing(
    client: Client, as_bob: Client, as_rita: Client, alice: User, name: str
) -> None:
    finished, tried = drawn(alice), drawn(alice)
    SketchJob.objects.filter(pk=tried.pk).update(is_trial=True)
    failed, waiting = factories.job(alice), factories.job(alice)
    SketchJob.objects.filter(pk=failed.pk).update(status="failed", error="plugin_error")
    before = everything()
    for job in (finished, tried, failed, waiting):
        for other in (as_bob, as_rita):
            page = other.post(path(name, job), {"wants": "yes"}, follow=True)
            assert page.redirect_chain == [("/jobs/", 302)]
            assert GONE in page.text
        assert client.post(path(name, job), {"wants": "yes"}).url.startswith("/accounts/login/")
    assert everything() == before


@pytest.mark.parametrize("name", DEEDS)
def test_the_button_of_a_sketch_that_went_with_its_photo_leads_on(as_alice: Client, alice: User, name: str) -> None:
    job = drawn(alice)
    SketchJob.objects.filter(pk=job.pk).update(is_trial=True)
    Photo.objects.update(created_at=now() - timedelta(days=1))
    SketchJob.objects.update(finished_at=now() - timedelta(days=1))
    photos.purge()
    assert not SketchJob.objects.exists()
    page = as_alice.post(path(name, job), follow=True)
    assert page.redirect_chain == [("/jobs/", 302)]
    assert GONE in page.text
