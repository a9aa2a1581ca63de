"""A shared cache that the site can do without: while its server is away, nothing is found and nothing is kept."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Rate limits and rendered avatars live here. A restart of the server must not turn pages into errors."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _or(default, super().get, key, default, version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        _or(None, super().set, key, value, *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return bool(_or(1, super().add, key, value, *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(_or(delta, super().incr, key, delta, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(_or(0, super().delete, key, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        found: dict[Any, Any] = _or({}, super().get_many, keys, version)
        return found


def _or(fallback: Any, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return call(*args, **kwargs)
    except RedisError as error:  # away, slow, or without room
        logger.warning("cache away: %s", type(error).__name__)
        return fallback
