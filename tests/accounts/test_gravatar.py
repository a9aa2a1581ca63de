"""The public avatar protocol: digests of addresses, and queries that are never an error."""

import pytest

from accounts import gravatar
from accounts.gravatar import Query, digests, read_query

KNOWN = {
    "George@example.com": (
        "40f8d096a3777232204cb3f796c577b7",
        "47508cb4512f7b46aaeb34b4a514c63d63ec240bf28cbc4410addd4867c10066",
    ),
    " MyEmailAddress@example.com ": (
        "0bc83cb571cd1c50ba6f3e8a78ef1346",
        "84059b07d4be67b806386c0aad8070a23f18836bbaae342275dc0a83414c32ee",
    ),
}


@pytest.mark.parametrize("address", KNOWN)
def test_the_digests_are_those_of_the_documentation(address: str) -> None:
    assert digests(address) == KNOWN[address]


def test_case_and_spaces_do_not_matter() -> None:
    assert digests("\tgeorge@EXAMPLE.com\n") == digests("George@example.com")


@pytest.mark.parametrize(
    ("params", "size"),
    [
        ({"s": "200"}, 200),
        ({"size": "200"}, 200),
        ({"s": "1"}, 1),
        ({"s": "1024"}, 1024),
        ({"s": "99999"}, 1024),
        ({"s": "0"}, 80),
        ({"s": "-1"}, 80),
        ({"s": "abc"}, 80),
        ({"s": ""}, 80),
        ({"s": "8.5"}, 80),
        ({"s": "²"}, 80),
        ({"s": "٣٠"}, 80),
        ({}, 80),
        ({"s": "9" * 4000}, 1024),
        ({"s": "9" * 5000}, 1024),
    ],
)
def test_a_size_is_read_or_replaced(params: dict[str, str], size: int) -> None:
    assert read_query(params).size == size


def test_the_short_names_win() -> None:
    assert read_query({"s": "20", "size": "30", "d": "404", "default": "blank"}) == Query(20, "404")


@pytest.mark.parametrize(
    ("name", "fallback"),
    [
        ("404", "404"),
        ("mp", "mp"),
        ("mm", "mp"),
        ("MP", "mp"),
        ("blank", "blank"),
        ("identicon", "mp"),
        ("https://example.com/nobody.png", "mp"),
        ("", "mp"),
    ],
)
@pytest.mark.parametrize("param", ["d", "default"])
def test_a_fallback_is_known_or_the_silhouette(param: str, name: str, fallback: str) -> None:
    assert read_query({param: name}).fallback == fallback


def test_every_fallback_but_404_is_a_placeholder_of_ours() -> None:
    from accounts import placeholders  # noqa: PLC0415

    assert set(gravatar.FALLBACKS.values()) - {"404"} == set(placeholders.DRAWN)
