"""What people paste elsewhere names this site, and is what the other software understands."""

import re

import pytest

from accounts import gravatar, instructions

SITE = "https://avatars.example"
DIGEST = gravatar.digests("alice@example.com")[1]


def pasted(name: str) -> str:
    return instructions.for_administrators(SITE)[name]


def test_gitlab_keeps_its_own_marks_for_hash_and_size() -> None:
    address = re.findall(r'"(.*)"', pasted("gitlab"))
    assert address == [f"{SITE}/avatar/%{{hash}}?s=%{{size}}"] * 2


def test_gitea_gets_the_address_that_it_puts_a_hash_behind() -> None:
    assert f"GRAVATAR_SOURCE = {SITE}/avatar/" in pasted("gitea").splitlines()


def test_discourse_gets_the_host_alone() -> None:
    assert pasted("discourse") == "avatars.example"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (f"https://secure.gravatar.com/avatar/{DIGEST}?s=96", f"{SITE}/avatar/{DIGEST}?s=96"),
        (f"http://1.gravatar.com/avatar/{DIGEST}?s=96", f"{SITE}/avatar/{DIGEST}?s=96"),
        ("https://secure.gravatar.com/avatar/?s=96", "https://secure.gravatar.com/avatar/?s=96"),
        (f"https://other.example/avatar/{DIGEST}", f"https://other.example/avatar/{DIGEST}"),
    ],
)
def test_wordpress_asks_here_for_who_has_an_address(asked: str, answer: str) -> None:
    pattern = re.search(r"'#(.*)#'", pasted("wordpress"))
    assert pattern
    assert re.sub(pattern[1], SITE, asked) == answer
    assert f"'{SITE}'" in pasted("wordpress")


def test_a_page_gets_a_picture_with_words() -> None:
    tag = instructions.for_pages(f"{SITE}/a/token", "My avatar")["html"]
    assert tag == f'<img src="{SITE}/a/token?s=256" width="128" height="128" alt="My avatar">'
