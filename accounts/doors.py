"""What each door needs: who came in, 404 for a file that is lost, and no cache that keeps a person's pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import User


def user_of(request: HttpRequest) -> User:
    """For views behind a login."""
    assert isinstance(request.user, User)  # noqa: S101  the login is the caller's to ask for
    return request.user


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
