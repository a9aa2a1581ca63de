"""An operator is told what to mend before the site goes public."""

from typing import Any

import pytest

from sketching import checks


@pytest.mark.parametrize(
    ("site_url", "behind_proxy", "warnings"),
    [
        ("https://avatars.example", False, ["sketching.W003"]),
        ("https://avatars.example", True, []),
        ("http://localhost:8000", False, []),
    ],
)
def test_a_proxy_that_is_not_known_is_warned_of(
    settings: Any, site_url: str, behind_proxy: bool, warnings: list[str]
) -> None:
    settings.SITE_URL, settings.BEHIND_PROXY = site_url, behind_proxy
    assert [warning.id for warning in checks.the_proxy_is_known()] == warnings
