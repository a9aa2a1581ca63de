"""While the cache's server is away, nothing is found and nothing fails."""

from pathlib import Path

import pytest

from avatarsite.cache import ForgivingRedisCache


@pytest.fixture
def cache(tmp_path: Path) -> ForgivingRedisCache:
    return ForgivingRedisCache(f"unix://{tmp_path}/nobody-listens.sock?db=1", {})


def test_nothing_is_found(cache: ForgivingRedisCache) -> None:
    assert cache.get("key", "default") == "default"
    assert cache.get_many(["a", "b"]) == {}


def test_nothing_is_kept_and_nothing_fails(cache: ForgivingRedisCache) -> None:
    cache.set("key", 1)
    assert cache.add("key", 1)
    assert cache.incr("key") == 1
    assert not cache.delete("key")
