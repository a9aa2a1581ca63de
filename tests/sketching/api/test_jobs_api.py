"""The API gives programs what the pages give people, and says every error as a problem (RFC 9457)."""

import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from knox.models import AuthToken
from PIL import Image
from rest_framework.test import APIClient

from accounts import consents
from accounts.models import User
from sketching import jobs, photos
from sketching.api.views import JobPagination
from sketching.models import Photo, PluginState, SketchJob, photo_storage, sketch_storage
from tests import factories, pictures
from tests.sketching.test_jobs import files
from worker import runner

JOBS = "/api/v1/jobs"


def post(client: Any, data: bytes | None = None, **fields: Any) -> Any:
    values = {"file": factories.upload(data), "plugin": "pencil", **fields}
    return client.post(JOBS, values, **({"format": "multipart"} if isinstance(client, APIClient) else {}))


def path(name: str, job: SketchJob) -> str:
    return reverse(f"sketching:{name}", args=[job.public_id])


def assert_problem(response: Any, status: int, kind: str) -> dict[str, Any]:
    """The body, after a look at what every problem must have."""
    body: dict[str, Any] = json.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), body
    assert body["type"] == f"/api/v1/problems#{kind}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def with_token(user: User, token: str | None = None) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token or AuthToken.objects.create(user)[1]}")
    return client


def drawn(owner: User) -> SketchJob:
    job = factories.job(owner, shading="none")
    assert runner.run_once() == 1
    job.refresh_from_db()
    return job


def failed(owner: User) -> SketchJob:
    factories.job(owner)
    (job,) = jobs.claim({})
    jobs.fail(job, "plugin_error")
    return job


# Plugins


def test_anybody_may_list_the_plugins(client: Client, db: None) -> None:
    (pencil,) = [plugin for plugin in client.get("/api/v1/plugins").json() if plugin["name"] == "pencil"]
    assert set(pencil) == {"name", "version", "title", "description", "licence", "options"}
    assert "shading" in pencil["options"]["properties"]


# A new job


def test_an_upload_is_accepted_and_the_answer_says_where_and_when_to_ask(api_of_alice: APIClient) -> None:
    response = post(api_of_alice)
    job = SketchJob.objects.get()
    assert response.status_code == 202
    assert response["Location"] == f"http://testserver{path('api-job', job)}" == response.json()["url"]
    assert int(response["Retry-After"]) > 0
    assert response.json()["status"] == "queued"


def test_the_answer_tells_all_about_the_job(api_of_alice: APIClient) -> None:
    body = post(api_of_alice, options='{"shading": "none"}').json()
    assert body["id"] == str(SketchJob.objects.get().public_id)
    assert (body["position"], body["error"], body["result"]) == (1, None, None)
    assert body["options"] == {"shading": "none", "line_weight": 1.0, "paper": True}
    assert body["created_at"]
    assert body["finished_at"] is None


def test_a_token_opens_the_api(alice: User) -> None:
    assert post(with_token(alice)).status_code == 202


def test_a_session_opens_the_api_with_a_csrf_token_only(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.get(JOBS).status_code == 200
    assert "CSRF" in assert_problem(post(client), 403, "forbidden")["detail"]
    client.get("/jobs/new/")
    headers = {"X-CSRFToken": client.cookies["csrftoken"].value}
    sent = client.post(JOBS, {"file": factories.upload(), "plugin": "pencil"}, headers=headers)
    assert sent.status_code == 202


@pytest.mark.parametrize("token", ["", "wrong", "skav_" + "0" * 64])
def test_without_a_valid_token_nothing_opens(db: None, token: str) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    for response in (client.get(JOBS), post(client)):
        assert_problem(response, 401, "unauthenticated")
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_the_token_of_somebody_deactivated_opens_nothing(alice: User) -> None:
    client, addresses = with_token(alice), (JOBS, f"{JOBS}/{factories.job(alice).public_id}")
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert [client.get(address).status_code for address in addresses] == [401, 401]
    assert_problem(client.get(JOBS), 401, "unauthenticated")


# Consent


@pytest.fixture
def newcomer(db: None) -> User:
    return factories.user("new@example.com")


def test_without_consent_the_answer_says_how_to_give_it(newcomer: User) -> None:
    body = assert_problem(post(with_token(newcomer)), 422, "consent-required")
    assert consents.PROCESSING_VERSION in body["detail"]
    assert not Photo.objects.exists()


def test_consent_is_given_once_with_the_version_in_force(newcomer: User) -> None:
    client = with_token(newcomer)
    assert post(client, consent=consents.PROCESSING_VERSION).status_code == 202
    assert post(client).status_code == 202


def test_consent_to_another_version_is_none(newcomer: User) -> None:
    body = assert_problem(post(with_token(newcomer), consent="1999-01"), 422, "validation")
    assert body["errors"][0]["pointer"] == "/consent"
    assert not consents.has_agreed(newcomer)


def test_a_job_is_tried_again_only_by_who_agreed_to_the_text_in_force(
    api_of_alice: APIClient, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = failed(alice)
    monkeypatch.setattr(consents, "PROCESSING_VERSION", "2099-01")
    body = assert_problem(api_of_alice.post(path("api-job-retry", job)), 422, "consent-required")
    assert "2099-01" in body["detail"]
    assert SketchJob.objects.count() == 1


# What is refused


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "empty"),
        (b"words", 415, "not_an_image"),
        (b"8BPS" + bytes(99), 415, "unsupported_format"),
        (pictures.encoded()[:900], 422, "truncated"),
        (pictures.encoded(pictures.face(30, 30)), 422, "image_too_small"),
        (pictures.encoded(pictures.face(700, 100)), 422, "aspect"),
        (pictures.huge_png(8000, 8000), 422, "too_many_pixels"),
        (b"\xff" * 15_000_001, 413, "too_many_bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_photo_that_is_refused_leaves_nothing(api_of_alice: APIClient, data: bytes, status: int, code: str) -> None:
    body = assert_problem(post(api_of_alice, data), status, code.replace("_", "-"))
    assert body["code"] == code
    assert not Photo.objects.exists()
    assert not files(photo_storage())


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"plugin": "oil"}, "/plugin"),
        ({"plugin": ""}, "/plugin"),
        ({"plugin": "x" * 51}, "/plugin"),
        ({"options": '{"line_weight": 9}'}, "/options/line_weight"),
        ({"options": '{"line_weight": NaN}'}, "/options/line_weight"),
        ({"options": '{"line_weight": 1e999}'}, "/options/line_weight"),
        ({"options": '{"colour": "red"}'}, "/options/"),
        ({"options": "[]"}, "/options"),
        ({"options": "{"}, "/options"),
        ({"options": "[" * 100_000}, "/options"),
    ],
)
def test_what_is_wrong_is_pointed_at(api_of_alice: APIClient, fields: dict[str, str], pointer: str) -> None:
    body = assert_problem(post(api_of_alice, **fields), 422, "validation")
    assert [error["pointer"] for error in body["errors"]] == [pointer]
    assert not Photo.objects.exists()


