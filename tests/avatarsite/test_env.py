"""A setting that cannot be read stops the start and says what would be right."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from avatarsite import env


@pytest.mark.parametrize(("given", "read"), [("", 5), ("7", 7), (" 7 ", 7)])
def test_whole_numbers_are_read(monkeypatch: pytest.MonkeyPatch, given: str, read: int) -> None:
    monkeypatch.setenv("X", given)
    assert env.integer("X", 5) == read


@pytest.mark.parametrize("given", ["seven", "7.5", "-1", "٣", "--5", "9" * 5000])
def test_what_is_no_whole_number_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("X", given)
    with pytest.raises(ImproperlyConfigured, match=r"X=.*at least 0, e.g. 5"):
        env.integer("X", 5)


def test_a_number_above_the_most_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "65535")
    assert env.integer("X", 8000, least=1, most=65535) == 65535
    monkeypatch.setenv("X", "65536")
    with pytest.raises(ImproperlyConfigured, match=r"X='65536'.*from 1 to 65535, e.g. 8000"):
        env.integer("X", 8000, least=1, most=65535)


@pytest.mark.parametrize(("given", "read"), [("yes", True), ("TRUE", True), ("0", False), ("", False)])
def test_yes_and_no_are_read(monkeypatch: pytest.MonkeyPatch, given: str, read: bool) -> None:
    monkeypatch.setenv("X", given)
    assert env.boolean("X", default=False) is read


def test_maybe_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "maybe")
    with pytest.raises(ImproperlyConfigured, match="yes or no"):
        env.boolean("X", default=True)


def test_lists_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "a, b,,c ")
    assert env.items("X", ["d"]) == ["a", "b", "c"]
    assert env.items("Y_NOT_SET", ["d"]) == ["d"]


def test_an_unknown_choice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "gpu")
    with pytest.raises(ImproperlyConfigured, match="auto, cpu"):
        env.choice("X", ("auto", "cpu"))


def test_a_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = env.secret("X_NOT_SET", path)
    assert len(first) >= 50
    assert env.secret("X_NOT_SET", path) == first
    assert path.stat().st_mode & 0o077 == 0
