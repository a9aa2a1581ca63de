"""What each door needs: who came in, the way back in, 404 for a lost file, and no cache that keeps a person's pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import decorators
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.models import User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def user_of(request: HttpRequest) -> User:
    """For views behind a login."""
    assert isinstance(request.user, User)  # noqa: S101  the login is the caller's to ask for
    return request.user


def login_required(view: View) -> View:
    """Django's, but what a button sent leads back to the page with the button: its own address takes no GET."""
    for_pages = decorators.login_required(view)

    @wraps(view)
    def led(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") or request.user.is_authenticated:
            return for_pages(request, *args, **kwargs)
        messages.info(request, _("You were signed out, so this was not done. Sign in and do it once more."))
        login = redirect_to_login(_page_before(request))
        htmx: HtmxDetails | None = getattr(request, "htmx", None)
        return HttpResponseClientRedirect(login.url) if htmx else login

    return cast("View", led)


def _page_before(request: HttpRequest) -> str:
    """Path and query of the page of this site that the request came from, or of the one that a login leads to."""
    elsewhere = resolve_url(settings.LOGIN_REDIRECT_URL)
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return elsewhere
    page = f"{parts.path}?{parts.query}" if parts.query else parts.path
    is_here = (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
    # Without a host allowed: a path may begin with two slashes, and would be another site's address
    return page if is_here and page and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else elsewhere


@contextmanager
def lost_is_not_found() -> Iterator[None]:
    """Around, or above as a decorator, whatever opens a stored picture: a row can outlive its file.

    Raises: Http404.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise Http404("the picture was deleted") from error


class NothingIsKept:
    """Middleware, after the authentication's: what a person gets is stored by no cache, unless its view says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if "Cache-Control" not in response and request.user.is_authenticated:  # in this order: asking reads the cookie
            response["Cache-Control"] = "private, no-store"
        return response


class NoDeadEnds:
    """Middleware, after the messages': who opens the address of a button is led on, not left at an empty 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        is_read_by_people = "text/html" in request.headers.get("Accept", "") and not request.path.startswith("/api/")
        if isinstance(response, HttpResponseNotAllowed) and not response.content and is_read_by_people:
            response.content = render_to_string("405.html", request=request)
        return response
