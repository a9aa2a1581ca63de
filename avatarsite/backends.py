"""From addresses (DATABASE_URL, STORAGE_URL) to Django's dictionaries. The embedded defaults are addresses, too."""

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

# sketching keeps photos and sketches, accounts keeps avatars. None is served by its path.
STORED = ("photos", "sketches", "avatars")
SQLITE = "django.db.backends.sqlite3"
LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes on Linux, 104 on macOS


def database(url: str, data_dir: Path) -> Any:
    """The database at this address; without one, SQLite in the data folder.

    SQLite as a server would behave: readers never wait, writers queue for up to 20 s, no lock is upgraded.
    """
    config: dict[str, Any] = {"ENGINE": SQLITE, "NAME": str(data_dir / "site.sqlite3")}
    if url:
        config = {**dj_database_url.parse(url)}
    config |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    if config["ENGINE"] == SQLITE:
        config["OPTIONS"] = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        }
    return config


def storages(url: str) -> dict[str, Any]:
    """One private storage for each kind of picture.

    file:///folder                                     a folder on this machine
    s3://KEY:SECRET@bucket/prefix?endpoint=https://…   any S3-compatible service; key and secret may be left to
                                                       the environment or the machine's role

    Raises: ImproperlyConfigured for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {kind: _folder(Path(unquote(parts.path)) / kind) for kind in STORED}
    if parts.scheme == "s3" and parts.hostname:
        return {kind: _bucket(url, kind) for kind in STORED}
    raise ImproperlyConfigured(f"STORAGE_URL begins with {parts.scheme!r}: it must be file:///folder or s3://bucket/…")


def _folder(path: Path) -> dict[str, Any]:
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(path)}}


def _bucket(url: str, kind: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    options = {
        "bucket_name": parts.hostname,
        "location": f"{parts.path.strip('/')}/{kind}".lstrip("/"),
        "access_key": unquote(parts.username) if parts.username else None,
        "secret_key": unquote(parts.password) if parts.password else None,
        "endpoint_url": query.get("endpoint"),
        "region_name": query.get("region"),
        "default_acl": None,
        "signature_version": "s3v4",
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def socket_path(data_dir: Path) -> Path:
    """Where the embedded server listens: in the data folder, or under the temporary one if that path does not fit.

    Too long for a socket, or with characters that mean something else in the addresses that Celery and Redis read.
    """
    path = data_dir / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and re.fullmatch(r"[\w./-]+", str(path), re.ASCII):
        return path
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"avatarsite-{os.getuid()}-{name}" / "valkey.sock"
