"""The pages on which people take back their consent, delete their photos, and take their data away."""

import io
import zipfile

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from accounts import consents
from accounts.models import User
from sketching import jobs, queue
from sketching.models import Photo, SketchJob
from tests import factories

CONSENT, PHOTOS, EXPORT = "/accounts/consent/", "/accounts/photos/delete/", "/accounts/export/"


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_knock", lambda: None)


@pytest.fixture
def fresh(client: Client, alice: User) -> Client:
    """Alice, who has just typed her password."""
    client.post("/accounts/login/", {"login": alice.email, "password": factories.PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return client


@pytest.mark.parametrize("path", [CONSENT, PHOTOS, EXPORT])
def test_a_stranger_is_sent_to_the_login(client: Client, db: None, path: str) -> None:
    assert client.post(path).url == "/accounts/login/?next=/jobs/"


def test_looking_at_the_consent_changes_nothing(as_alice: Client, alice: User) -> None:
    page = as_alice.get(CONSENT).content.decode()
    assert f"agreed to version {consents.PROCESSING_VERSION}" in page
    assert "Take back my consent" in page
    assert consents.has_agreed(alice)


def test_a_consent_is_taken_back_and_the_page_says_what_happened(as_alice: Client, alice: User) -> None:
    factories.job(alice)
    page = as_alice.post(CONSENT, follow=True).content.decode()
    said = "You have taken back your consent. 1 photo was deleted. 1 waiting job was cancelled."
    assert said in page
    assert "You took back your consent on" in page
    assert not consents.has_agreed(alice)


def test_who_took_it_back_is_asked_before_the_next_sketch(as_alice: Client) -> None:
    assert 'name="consent"' not in as_alice.get("/jobs/new/").content.decode()
    as_alice.post(CONSENT)
    assert 'name="consent"' in as_alice.get("/jobs/new/").content.decode()


def test_a_second_click_takes_nothing_back(as_alice: Client, alice: User) -> None:
    as_alice.post(CONSENT)
    first = alice.consents.get().withdrawn_at
    as_alice.post(CONSENT)
    assert alice.consents.get().withdrawn_at == first


def test_photos_are_deleted_on_demand_without_taking_back_the_consent(as_alice: Client, alice: User) -> None:
    factories.job(alice)
    page = as_alice.post(PHOTOS, follow=True)
    assert page.redirect_chain == [(reverse("accounts:overview"), 302)]
    assert "1 photo was deleted. 1 waiting job was cancelled." in page.content.decode()
    assert Photo.objects.get().is_deleted
    assert consents.has_agreed(alice)


def test_who_has_no_photo_is_told_so(as_alice: Client) -> None:
    assert "There was no photo to delete." in as_alice.post(PHOTOS, follow=True).content.decode()


def test_what_is_being_drawn_is_named(as_alice: Client, alice: User) -> None:
    factories.job(alice)
    jobs.claim({})
    assert "still drawn to the end" in as_alice.post(PHOTOS, follow=True).content.decode()


@pytest.mark.parametrize("path", [PHOTOS])
def test_a_deed_needs_a_post(as_alice: Client, alice: User, path: str) -> None:
    factories.job(alice)
    assert as_alice.get(path).status_code == 405
    assert SketchJob.objects.get().status == "queued"


def test_the_export_asks_for_the_password_again(as_alice: Client) -> None:
    for answer in (as_alice.get(EXPORT), as_alice.post(EXPORT)):
        assert answer.url.startswith("/accounts/reauthenticate/")


def test_the_export_is_a_zip_to_keep_that_no_cache_keeps(fresh: Client, alice: User) -> None:
    assert "Download as ZIP" in fresh.get(EXPORT).content.decode()
    answer = fresh.post(EXPORT)
    assert isinstance(answer, StreamingHttpResponse)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "private, no-store")
    assert answer["Content-Disposition"].startswith('attachment; filename="avatar-data-')
    whole = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert alice.email in whole.read("README.txt").decode()
    assert whole.namelist()[-1] == "data.json"
