"""No cache keeps what a person sees; what is public stays cacheable."""

import pytest
from django.test import Client
from knox.models import AuthToken

from accounts.models import User

KEPT_BY_NOBODY = "private, no-store"


@pytest.mark.parametrize("page", ["/jobs/", "/jobs/new/", "/accounts/", "/accounts/avatar/", "/privacy/", "/none/"])
def test_a_persons_pages_are_kept_by_no_cache(as_alice: Client, page: str) -> None:
    assert as_alice.get(page)["Cache-Control"] == KEPT_BY_NOBODY


def test_a_programs_answers_are_kept_by_no_cache(client: Client, alice: User) -> None:
    headers = {"Authorization": f"Bearer {AuthToken.objects.create(alice)[1]}"}
    assert client.get("/api/v1/jobs", headers=headers)["Cache-Control"] == KEPT_BY_NOBODY


@pytest.mark.parametrize("page", ["/", "/privacy/", "/api/v1/plugins", "/livez"])
def test_pages_for_everybody_say_nothing_of_caches(client: Client, db: None, page: str) -> None:
    assert "Cache-Control" not in client.get(page)


def test_the_public_avatar_stays_public_for_who_is_logged_in(as_alice: Client, alice: User) -> None:
    assert as_alice.get(f"/a/{alice.avatar_token}")["Cache-Control"].startswith("public")
