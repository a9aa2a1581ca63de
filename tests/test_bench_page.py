"""docs/benchmarks.md: one part of it can be measured anew, and the rest stays."""

import pytest

from tests.bench import sketchers

PAGE = "# Benchmarks\n\n| Figure |\n\n## Drawing\n\nold\n\n### Inside\n\nolder\n\n## Other\n\nstays\n"


def test_the_part_about_drawing_takes_the_place_of_the_old_one() -> None:
    page = sketchers.put_into(PAGE, "## Drawing\n\nnew\n")
    assert page == "# Benchmarks\n\n| Figure |\n\n## Other\n\nstays\n\n## Drawing\n\nnew\n"


def test_the_part_about_drawing_is_added_where_there_was_none() -> None:
    assert sketchers.put_into("# Benchmarks\n", "## Drawing\n\nnew\n") == "# Benchmarks\n\n## Drawing\n\nnew\n"


def test_without_torch_the_part_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketchers, "find_spec", lambda _name: None)
    assert "torch is not installed" in sketchers.section()