def test_everything_that_is_missing_is_pointed_at(api_of_alice: APIClient) -> None:
    body = assert_problem(api_of_alice.post(JOBS, {}, format="multipart"), 422, "validation")
    assert {error["pointer"] for error in body["errors"]} == {"/file", "/plugin"}


def test_a_plugin_that_is_switched_off_is_unknown(api_of_alice: APIClient) -> None:
    PluginState.objects.update_or_create(name="pencil", defaults={"is_enabled": False})
    assert assert_problem(post(api_of_alice), 422, "validation")["errors"][0]["pointer"] == "/plugin"


def test_a_body_that_is_no_form_is_refused(api_of_alice: APIClient) -> None:
    assert_problem(api_of_alice.post(JOBS, {"plugin": "pencil"}, format="json"), 415, "unsupported-media")
    assert not SketchJob.objects.exists()


def test_a_form_that_cannot_be_read_is_refused(api_of_alice: APIClient) -> None:
    assert_problem(api_of_alice.post(JOBS, b"--x", content_type="multipart/form-data"), 400, "bad-request")
    assert not SketchJob.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_method_that_is_not_taken_is_refused(api_of_alice: APIClient, method: str) -> None:
    response = getattr(api_of_alice, method)(JOBS)
    assert_problem(response, 405, "method-not-allowed")
    assert "POST" in response["Allow"]


