"""Rows for tests: plain functions with defaults."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile

from accounts.models import User
from sketching import jobs, offers
from sketching.models import SketchJob
from tests import pictures

PASSWORD = "graphite-and-paper-7"


def user(email: str, *, is_confirmed: bool = True) -> User:
    person = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=person, email=email, verified=is_confirmed, primary=True)
    return person


def upload(data: bytes | None = None, name: str = "me.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pictures.encoded() if data is None else data)


def job(owner: User, plugin: str = "pencil", **options: Any) -> SketchJob:
    """A queued job with a drawn face."""
    return jobs.submit_upload(owner, upload(), offers.check(plugin, options))


def content(image: FieldFile) -> bytes:
    """What is in a stored picture's file."""
    with image.open("rb") as file:
        return bytes(file.read())
