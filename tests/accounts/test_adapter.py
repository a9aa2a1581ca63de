"""Links in mails lead to the site's own address, whatever the request said."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from tests import factories

SITE = "https://avatars.example"
LINK = re.compile(r"https?://\S+")


def links() -> list[str]:
    return LINK.findall(str(mail.outbox[-1].body))


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = SITE


@pytest.mark.parametrize("email", ["alice@example.com", "nobody@example.com"])
def test_a_password_is_reset_at_the_site_itself(client: Client, alice: User, email: str) -> None:
    client.post("/accounts/password/reset/", {"email": email}, HTTP_HOST="127.0.0.1")
    assert links()
    assert all(link.startswith(SITE) for link in links()), links()


@pytest.mark.parametrize("email", ["alice@example.com", "new@example.com"])
def test_an_address_is_confirmed_at_the_site_itself(client: Client, alice: User, email: str) -> None:
    data = {"email": email, "password1": factories.PASSWORD, "password2": factories.PASSWORD}
    client.post("/accounts/signup/", data, HTTP_HOST="127.0.0.1")
    assert mail.outbox[-1].to == [email]
    assert links()
    assert all(link.startswith(SITE) for link in links()), links()


@pytest.mark.parametrize(
    ("env", "hosts", "proxies"),
    [
        ({"SITE_URL": SITE, "BEHIND_PROXY": "yes"}, ["avatars.example"], 1),
        ({"SITE_URL": "http://home.example"}, ["home.example", "localhost", "127.0.0.1", "[::1]"], 0),
    ],
)
def test_a_public_site_answers_to_its_own_name_alone(env: dict[str, str], hosts: list[str], proxies: int) -> None:
    code = "from avatarsite import settings as s; print(s.ALLOWED_HOSTS, s.ALLAUTH_TRUSTED_PROXY_COUNT)"
    bare = {name: value for name, value in os.environ.items() if name not in ("ALLOWED_HOSTS", "BEHIND_PROXY")}
    done = subprocess.run([sys.executable, "-c", code], env=bare | env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{hosts} {proxies}"
