"""The public avatar protocol of Gravatar and Libravatar, as pure functions.

Sources: docs.gravatar.com (REST API data specifications, images), wiki.libravatar.org/api.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_SIZE = 80
MAX_SIZE = 1024
FALLBACKS = {"404": "404", "mp": "mp", "mm": "mp", "mystery": "mp", "blank": "blank"}
DIGEST_PATTERN = r"[0-9a-fA-F]{32}|[0-9a-fA-F]{64}"


@dataclass(frozen=True, slots=True)
class Query:
    """What an avatar request asks for: pixels a side, and the name of what to show when nobody is found."""

    size: int
    fallback: str


def digests(address: str) -> tuple[str, str]:
    """MD5 and SHA-256 of an e-mail address, trimmed and in lower case; each in lower-case hex."""
    data = address.strip().lower().encode()
    return hashlib.md5(data, usedforsecurity=False).hexdigest(), hashlib.sha256(data).hexdigest()


def read_query(params: Mapping[str, str]) -> Query:
    """Nothing in a query is an error: a size that cannot be read is 80, one too large the largest, as elsewhere."""
    wanted = (params.get("s") or params.get("size") or "")[:9]  # int() refuses thousands of digits
    size = min(int(wanted), MAX_SIZE) if wanted.isascii() and wanted.isdigit() and int(wanted) > 0 else DEFAULT_SIZE
    fallback = params.get("d") or params.get("default") or ""
    return Query(size=size, fallback=FALLBACKS.get(fallback.lower(), "mp"))
