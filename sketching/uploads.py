"""Uploads in memory only, and no more of them than the limit: a photo never touches a temporary folder."""

import io
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext

from sketching.api import problems

# A body a few times too large is still read to its end (and dropped), so that its form can say what was wrong.
READ_TO_THE_END = 4


class LimitedMemoryUploadHandler(FileUploadHandler):
    """Keeps one byte more than the limit at most; the size it reports is that of what was sent."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._buffer = io.BytesIO()
        self._room = settings.MAX_UPLOAD_BYTES + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._buffer.write(raw_data[: self._room])
        self._room -= min(self._room, len(raw_data))

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._buffer.seek(0)
        return InMemoryUploadedFile(
            self._buffer, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )


class RefuseHugeBodies:
    """Middleware: a body that no form of ours could want is answered with 413 before any of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) <= READ_TO_THE_END * settings.MAX_UPLOAD_BYTES:
            return self._get_response(request)
        with translation.override(translation.get_language_from_request(request)):  # it is not yet known here
            return self._refuse(request)

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        limit = f"{settings.MAX_UPLOAD_BYTES / 1e6:.0f} MB"
        if not request.path.startswith("/api/"):
            return render(request, "sketching/too_large.html", {"limit": limit}, status=413)
        detail = gettext("The request is far larger than the limit of %(limit)s for a photo.") % {"limit": limit}
        body = problems.body("too-many-bytes", 413, detail, code="too_many_bytes")
        return JsonResponse(body, status=413, content_type=problems.CONTENT_TYPE)
