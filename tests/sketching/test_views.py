"""The pages of a person's jobs: upload, follow, cancel, retry, use; for the owner alone."""

import io
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts import consents
from accounts.models import Avatar, User
from sketching import jobs, photos
from sketching.models import Photo, PluginState, SketchJob, photo_storage, sketch_storage
from tests import factories, pictures
from tests.sketching.test_jobs import files
from worker import runner

NEW = "/jobs/new/"
PARTS = ["job", "job-state", "job-photo", "job-sketch"]
DEEDS = ["job-cancel", "job-retry", "job-use", "job-keep", "job-mail", "job-delete"]


def send(client: Client, data: bytes | None = None, **fields: Any) -> HttpResponse:
    """Fill in the form and send it."""
    values = {"plugin": "pencil", "pencil-shading": "none", "pencil-line_weight": "1.5", **fields}
    return client.post(NEW, {"file": factories.upload(data), **values})


def path(name: str, job: SketchJob) -> str:
    return reverse(f"sketching:{name}", args=[job.public_id])


def drawn(owner: User) -> SketchJob:
    job = factories.job(owner, shading="none")
    assert runner.run_once() == 1
    job.refresh_from_db()
    return job


def nothing_is_left() -> bool:
    return not (Photo.objects.exists() or SketchJob.objects.exists() or files(photo_storage()))


# Pages for everybody


@pytest.mark.parametrize("page", ["/", "/privacy/", "/livez"])
def test_everybody_may_read_it(client: Client, db: None, page: str) -> None:
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", ["/jobs/", NEW])
def test_a_stranger_is_sent_to_the_login(client: Client, db: None, page: str) -> None:
    assert client.get(page).url == f"/accounts/login/?next={page}"


# Upload


def test_an_upload_becomes_a_queued_job_and_its_page_opens(as_alice: Client, alice: User) -> None:
    response = send(as_alice)
    job = SketchJob.objects.get()
    assert (response.status_code, response["Location"]) == (302, path("job", job))
    assert (job.owner, job.status, job.plugin) == (alice, "queued", "pencil")
    assert job.options == {"shading": "none", "line_weight": 1.5, "paper": False}
    assert as_alice.get(response["Location"]).status_code == 200


def test_the_empty_form_opens_with_the_limits(as_alice: Client) -> None:
    page = as_alice.get(NEW).content.decode()
    assert "15 MB" in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"words", "not a photo"),
        (b"8BPS" + bytes(99), "Photoshop files cannot be read"),
        (pictures.encoded()[:900], "damaged or incomplete"),
        (pictures.encoded(pictures.face(30, 30)), "at least 64"),
        (pictures.encoded(pictures.face(700, 100)), "too long a strip"),
        (pictures.huge_png(8000, 8000), "50 megapixels"),
        (b"\xff" * 15_000_001, "the limit is 15 MB"),
    ],
    ids=["empty", "not_an_image", "unsupported", "truncated", "small", "aspect", "pixels", "bytes"],
)
def test_a_photo_that_is_refused_leaves_nothing_and_says_why(as_alice: Client, data: bytes, says: str) -> None:
    response = send(as_alice, data)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert nothing_is_left()


