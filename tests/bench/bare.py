"""The least that Django can do for the same requests: no middleware, no database, no login, no cache.

Served as the site is, by a process of its own: `granian … tests.bench.bare:application`, see running.Bare.
"""

import os
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import path

FOLDER = Path(os.environ["BARE_FOLDER"])
ETAG = '"bare"'

if not settings.configured:
    settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="bare", MIDDLEWARE=[])

storage = FileSystemStorage(FOLDER / "uploads")
AVATAR = (FOLDER / "avatar.png").read_bytes()


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n")


def store(request: HttpRequest) -> HttpResponse:
    storage.save("photo.jpg", request.FILES["file"])
    return HttpResponse(status=202)


def avatar(request: HttpRequest) -> HttpResponse:
    if request.headers.get("If-None-Match") == ETAG:
        return HttpResponseNotModified(headers={"ETag": ETAG})
    # The length is what CommonMiddleware adds on the site; without it the body would go out in chunks.
    return HttpResponse(AVATAR, headers={"Content-Type": "image/png", "Content-Length": len(AVATAR), "ETag": ETAG})


urlpatterns = [path("", home), path("store", store), path("avatar", avatar)]
application = get_wsgi_application()
