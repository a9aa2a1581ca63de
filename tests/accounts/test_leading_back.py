"""Nobody is left at a dead end: signed out halfway, or at an address that only takes what is sent."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from tests import factories

LOGIN = "/accounts/login/"
HERE = "http://testserver"
WORDS = "You were signed out, so this was not done. Sign in and do it once more."
GIVEN = {"public_id": "00000000-0000-0000-0000-000000000000", "pk": 1, "token_key": "abc", "kind": "png"}
FOR_EVERYBODY = {"sketching:landing", "sketching:privacy", "accounts:public-avatar", "accounts:opaque-avatar"}
BUTTONS_ONLY = [
    "accounts:avatar-choose",
    "accounts:avatar-clear",
    "accounts:token-revoke",
    "sketching:job-cancel",
    "sketching:job-delete",
    "sketching:job-keep",
    "sketching:job-mail",
    "sketching:job-retry",
    "sketching:job-use",
    "sketching:photo-delete",
    "sketching:photo-new",
    "sketching:photos-delete",
]


def own_doors() -> Iterator[tuple[str, str]]:
    """Name and an address of every page that is a person's: those of the API ask for no login page."""
    for part in get_resolver().url_patterns:
        if isinstance(part, URLResolver) and part.namespace in ("accounts", "sketching"):
            for door in part.url_patterns:
                name = f"{part.namespace}:{getattr(door, 'name', '')}"
                if isinstance(door, URLPattern) and name not in FOR_EVERYBODY:
                    kwargs = {key: GIVEN[key] for key in door.pattern.converters}
                    yield name, reverse(name, kwargs=kwargs)


DOORS = dict(own_doors())


def next_of(answer: Any) -> str:
    where = urlsplit(answer.url)
    assert where.path == LOGIN
    return parse_qs(where.query)["next"][0]


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_who_was_signed_out_is_led_back_to_the_page_of_the_button(client: Client, db: None, door: str) -> None:
    answer = client.post(door, headers={"Referer": f"{HERE}/jobs/?page=2"})
    assert next_of(answer) == "/jobs/?page=2"
    assert WORDS in client.get(answer.url).text


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_page_that_a_stranger_opens_is_where_the_login_leads_to(client: Client, db: None, door: str) -> None:
    answer = client.get(door, headers={"Referer": f"{HERE}/jobs/?page=2"})
    assert next_of(answer) == door
    assert WORDS not in client.get(answer.url).text


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://evil.example/jobs/",
        "https://testserver/jobs/?page=2",  # another scheme
        "http://testserver:81/jobs/",
        "http://testserver@evil.example/",
        "http://testserver.evil.example/",
        "http://testserver//evil.example/",
        "http://testserver/\\evil.example/",
        "http://testserver",
        "http://[",
        "//testserver/jobs/",
    ],
)
def test_nobody_is_led_to_another_site(client: Client, db: None, referer: str) -> None:
    answer = client.post(DOORS["sketching:job-use"], headers={"Referer": referer})
    assert next_of(answer) == "/jobs/"


def test_a_script_is_led_there_too_and_the_words_are_not_lost(client: Client, db: None) -> None:
    page = "/photos/1/styles/?like=2"
    headers = {"HX-Request": "true", "Referer": HERE + page}
    answer = client.post(DOORS["sketching:photo-trial"], headers=headers)
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith(f"{LOGIN}?next=/photos/1/styles/")
    assert WORDS in client.get(answer["HX-Redirect"]).text


def test_signing_in_ends_at_the_page_of_the_button(client: Client, alice: User) -> None:
    asked = client.post(DOORS["sketching:job-use"], headers={"Referer": f"{HERE}/accounts/avatar/"})
    form = {"login": alice.email, "password": factories.PASSWORD, "next": next_of(asked)}
    page = client.post(LOGIN, form, follow=True)
    assert page.status_code == 200
    assert page.redirect_chain[-1][0] == "/accounts/avatar/"


# An address that takes only what a button sends


def opened(client: Client, door: str, accept: str = "text/html,*/*;q=0.8") -> Any:
    return client.get(door, headers={"Accept": accept})


def test_every_door_that_has_no_page_is_listed_here(as_alice: Client) -> None:
    assert [name for name, door in sorted(DOORS.items()) if opened(as_alice, door).status_code == 405] == BUTTONS_ONLY


@pytest.mark.parametrize("name", BUTTONS_ONLY)
def test_who_opens_the_address_of_a_button_is_led_on(as_alice: Client, name: str) -> None:
    answer = opened(as_alice, DOORS[name])
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "This address only takes what a button sends." in answer.text
    assert 'class="button button-plain" href="/jobs/"' in answer.text


def test_a_program_gets_no_page(as_alice: Client) -> None:
    assert opened(as_alice, DOORS["sketching:job-use"], "application/json, */*").content == b""
    assert b"<html" not in as_alice.post("/api/v1/problems", headers={"Accept": "text/html"}).content
