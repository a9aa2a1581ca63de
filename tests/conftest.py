"""The people of the tests: alice and bob have accounts, rita administers."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework.test import APIClient

from accounts import consents
from accounts.models import User
from sketching.models import PluginState
from tests import factories


@pytest.fixture(autouse=True)
def _clean_site(settings: Any) -> Iterator[None]:
    """Cache in memory, cheap passwords; whatever pictures a test stored are gone after it."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
    cache.clear()
    shutil.rmtree(settings.DATA_DIR / "media", ignore_errors=True)


@pytest.fixture
def alice(db: None) -> User:
    """Has agreed to the processing of her photos."""
    user = factories.user("alice@example.com")
    consents.agree(user)
    return user


@pytest.fixture
def bob(db: None) -> User:
    user = factories.user("bob@example.com")
    consents.agree(user)
    return user


@pytest.fixture
def rita(db: None) -> User:
    return User.objects.create_superuser("rita@example.com", factories.PASSWORD)


@pytest.fixture
def as_alice(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def as_rita(rita: User) -> Client:
    client = Client()
    client.force_login(rita)
    return client


@pytest.fixture
def api_of_alice(alice: User) -> APIClient:
    client = APIClient()
    client.force_login(alice)
    return client


@pytest.fixture
def dummy(db: None) -> str:
    """The outside plugin, switched on."""
    PluginState.objects.update_or_create(name="dummy", defaults={"is_enabled": True})
    return "dummy"
