"""The avatar as other sites see it: the same for all, cacheable, and silent about who has an account."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts import avatars, gravatar
from accounts.models import User, avatar_storage
from tests import pictures

DRAWN = pictures.encoded(pictures.face(300, 300).convert("L"), "PNG", pnginfo=None)
OTHER = pictures.encoded(pictures.face(300, 300, backdrop="#ffffff").convert("L"), "PNG")
MD5, SHA256 = gravatar.digests("alice@example.com")
Address = Callable[[User], str]


def by_md5(_user: User) -> str:
    return f"/avatar/{MD5}"


def by_sha256(_user: User) -> str:
    return f"/avatar/{SHA256}"


def by_token(user: User) -> str:
    return f"/a/{user.avatar_token}"


every_address = pytest.mark.parametrize("address", [by_md5, by_sha256, by_token])


@pytest.fixture
def shown(alice: User) -> User:
    """Alice, who has an avatar and lets her address be looked up."""
    avatars.set_avatar(alice, DRAWN, "Pencil")
    avatars.publish_address(EmailAddress.objects.get(user=alice))
    return alice


def picture(response: HttpResponse) -> Image.Image:
    assert response["Content-Type"] == "image/png"
    return Image.open(io.BytesIO(response.content))


@every_address
@pytest.mark.parametrize(("query", "size"), [("", 80), ("?s=200", 200), ("?size=1", 1), ("?s=4000", 1024)])
def test_it_is_a_png_of_exactly_the_size_without_metadata(
    client: Client, shown: User, address: Address, query: str, size: int
) -> None:
    found = picture(client.get(address(shown) + query))
    assert (found.size, found.info) == ((size, size), {})


@every_address
def test_it_is_not_the_placeholder(client: Client, shown: User, address: Address) -> None:
    nobody = client.get(f"/avatar/{'0' * 32}")
    assert client.get(address(shown)).content != nobody.content


def test_a_digest_may_be_written_in_capitals_and_end_in_a_slash(client: Client, shown: User) -> None:
    expected = client.get(by_md5(shown)).content
    assert client.get(f"/avatar/{MD5.upper()}").content == client.get(f"/avatar/{MD5}/").content == expected


@pytest.mark.parametrize("digest", [MD5, SHA256])
def test_a_digest_may_end_in_png_as_discourse_asks(client: Client, shown: User, digest: str) -> None:
    assert client.get(f"/avatar/{digest}.png?s=90").content == client.get(f"/avatar/{digest}?s=90").content
    assert client.get(f"/avatar/{'0' * 32}.png?d=404").status_code == 404


@every_address
def test_who_has_the_newest_already_is_told_so(client: Client, shown: User, address: Address) -> None:
    first = client.get(address(shown))
    second = client.get(address(shown), headers={"If-None-Match": first["ETag"]})
    assert (second.status_code, second.content, second["ETag"]) == (304, b"", first["ETag"])
    assert second["Cache-Control"] == first["Cache-Control"]


@every_address
def test_a_new_picture_is_seen_at_once(client: Client, shown: User, address: Address) -> None:
    old = client.get(address(shown))
    avatars.set_avatar(shown, OTHER, "Pencil")
    new = client.get(address(shown), headers={"If-None-Match": old["ETag"]})
    assert new.status_code == 200
    assert new["ETag"] != old["ETag"]
    assert new.content != old.content


def test_each_size_has_an_etag_of_its_own(client: Client, shown: User) -> None:
    assert client.get(by_md5(shown) + "?s=20")["ETag"] != client.get(by_md5(shown) + "?s=21")["ETag"]


@every_address
def test_it_may_be_cached_and_embedded_by_anybody(client: Client, shown: User, address: Address) -> None:
    response = client.get(address(shown))
    assert response["Cache-Control"].startswith("public, max-age=")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


@every_address
def test_head_gives_the_headers_of_get(client: Client, shown: User, address: Address) -> None:
    head, get = client.head(address(shown)), client.get(address(shown))
    assert head.content == b""
    assert head.headers == get.headers


@every_address
@pytest.mark.parametrize("query", ["", "?d=404", "?d=blank&s=20"])
def test_an_avatar_whose_file_is_lost_is_as_unknown(client: Client, shown: User, address: Address, query: str) -> None:
    avatar_storage().delete(shown.avatars.get().image.name)
    lost, unknown = client.get(address(shown) + query), client.get(f"/avatar/{'0' * 32}{query}")
    assert (lost.status_code, lost.content, lost.headers) == (unknown.status_code, unknown.content, unknown.headers)


@every_address
def test_a_refused_form_is_no_reason_to_log_the_address(
    shown: User, address: Address, caplog: pytest.LogCaptureFixture
) -> None:
    assert Client(enforce_csrf_checks=True).post(address(shown)).status_code == 405
    assert "django.security.csrf" not in {record.name for record in caplog.records}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent_to_it(client: Client, shown: User, method: str) -> None:
    assert getattr(client, method)(by_md5(shown)).status_code == 405


@pytest.mark.parametrize("query", ["", "?d=404", "?d=mp", "?d=blank", "?d=https://example.com/x.png", "?s=200&d=404"])
@pytest.mark.parametrize("which", [0, 1], ids=["md5", "sha256"])
def test_unknown_and_private_are_the_same_byte_for_byte(client: Client, bob: User, query: str, which: int) -> None:
    avatars.set_avatar(bob, DRAWN, "Pencil")  # and does not let his address be looked up
    unknown, private = (
        client.get(f"/avatar/{gravatar.digests(address)[which]}{query}")
        for address in ("nobody@example.com", "bob@example.com")
    )
    assert private.status_code == unknown.status_code == (404 if "404" in query else 200)
    assert private.content == unknown.content
    assert private.headers == unknown.headers


def own_avatar_of(user: User) -> None:
    """Bob's address has an avatar of its own, and another one is current."""
    first = avatars.set_avatar(user, DRAWN, "Pencil")
    avatars.set_avatar(user, OTHER, "Pencil")
    avatars.publish_address(EmailAddress.objects.get(user=user), first)