def test_a_form_without_a_file_is_refused(as_alice: Client) -> None:
    response = as_alice.post(NEW, {"plugin": "pencil"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]


def test_a_photo_without_consent_is_refused(client: Client, db: None) -> None:
    client.force_login(factories.user("new@example.com"))
    response = send(client)
    assert response.status_code == 422
    assert "Without your consent" in response.content.decode()
    assert nothing_is_left()


def test_who_ticks_the_consent_is_not_asked_again(client: Client, db: None) -> None:
    user = factories.user("new@example.com")
    client.force_login(user)
    assert send(client, consent=consents.PROCESSING_VERSION).status_code == 302
    assert consents.has_agreed(user)
    assert send(client).status_code == 302


@pytest.mark.parametrize("version", ["on", "1999-01"])
def test_who_agreed_to_another_text_is_shown_the_one_in_force(client: Client, db: None, version: str) -> None:
    user = factories.user("new@example.com")
    client.force_login(user)
    page = send(client, consent=version).content.decode()
    assert "The text has changed since you opened the page" in page
    (box,) = re.findall(r'<input[^>]* name="consent"[^>]*>', page)
    assert f'value="{consents.PROCESSING_VERSION}"' in box
    assert " checked" not in box
    assert not consents.has_agreed(user)
    assert nothing_is_left()


def test_a_file_that_is_refused_is_called_as_its_field_is(as_alice: Client) -> None:
    page = send(as_alice, b"words").content.decode()
    assert '<a href="#id_file">Photo of a face</a>' in page
    assert '<label for="id_file">Photo of a face</label>' in page


def test_an_unknown_style_is_refused(as_alice: Client) -> None:
    assert send(as_alice, plugin="oil").status_code == 422
    assert nothing_is_left()


def test_a_style_that_is_switched_off_is_refused(as_alice: Client) -> None:
    PluginState.objects.update_or_create(name="pencil", defaults={"is_enabled": False})
    assert send(as_alice).status_code == 422
    assert nothing_is_left()


def test_an_option_outside_its_limits_is_refused(as_alice: Client) -> None:
    response = send(as_alice, **{"pencil-line_weight": "7"})
    assert response.status_code == 422
    assert "pencil-line_weight" in response.context["form"].errors
    assert nothing_is_left()


def test_a_double_click_is_one_job_with_one_photo(as_alice: Client) -> None:
    first, second = send(as_alice, submission="twice"), send(as_alice, submission="twice")
    assert first["Location"] == second["Location"]
    assert SketchJob.objects.count() == Photo.objects.count() == len(files(photo_storage())) == 1


def test_the_same_mark_from_another_person_is_another_job(as_alice: Client, as_bob: Client) -> None:
    first, second = send(as_alice, submission="twice"), send(as_bob, submission="twice")
    assert first["Location"] != second["Location"]


def test_a_full_disk_is_said_and_leaves_nothing(as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_the_disk(*_args: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(photo_storage(), "_save", fill_the_disk)
    response = send(as_alice)
    assert response.status_code == 422
    assert "could not be stored just now" in response.content.decode()
    assert nothing_is_left()


# The pages of one job


@pytest.mark.parametrize("name", PARTS)
def test_a_job_is_its_owners_alone(client: Client, as_bob: Client, as_rita: Client, alice: User, name: str) -> None:
    job = factories.job(alice)
    assert as_bob.get(path(name, job)).status_code == 404
    assert as_rita.get(path(name, job)).status_code == 404
    assert client.get(path(name, job)).url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_needs_a_post(as_alice: Client, alice: User, name: str) -> None:
    assert as_alice.get(path(name, factories.job(alice))).status_code == 405


@pytest.mark.parametrize("status", SketchJob.Status.values)
@pytest.mark.parametrize("name", ["job", "job-state"])
def test_a_job_can_be_seen_in_every_state(as_alice: Client, alice: User, name: str, status: str) -> None:
    job = drawn(alice) if status == "succeeded" else factories.job(alice)
    SketchJob.objects.filter(pk=job.pk).update(status=status, error="plugin_error" if status == "failed" else "")
    page = as_alice.get(path(name, job))
    assert page.status_code == 200
    assert ("could not draw this photo" in page.content.decode()) == (status == "failed")


def test_the_list_shows_ones_own_jobs(as_alice: Client, alice: User, bob: User) -> None:
    mine, theirs = factories.job(alice), factories.job(bob)
    page = as_alice.get("/jobs/").content.decode()
    assert path("job", mine) in page
    assert path("job", theirs) not in page


def test_an_empty_list_opens(as_alice: Client) -> None:
    assert as_alice.get("/jobs/?page=99").status_code == 200


def test_the_state_is_sent_again_only_if_it_changed(as_alice: Client, alice: User) -> None:
    job = factories.job(alice)
    first = as_alice.get(path("job-state", job))
    same = {"If-None-Match": first["ETag"]}
    assert as_alice.get(path("job-state", job), headers=same).status_code == 304
    jobs.cancel(job)
    assert as_alice.get(path("job-state", job), headers=same).status_code == 200


def test_the_state_tells_the_place_in_the_queue(as_alice: Client, alice: User, bob: User) -> None:
    factories.job(bob)
    assert "number 2 in the queue" in as_alice.get(path("job-state", factories.job(alice))).content.decode()


def test_a_form_that_the_browser_kept_and_that_now_says_something_else_is_a_new_job(as_alice: Client) -> None:
    first = send(as_alice, submission="twice")
    other = send(as_alice, submission="twice", **{"pencil-shading": "smudged"})
    assert first["Location"] != other["Location"]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_owner_sees_photo_and_sketch_and_no_shared_cache_keeps_them(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    for name, kind, mode in (("job-photo", "JPEG", "RGB"), ("job-sketch", "PNG", "L")):
        response = as_alice.get(path(name, job))
        picture = Image.open(io.BytesIO(body(response)))
        assert (picture.format, picture.mode) == (kind, mode)
        assert "private" in response["Cache-Control"]


def test_a_photo_is_kept_by_no_cache_at_all(as_alice: Client, alice: User) -> None:
    response = as_alice.get(path("job-photo", factories.job(alice)))
    assert body(response)
    assert "no-store" in response["Cache-Control"]


def test_a_deleted_photo_is_not_found_and_the_job_still_opens(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    photos.delete(job.photo)
    assert as_alice.get(path("job-photo", job)).status_code == 404
    assert as_alice.get(path("job", job)).status_code == 200


def test_a_sketch_whose_file_is_lost_is_not_found(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    sketch_storage().delete(job.sketch.image.name)
    assert as_alice.get(path("job-sketch", job)).status_code == 404


def test_there_is_no_sketch_before_it_is_drawn(as_alice: Client, alice: User) -> None:
    job = factories.job(alice)
    assert as_alice.get(path("job-sketch", job)).status_code == 404
    assert as_alice.post(path("job-use", job)).status_code == 404


# Deeds


def test_a_waiting_job_can_be_cancelled(as_alice: Client, alice: User) -> None:
    job = factories.job(alice)
    assert as_alice.post(path("job-cancel", job)).url == path("job", job)
    job.refresh_from_db()
    assert job.status == "canceled"


def test_a_job_that_is_being_drawn_is_not_cancelled(as_alice: Client, alice: User) -> None:
    job = factories.job(alice)
    jobs.claim({})
    page = as_alice.post(path("job-cancel", job), follow=True)
    assert "too late to cancel" in page.content.decode()
    job.refresh_from_db()
    assert job.status == "running"


def test_a_failed_job_can_be_tried_again_once(as_alice: Client, alice: User) -> None:
    factories.job(alice)
    (job,) = jobs.claim({})
    jobs.fail(job, "plugin_error")
    first, second = (as_alice.post(path("job-retry", job)).url for _ in range(2))
    assert first == second == path("job", SketchJob.objects.get(retry_of=job))


def test_a_job_is_tried_again_only_by_who_agreed_to_the_text_in_force(
    as_alice: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = factories.job(alice)
    jobs.cancel(job)
    monkeypatch.setattr(consents, "PROCESSING_VERSION", "2099-01")
    page = as_alice.post(path("job-retry", job), follow=True)
    assert page.redirect_chain == [(NEW, 302)]
    assert "has changed" in page.content.decode()
    assert SketchJob.objects.count() == 1


@pytest.mark.parametrize("is_over", [True, False])
def test_a_job_that_succeeded_or_waits_is_not_tried_again(as_alice: Client, alice: User, is_over: bool) -> None:
    job = drawn(alice) if is_over else factories.job(alice)
    assert as_alice.post(path("job-retry", job)).url == NEW
    assert SketchJob.objects.count() == 1


def test_a_sketch_becomes_the_avatar(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    assert as_alice.post(path("job-use", job)).url == reverse("accounts:avatar")
    avatar = Avatar.objects.get(owner=alice, is_current=True)
    assert factories.content(avatar.image) == factories.content(job.sketch.image)
    assert avatar.label == "Pencil"
