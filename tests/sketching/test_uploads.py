"""Uploads stay in memory, up to the limit; what is far too large is refused before it is read."""

from typing import Any

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory

from tests import factories

LIMIT = 100_000


@pytest.fixture(autouse=True)
def _small_limit(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = LIMIT


def received(size: int) -> HttpRequest:
    return RequestFactory().post("/jobs/new/", {"file": factories.upload(b"\xff" * size), "plugin": "pencil"})


@pytest.mark.parametrize("size", [0, 1, LIMIT - 1, LIMIT])
def test_a_file_within_the_limit_is_kept_whole_and_in_memory(size: int) -> None:
    (file,) = received(size).FILES.values()
    assert isinstance(file, InMemoryUploadedFile)
    assert file.size == size
    assert file.read() == b"\xff" * size


@pytest.mark.parametrize("size", [LIMIT + 1, 3 * LIMIT])
def test_of_a_larger_file_one_byte_too_many_is_kept_and_its_size_told(size: int) -> None:
    (file,) = received(size).FILES.values()
    assert (file.size, len(file.read())) == (size, LIMIT + 1)


def test_the_other_fields_of_a_too_large_form_can_be_read() -> None:
    assert received(3 * LIMIT).POST["plugin"] == "pencil"


class Unread:
    """A body that tells if somebody looks at it."""

    def read(self, *_args: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read

    def close(self) -> None: ...


def send(client: Client, path: str, length: str) -> Any:
    kind = "multipart/form-data; boundary=x"
    return client.generic("POST", path, b"x", kind, **{"CONTENT_LENGTH": length, "wsgi.input": Unread()})


def test_a_body_of_four_times_the_limit_is_refused_unread(as_alice: Client) -> None:
    response = send(as_alice, "/jobs/new/", str(4 * LIMIT + 1))
    assert response.status_code == 413
    assert "0 MB" in response.content.decode()


def test_a_program_is_told_so_as_a_problem(client: Client) -> None:
    response = send(client, "/api/v1/jobs", str(4 * LIMIT + 1))
    assert (response.status_code, response["Content-Type"]) == (413, "application/problem+json")
    assert response.json()["code"] == "too_many_bytes"


@pytest.mark.parametrize("length", ["-1", "many", "1e3"])
def test_a_length_that_is_no_number_is_refused_unread(client: Client, length: str) -> None:
    assert send(client, "/api/v1/jobs", length).status_code == 413