@pytest.mark.parametrize("query", ["", "?d=404", "?d=blank&s=20"])
@pytest.mark.parametrize("which", [0, 1], ids=["md5", "sha256"])
def test_unknown_and_showing_no_avatar_are_the_same_byte_for_byte(
    client: Client, bob: User, query: str, which: int
) -> None:
    own_avatar_of(bob)
    avatars.clear(bob)
    unknown, none = (
        client.get(f"/avatar/{gravatar.digests(address)[which]}{query}")
        for address in ("nobody@example.com", "bob@example.com")
    )
    assert (none.status_code, none.content, none.headers) == (unknown.status_code, unknown.content, unknown.headers)


@pytest.mark.parametrize("who", ["bob@example.com", "nobody@example.com"])
def test_an_address_with_an_avatar_of_its_own_takes_one_query_as_an_unknown_one(
    client: Client, bob: User, who: str
) -> None:
    own_avatar_of(bob)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/avatar/{gravatar.digests(who)[1]}?s=44")
    assert len(asked) == 1


def test_there_is_no_redirect_to_another_site(client: Client, db: None) -> None:
    assert picture(client.get(f"/avatar/{MD5}?d=https://example.com/x.png")).size == (80, 80)


def test_an_unknown_token_shows_the_placeholder_or_404(client: Client, db: None) -> None:
    assert picture(client.get(f"/a/{'x' * 22}?s=50")).size == (50, 50)
    assert client.get(f"/a/{'x' * 22}?d=404").status_code == 404


@pytest.mark.parametrize(
    "path",
    [f"/avatar/{MD5[:-1]}", f"/avatar/{MD5}0", f"/avatar/{SHA256}0", f"/avatar/{'g' * 32}", "/avatar/", "/a/short"],
)
def test_what_is_no_digest_or_token_is_not_found(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def without_login(_user: User) -> Client:
    return Client()


def with_login(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


visitors = pytest.mark.parametrize("visitor", [without_login, with_login])


@visitors
@every_address
@pytest.mark.parametrize("query", ["?s=44", "?d=404"])
def test_it_asks_the_database_once_and_writes_nothing(shown: User, visitor: Any, address: Address, query: str) -> None:
    client = visitor(shown)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address(shown) + query)
    statements = [query["sql"] for query in asked.captured_queries]
    assert len(statements) <= 1, statements
    assert all(sql.startswith("SELECT") for sql in statements)


@visitors
@every_address
def test_it_neither_sets_nor_depends_on_a_cookie(shown: User, visitor: Any, address: Address) -> None:
    response = visitor(shown).get(address(shown))
    assert not response.cookies
    assert "Set-Cookie" not in response
    assert "cookie" not in response.get("Vary", "").lower()
