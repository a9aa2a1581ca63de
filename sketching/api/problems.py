"""Errors of the API as application/problem+json (RFC 9457), each with a stable type."""

from http import HTTPStatus
from typing import Any

from django.http import Http404
from django.utils.translation import gettext
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

# Every type there is, with its usual status and what it means. A type never changes; new ones may come.
KINDS: dict[str, tuple[int, str]] = {
    "bad-request": (400, "The request cannot be read, e.g. it is not valid multipart/form-data."),
    "unauthenticated": (401, "No token was sent, or it is unknown, revoked or expired."),
    "forbidden": (403, "This is not allowed; with a session instead of a token, the CSRF token may be missing."),
    "not-found": (404, "There is no such thing, or it is not yours."),
    "method-not-allowed": (405, "This address does not take that method; the header Allow says which."),
    "not-acceptable": (406, "The answer exists only in other formats than the request accepts."),
    "conflict": (409, "The job is in another state than this needs: only a waiting one can be cancelled."),
    "not-finished": (409, "There is no sketch: the job is still active, or it failed or was cancelled."),
    "gone": (410, "The photo was deleted after its time. Upload it again."),
    "too-many-bytes": (413, "The file or the request is larger than the limit that detail names."),
    "unsupported-media": (415, "The body has a content type that is not read here."),
    "not-an-image": (415, "The bytes are no picture."),
    "unsupported-format": (415, "A picture, but in a format that is not read here."),
    "validation": (422, "Fields are missing or wrong; errors lists each with a pointer to it."),
    "consent-required": (422, "The person has not agreed to the processing. Show them the text and send its version."),
    "empty": (422, "The file has no bytes."),
    "truncated": (422, "The file is damaged or incomplete."),
    "too-many-pixels": (422, "The photo has more pixels than the limit that detail names."),
    "too-many-scans": (422, "The JPEG is built of more passes over its pixels than any camera writes."),
    "image-too-small": (422, "A side is too short to show a face."),
    "aspect": (422, "The photo is too long a strip. Cut it closer to the face."),
    "too-costly": (422, "Reading the file takes more time or memory than a photo may."),
    "no-face": (422, "No face was found. Send the file with crop to say what is to be drawn."),
    "several-faces": (422, "More than one face; faces lists their boxes. Send the file with face or crop."),
    "face-too-small": (422, "The face has too few pixels. Send a closer photo, or crop to have it all the same."),
    "face-cut-off": (422, "A part of the face is outside the photo. Send another, or crop to have it all the same."),
    "unknown-face": (422, "face names none of the faces that were found."),
    "crop": (422, "crop does not lie on the photo, or is too small."),
    "too-many-jobs": (
        429,
        "The person has as many jobs as the site allows: limit, in 24 hours or waiting. Retry-After says when to ask.",
    ),
    "busy": (503, "Many photos are being read just now, and nothing was kept. Try again in a minute."),
    "unavailable": (503, "The photo could not be stored, and nothing was kept. Try again later."),
}
# The type of an error of the framework's own, by its status: the first of that status.
_BY_STATUS = {status: kind for kind, (status, _) in reversed(KINDS.items())}


class Problem(exceptions.APIException):
    """An error of a kind in KINDS, with a detail of its own."""

    def __init__(self, kind: str, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.status_code = KINDS[kind][0]
        self.kind = kind
        self.members = members
        self.wait: int | None = None  # seconds; the framework makes Retry-After of it


CONTENT_TYPE = "application/problem+json"


def body(kind: str, status: int, detail: str, **members: Any) -> dict[str, Any]:
    """What every problem says, and the members of its own."""
    title = HTTPStatus(status).phrase
    return {"type": f"/api/v1/problems#{kind}", "title": title, "status": status, "detail": detail, **members}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. What is no APIException goes up: it is a bug and is logged as one."""
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        response.status_code = 422
    members = getattr(error, "members", {})
    if isinstance(error, exceptions.ValidationError):
        members = {"errors": _fields(error.detail)}
    kind = getattr(error, "kind", _BY_STATUS.get(response.status_code, "bad-request"))
    response.data = body(kind, response.status_code, _detail(error), **members)
    response.content_type = CONTENT_TYPE
    return response


def _detail(error: Exception) -> str:
    if isinstance(error, exceptions.ValidationError):
        return gettext("The request has errors; see 'errors'.")
    if isinstance(error, Http404):
        return gettext("Not found.")
    return str(getattr(error, "detail", error))


def _fields(detail: Any) -> list[dict[str, str]]:
    """DRF's nested messages as a flat list of pointers."""
    if isinstance(detail, dict):
        return [
            {"pointer": f"/{name}{item['pointer']}", "detail": item["detail"]}
            for name, inner in detail.items()
            for item in _fields(inner)
        ]
    if isinstance(detail, list):
        return [item for inner in detail for item in _fields(inner)]
    return [{"pointer": "", "detail": str(detail)}]
