"""What the pages for everybody promise is what the settings say."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import public

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_settings(settings: Any) -> None:
    settings.PHOTO_RETENTION = timedelta(minutes=7)
    settings.SESSION_COOKIE_AGE = 3 * 86_400
    settings.REST_KNOX = {**settings.REST_KNOX, "TOKEN_TTL": timedelta(days=31)}


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_the_landing_page_says_when_the_photo_goes(client: Client, other_settings: None) -> None:
    assert "Your photo is deleted 7 minutes later" in text_of(client, "/")


def test_the_privacy_page_says_how_long_each_thing_is_kept(client: Client, other_settings: None) -> None:
    page = text_of(client, "/privacy/")
    assert "7 minutes after its last sketch" in page
    assert f"and {public.AVATAR_SECONDS // 60} minutes more on other sites" in page
    assert "Until you sign out there or 3 days have passed" in page
    assert "It ends after 31 days" in page
    assert "Your jobs: style, options, times, and which kinds of data the file had" in page


def test_the_landing_page_asks_each_person_for_one_thing(client: Client, as_alice: Client) -> None:
    assert "Sign up and make one" in text_of(Client(), "/")
    page = text_of(as_alice, "/")
    assert "Make a sketch" in page
    assert "Sign up" not in page
