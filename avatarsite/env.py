"""Strict readers of the environment: a value that cannot be read stops the start and says what would be right."""

import contextlib
import os
import re
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def integer(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """Raises: ImproperlyConfigured if the value is no whole number, is below `least` or above `most`."""
    value = text(name, str(default))
    is_whole = re.fullmatch("-?[0-9]{1,18}", value)
    if not is_whole or int(value) < least or (most is not None and int(value) > most):
        span = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise ImproperlyConfigured(f"{name}={value!r}: it must be a whole number {span}, e.g. {default}")
    return int(value)


def boolean(name: str, *, default: bool) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name}={value!r}: it must be yes or no")
    return value in _TRUE


def items(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    return [item.strip() for item in text(name).split(",") if item.strip()] or default


def choice(name: str, options: tuple[str, ...]) -> str:
    """One of the options; the first is the default."""
    value = text(name, options[0])
    if value not in options:
        raise ImproperlyConfigured(f"{name}={value!r}: it must be one of {', '.join(options)}")
    return value


def secret(name: str, path: Path) -> str:
    """The variable, else the content of the file, which is made, readable by its owner only, if it is missing."""
    if value := text(name):
        return value
    if not path.exists():
        # Whole or not at all: another process, or one that was killed here, must never leave an empty key.
        descriptor, draft = tempfile.mkstemp(dir=path.parent)  # mkstemp's files are for their owner only
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, it never replaces a key that another process has just made
        Path(draft).unlink()
    return path.read_text().strip()
