"""The page of a sketch that is done: taken away in three formats, seen as an avatar, deleted; by its owner alone."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from sketching import jobs, offers, photos
from sketching.models import SketchJob, sketch_storage
from tests import factories
from tests.sketching.test_jobs import files
from tests.sketching.test_views import drawn, path
from worker import runner


def download(client: Client, job: SketchJob, kind: str) -> Any:
    return client.get(reverse("sketching:job-download", args=[job.public_id, kind]))


def drawn_by_dummy(owner: User) -> SketchJob:
    job = factories.job(owner, "dummy")
    assert runner.run_once() == 1
    job.refresh_from_db()
    return job


@pytest.mark.parametrize(("kind", "disposition"), [("png", "inline"), ("webp", "attachment"), ("svg", "attachment")])
def test_a_sketch_can_be_had_in_three_formats(as_alice: Client, alice: User, kind: str, disposition: str) -> None:
    response = download(as_alice, drawn(alice), kind)
    assert response["Content-Type"] == f"image/{kind.replace('svg', 'svg+xml')}"
    assert response["Content-Disposition"] == f'{disposition}; filename="sketch-pencil.{kind}"'
    assert "private" in response["Cache-Control"]


def test_the_webp_is_the_sketch_in_a_smaller_file_without_metadata(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    png, webp = (download(as_alice, job, kind).content for kind in ("png", "webp"))
    with Image.open(io.BytesIO(webp)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (640, 640))
        assert not {"exif", "xmp", "icc_profile"} & set(picture.info)
    assert len(webp) < len(png) / 2


def test_the_curves_are_sent_as_what_can_do_nothing(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    response = download(as_alice, job, "svg")
    assert response.content == factories.content(job.sketch.trace)
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["png", "webp", "svg"])
def test_who_has_it_already_is_sent_nothing(as_alice: Client, alice: User, kind: str) -> None:
    job = drawn(alice)
    same = {"If-None-Match": download(as_alice, job, kind)["ETag"]}
    again = as_alice.get(reverse("sketching:job-download", args=[job.public_id, kind]), headers=same)
    assert (again.status_code, again.content) == (304, b"")


def test_a_format_s_etag_is_not_another_s(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    assert len({download(as_alice, job, kind)["ETag"] for kind in ("png", "webp", "svg")}) == 3


def test_a_style_that_does_not_trace_offers_no_curves(as_alice: Client, alice: User, dummy: str) -> None:
    job = drawn_by_dummy(alice)
    assert download(as_alice, job, "svg").status_code == 404
    page = as_alice.get(path("job", job)).content.decode()
    assert "sketch.webp" in page
    assert "sketch.svg" not in page


@pytest.mark.parametrize("kind", ["gif", "pdf", "svgz"])
def test_a_format_that_there_is_not_is_not_found(as_alice: Client, alice: User, kind: str) -> None:
    assert download(as_alice, drawn(alice), kind).status_code == 404


@pytest.mark.parametrize("kind", ["png", "webp", "svg"])
def test_a_lost_file_is_not_found(as_alice: Client, alice: User, kind: str) -> None:
    job = drawn(alice)
    for name in files(sketch_storage()):
        sketch_storage().delete(name)
    assert download(as_alice, job, kind).status_code == 404


@pytest.mark.parametrize("kind", ["png", "webp", "svg"])
def test_another_s_sketch_is_not_found_in_any_format(as_bob: Client, alice: User, kind: str) -> None:
    assert download(as_bob, drawn(alice), kind).status_code == 404


def test_photo_and_sketch_are_compared_only_while_the_photo_is_there(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    assert 'type="range"' in as_alice.get(path("job", job)).content.decode()
    photos.delete(job.photo)
    page = as_alice.get(path("job", job)).content.decode()
    assert 'type="range"' not in page
    assert path("job-photo", job) not in page


@pytest.mark.parametrize("name", ["job", "job-state"])
def test_the_page_shows_the_sketch_in_the_sizes_of_avatars(as_alice: Client, alice: User, name: str) -> None:
    job = drawn(alice)
    page = as_alice.get(path(name, job)).content.decode()
    for size in (512, 256, 128, 64, 48, 32):
        assert page.count(f'src="{path("job-sketch", job)}" width="{size}" height="{size}"') >= 4  # shapes on grounds


def test_the_avatar_page_shows_the_avatar_in_these_sizes_from_its_public_address(as_alice: Client, alice: User) -> None:
    as_alice.post(path("job-use", drawn(alice)))
    page = as_alice.get(reverse("accounts:avatar")).content.decode()
    source = f"/a/{alice.avatar_token}?s=512&amp;v={alice.avatars.get().pk}"
    for size in (512, 256, 128, 64, 48, 32):
        assert page.count(f'src="{source}" width="{size}" height="{size}"') >= 4


def delete(client: Client, job: SketchJob) -> Any:
    return client.post(path("job-delete", job), follow=True)


def test_a_sketch_is_deleted_by_its_owner(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    page = delete(as_alice, job)
    assert page.redirect_chain == [("/jobs/", 302)]
    assert "Deleted." in page.content.decode()
    assert as_alice.get(path("job", job)).status_code == 404


def test_a_job_that_failed_can_be_deleted_too(as_alice: Client, alice: User) -> None:
    job = factories.job(alice)
    jobs.cancel(job)
    assert "Delete this job" in as_alice.get(path("job", job)).content.decode()
    delete(as_alice, job)
    assert not SketchJob.objects.exists()


def test_what_is_not_over_is_not_offered_for_deletion_and_not_deleted(as_alice: Client, alice: User) -> None:
    job = factories.job(alice)
    assert path("job-delete", job) not in as_alice.get(path("job", job)).content.decode()
    assert "when it is over" in delete(as_alice, job).content.decode()
    assert SketchJob.objects.exists()


def test_the_second_half_of_a_double_click_comes_to_the_same_page(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    delete(as_alice, job)
    assert delete(as_alice, job).redirect_chain == [("/jobs/", 302)]


def test_another_s_sketch_cannot_be_deleted(as_alice: Client, as_bob: Client, alice: User) -> None:
    job = drawn(alice)
    assert "There is no such sketch any more." in delete(as_bob, job).text
    assert SketchJob.objects.exists()


def test_a_link_deletes_nothing(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    assert as_alice.get(path("job-delete", job)).status_code == 405
    assert SketchJob.objects.exists()


def test_the_page_says_what_happens_to_a_photo_that_other_sketches_need(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    assert "So is the photo." in as_alice.get(path("job", job)).content.decode()
    jobs.submit(job.photo, offers.check("pencil", {}))
    assert "The photo stays for the other sketches of it" in as_alice.get(path("job", job)).content.decode()
