"""The avatar that other sites show: GET /avatar/<digest>?s=…&d=… and GET /a/<token>.

Unknown and private are the same answer, byte for byte. No cookie, no database write.
"""

import logging
from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts import avatars, gravatar
from accounts.models import Avatar

logger = logging.getLogger(__name__)

AVATAR_SECONDS = 300  # how long a picture that was taken down may still be shown elsewhere
PLACEHOLDER_SECONDS = 60


class ForgetCookies:
    """Middleware, before the sessions' and the language's: a public avatar is the same whoever asks for it.

    No cookie is read, so none is written; and one copy serves the readers of all languages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_avatar = request.path_info.startswith(("/avatar/", "/a/"))
        if is_avatar:
            request.META.pop("HTTP_COOKIE", None)
        response = self._get_response(request)
        if is_avatar and "public" in response.get("Cache-Control", ""):  # not the page that says there is none
            del response["Vary"], response["Content-Language"]
        return response


@csrf_exempt  # nothing can be sent here anyway, and a refusal would be logged with the digest
@require_safe
def by_digest(request: HttpRequest, digest: str) -> HttpResponse:
    return _answer(request, avatars.find(digest))


@csrf_exempt
@require_safe
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    return _answer(request, avatars.find_by_token(token))


def _answer(request: HttpRequest, avatar: Avatar | None) -> HttpResponse:
    query = gravatar.read_query(request.GET)
    if avatar:
        try:
            etag = f"{avatar.digest[:32]}-{query.size}"
            return _picture(request, etag, AVATAR_SECONDS, partial(avatars.render, avatar, query.size))
        except FileNotFoundError:
            logger.error("avatar=%d has lost its file", avatar.pk)  # noqa: TRY400  the trace would name the file
    if query.fallback == "404":
        return _public(HttpResponse("There is no avatar here.\n", "text/plain", 404), PLACEHOLDER_SECONDS)
    draw = partial(avatars.render_placeholder, query.fallback, query.size)
    return _picture(request, f"{query.fallback}-{query.size}", PLACEHOLDER_SECONDS, draw)


def _picture(request: HttpRequest, etag: str, seconds: int, draw: Callable[[], bytes]) -> HttpResponse:
    """Drawn only for who has another, or none."""
    is_known = f'"{etag}"' in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if is_known else HttpResponse(draw(), "image/png")
    response["ETag"] = f'"{etag}"'
    return _public(response, seconds)


def _public(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={seconds}, must-revalidate"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