def test_a_full_disk_is_a_passing_problem(api_of_alice: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_the_disk(*_args: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(photo_storage(), "_save", fill_the_disk)
    assert_problem(post(api_of_alice), 503, "unavailable")
    assert not Photo.objects.exists()


# One's own jobs


def test_the_list_has_ones_own_jobs_newest_first(api_of_alice: APIClient, alice: User, bob: User) -> None:
    mine = [factories.job(alice), factories.job(alice)]
    factories.job(bob)
    results = api_of_alice.get(JOBS).json()["results"]
    assert [job["id"] for job in results] == [str(job.public_id) for job in reversed(mine)]


def test_a_long_list_comes_in_pages(api_of_alice: APIClient, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JobPagination, "page_size", 2)
    made = {str(factories.job(alice).public_id) for _ in range(3)}
    first = api_of_alice.get(JOBS).json()
    second = api_of_alice.get(first["next"]).json()
    assert {job["id"] for job in first["results"] + second["results"]} == made
    assert (len(first["results"]), second["next"]) == (2, None)


def test_a_wrong_page_is_not_found(api_of_alice: APIClient) -> None:
    assert_problem(api_of_alice.get(f"{JOBS}?cursor=wrong"), 404, "not-found")


def test_a_list_costs_no_more_queries_for_more_jobs(api_of_alice: APIClient, alice: User) -> None:
    drawn(alice)
    api_of_alice.get(JOBS)  # the first visit writes the session down
    with CaptureQueriesContext(connection) as for_one:
        api_of_alice.get(JOBS)
    drawn(alice)
    failed(alice)
    with CaptureQueriesContext(connection) as for_three:
        assert len(api_of_alice.get(JOBS).json()["results"]) == 3
    assert len(for_three) == len(for_one)


@pytest.mark.parametrize(
    ("name", "method"),
    [("api-job", "get"), ("api-job-result", "get"), ("api-job-cancel", "post"), ("api-job-retry", "post")],
)
def test_a_job_is_its_owners_alone(alice: User, bob: User, rita: User, name: str, method: str) -> None:
    job = failed(alice)
    for other in (bob, rita):
        assert_problem(getattr(with_token(other), method)(path(name, job)), 404, "not-found")
    assert_problem(getattr(APIClient(), method)(path(name, job)), 401, "unauthenticated")
    assert SketchJob.objects.count() == 1


def test_a_job_that_waits_is_asked_for_again_and_one_that_is_over_is_not(api_of_alice: APIClient, alice: User) -> None:
    job = factories.job(alice)
    assert api_of_alice.get(path("api-job", job))["Retry-After"]
    jobs.cancel(job)
    assert "Retry-After" not in api_of_alice.get(path("api-job", job))


def test_a_failed_job_says_why_with_a_code(api_of_alice: APIClient, alice: User) -> None:
    error = api_of_alice.get(path("api-job", failed(alice))).json()["error"]
    assert error["code"] == "plugin_error"
    assert error["detail"]


def test_the_time_of_the_photos_deletion_is_told(api_of_alice: APIClient, alice: User) -> None:
    job = factories.job(alice)
    assert api_of_alice.get(path("api-job", job)).json()["photo_deleted_at"] is None
    jobs.cancel(job)
    assert api_of_alice.get(path("api-job", job)).json()["photo_deleted_at"]


# The result


def test_there_is_no_result_before_it_is_drawn(api_of_alice: APIClient, alice: User) -> None:
    assert_problem(api_of_alice.get(path("api-job-result", factories.job(alice))), 409, "not-finished")


def test_the_result_is_a_png(api_of_alice: APIClient, alice: User) -> None:
    job = drawn(alice)
    response = api_of_alice.get(api_of_alice.get(path("api-job", job)).json()["result"])
    picture = Image.open(io.BytesIO(b"".join(response.streaming_content)))
    assert (picture.format, picture.size) == ("PNG", (640, 640))
    assert "private" in response["Cache-Control"]


def test_a_result_whose_file_is_lost_is_not_found(api_of_alice: APIClient, alice: User) -> None:
    job = drawn(alice)
    sketch_storage().delete(job.sketch.image.name)
    assert_problem(api_of_alice.get(path("api-job-result", job)), 404, "not-found")


# Cancel and retry


def test_a_waiting_job_is_cancelled_and_cancelling_twice_does_no_harm(api_of_alice: APIClient, alice: User) -> None:
    job = factories.job(alice)
    for _ in range(2):
        response = api_of_alice.post(path("api-job-cancel", job))
        assert (response.status_code, response.json()["status"]) == (200, "canceled")


def test_a_job_that_is_being_drawn_is_not_cancelled(api_of_alice: APIClient, alice: User) -> None:
    factories.job(alice)
    (job,) = jobs.claim({})
    assert_problem(api_of_alice.post(path("api-job-cancel", job)), 409, "conflict")
    job.refresh_from_db()
    assert job.status == SketchJob.Status.RUNNING


def test_a_failed_job_is_tried_again_as_one_new_job(api_of_alice: APIClient, alice: User) -> None:
    job = failed(alice)
    first, second = (api_of_alice.post(path("api-job-retry", job)) for _ in range(2))
    assert (first.status_code, first.json()["status"]) == (202, "queued")
    assert first.json()["id"] == second.json()["id"] != str(job.public_id)


def test_a_job_that_succeeded_is_not_tried_again(api_of_alice: APIClient, alice: User) -> None:
    assert_problem(api_of_alice.post(path("api-job-retry", drawn(alice))), 409, "conflict")
    assert SketchJob.objects.count() == 1


def test_a_job_whose_photo_is_gone_is_not_tried_again(api_of_alice: APIClient, alice: User) -> None:
    job = failed(alice)
    photos.delete(job.photo)
    assert_problem(api_of_alice.post(path("api-job-retry", job)), 410, "gone")
    assert SketchJob.objects.count() == 1


def test_every_problem_is_explained(client: Client, db: None) -> None:
    page = client.get("/api/v1/problems").content.decode()
    for kind in ("unauthenticated", "consent-required", "too-many-bytes", "not-finished", "gone", "aspect"):
        assert f'id="{kind}"' in page


def test_a_request_far_too_large_is_the_same_problem_as_a_file_too_large(api_of_alice: APIClient) -> None:
    file = assert_problem(post(api_of_alice, b"\xff" * 15_000_001), 413, "too-many-bytes")
    request = api_of_alice.generic("POST", JOBS, b"x", "multipart/form-data", CONTENT_LENGTH=str(10**9))
    body = assert_problem(request, 413, "too-many-bytes")
    assert {**body, "detail": ""} == {**file, "detail": ""}


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_path_is_a_problem_too(api_of_alice: APIClient, method: str) -> None:
    answer = getattr(api_of_alice, method)("/api/v1/no/such/thing")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
