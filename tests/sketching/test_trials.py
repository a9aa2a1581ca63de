"""Drawings on trial: to see what it would look like, gone with the photo unless they are kept or used."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts import consents
from accounts.models import User
from sketching import jobs, offers, photos
from sketching.models import Photo, Sketch, SketchJob, sketch_storage
from tests import factories
from tests.sketching.test_jobs import files
from worker import runner

LATER = timedelta(minutes=16)
Status = SketchJob.Status


@pytest.fixture
def photo(alice: User) -> Photo:
    photo = factories.job(alice).photo
    runner.run_once()
    return photo


def path(photo: Photo) -> str:
    return reverse("sketching:photo-trial", args=[photo.public_id])


def attempt(client: Client, photo: Photo, shading: str = "none", **fields: str) -> Any:
    return client.post(path(photo), {"plugin": "pencil", "pencil-shading": shading, **fields})


def test_an_option_that_is_changed_is_drawn_on_trial(as_alice: Client, photo: Photo) -> None:
    answer = attempt(as_alice, photo)
    job = SketchJob.objects.latest("pk")
    assert (job.is_trial, job.options["shading"], job.photo) == (True, "none", photo)
    assert "hx-get" in answer.text  # it is to be asked for until it is drawn
    runner.run_once()
    shown = as_alice.get(path(photo), {"trial": str(job.public_id)}).text
    assert reverse("sketching:job-sketch", args=[job.public_id]) in shown
    assert "hx-get" not in shown


def test_meanwhile_the_drawing_before_stands_there(as_alice: Client, photo: Photo) -> None:
    first = photo.jobs.get()
    answer = attempt(as_alice, photo, shown=str(first.public_id))
    assert reverse("sketching:job-sketch", args=[first.public_id]) in answer.text
    assert "is-stale" in answer.text


def test_what_nobody_waits_for_any_more_is_not_drawn(as_alice: Client, photo: Photo) -> None:
    attempt(as_alice, photo)
    before = SketchJob.objects.latest("pk")
    attempt(as_alice, photo, "smudged", trial=str(before.public_id))
    before.refresh_from_db()
    assert before.status == Status.CANCELED
    assert SketchJob.objects.queued().get().options["shading"] == "smudged"


def test_what_is_compared_is_not_given_up_for_a_trial(as_alice: Client, photo: Photo) -> None:
    photo.jobs.all().delete()
    compared = jobs.redraw(photo, offers.variants()[0], is_trial=True)
    attempt(as_alice, photo, trial=str(compared.public_id))
    compared.refresh_from_db()
    assert compared.status == Status.QUEUED


def test_a_trial_that_comes_while_the_photo_is_deleted_is_not_made(photo: Photo) -> None:
    stale = Photo.objects.get()
    photos.delete(photo)
    with pytest.raises(FileNotFoundError):
        jobs.redraw(stale, offers.check("pencil", {"shading": "none"}), is_trial=True)
    assert photo.jobs.count() == 1


def test_what_was_cancelled_is_drawn_anew_whatever_was_deleted_since(photo: Photo) -> None:
    wish = offers.check("pencil", {"shading": "none"})
    first = jobs.redraw(photo, wish)
    jobs.cancel(first)
    second = jobs.redraw(photo, wish)
    jobs.cancel(second)
    jobs.delete(first)
    assert jobs.redraw(photo, wish).status == Status.QUEUED


def test_a_job_that_is_no_trial_is_not_given_up_for_one(as_alice: Client, alice: User, photo: Photo) -> None:
    waiting = jobs.submit(photo, offers.check("pencil", {"shading": "smudged"}))
    attempt(as_alice, photo, trial=str(waiting.public_id))
    waiting.refresh_from_db()
    assert waiting.status == Status.QUEUED


def test_the_comparison_shows_what_is_usual_and_what_was_asked_for_but_not_every_attempt(
    as_alice: Client, photo: Photo
) -> None:
    page = reverse("sketching:photo-styles", args=[photo.public_id])
    attempt(as_alice, photo)
    as_alice.post(page, {"plugin": "pencil", "pencil-shading": "smudged"})
    shown = [job.options["shading"] for job, _ in as_alice.get(page).context["drawings"]]
    assert shown == ["hatched", "smudged"]


def test_trials_are_not_listed(as_alice: Client, photo: Photo) -> None:
    attempt(as_alice, photo)
    assert as_alice.get("/jobs/").context["page"].paginator.count == 1
    assert len(as_alice.get("/api/v1/jobs").json()["results"]) == 1


def test_one_that_is_kept_is_listed_and_stays(as_alice: Client, photo: Photo) -> None:
    attempt(as_alice, photo)
    runner.run_once()
    job = SketchJob.objects.latest("pk")
    as_alice.post(reverse("sketching:job-keep", args=[job.public_id]))
    assert photos.purge(now() + LATER) == 1
    assert SketchJob.objects.kept().filter(pk=job.pk).exists()


def test_one_that_becomes_the_avatar_is_kept(as_alice: Client, photo: Photo) -> None:
    attempt(as_alice, photo)
    runner.run_once()
    job = SketchJob.objects.latest("pk")
    as_alice.post(reverse("sketching:job-use", args=[job.public_id]))
    job.refresh_from_db()
    assert not job.is_trial


def test_the_others_go_with_the_photo_and_their_files(
    as_alice: Client, photo: Photo, django_capture_on_commit_callbacks: Any
) -> None:
    attempt(as_alice, photo)
    runner.run_once()
    with django_capture_on_commit_callbacks(execute=True):
        photos.purge(now() + LATER)
    assert list(SketchJob.objects.values_list("is_trial", flat=True)) == [False]
    kept = Sketch.objects.get()
    assert sorted(files(sketch_storage())) == sorted([kept.image.name, kept.trace.name])


def test_what_is_asked_for_in_earnest_is_kept_though_it_was_tried_before(photo: Photo) -> None:
    wish = offers.check("pencil", {"shading": "none"})
    tried = jobs.redraw(photo, wish, is_trial=True)
    assert jobs.redraw(photo, wish) == tried
    tried.refresh_from_db()
    assert not tried.is_trial


def test_without_the_photo_the_page_says_so(as_alice: Client, photo: Photo) -> None:
    attempt(as_alice, photo)
    asked = {"trial": str(SketchJob.objects.latest("pk").public_id)}
    photos.delete(photo)
    assert "The photo was deleted after its time" in as_alice.get(path(photo), asked).text
    assert "The photo was deleted after its time" in attempt(as_alice, photo).text


def test_options_that_cannot_be_are_named(as_alice: Client, photo: Photo) -> None:
    answer = attempt(as_alice, photo, **{"pencil-line_weight": "900"})
    assert "less than or equal" in answer.text
    assert photo.jobs.count() == 1


def test_without_consent_nothing_is_drawn(as_alice: Client, photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consents, "PROCESSING_VERSION", "another")
    assert attempt(as_alice, photo)["HX-Redirect"] == "/jobs/new/"
    assert photo.jobs.count() == 1


def test_a_trial_is_nobody_elses(as_bob: Client, photo: Photo) -> None:
    job = photo.jobs.get()
    assert attempt(as_bob, photo).status_code == 404
    SketchJob.objects.filter(pk=job.pk).update(is_trial=True)
    assert as_bob.post(reverse("sketching:job-keep", args=[job.public_id])).url == "/jobs/"
    assert photo.jobs.get().is_trial


def test_the_form_begins_as_the_drawing_that_is_to_be_adjusted(as_alice: Client, photo: Photo) -> None:
    wish = offers.check("pencil", {"shading": "smudged", "line_weight": 1.75})
    job = jobs.redraw(photo, wish, is_trial=True)
    page = as_alice.get(reverse("sketching:photo-styles", args=[photo.public_id]), {"like": str(job.public_id)})
    form = page.context["form"]
    assert (form["pencil-shading"].value(), form["pencil-line_weight"].value()) == ("smudged", 1.75)
    assert page.context["trial"] == job


@pytest.mark.parametrize("name", ["nonsense", "7d9f0c52-9c2e-4a0e-8b0a-0f3a4a8f0c11"])
def test_a_drawing_that_is_not_there_is_not_looked_for(as_alice: Client, photo: Photo, name: str) -> None:
    page = as_alice.get(reverse("sketching:photo-styles", args=[photo.public_id]), {"like": name})
    assert page.context["trial"] == photo.jobs.get()
