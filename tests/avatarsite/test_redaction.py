"""No line of the log says whose digest, token, key or address it is about."""

import logging
from typing import Any

import pytest

from avatarsite.redaction import RedactingFormatter, redact

MD5, SHA256 = "0bc83cb571cd1c50ba6f3e8a78ef1346", "a" * 64


@pytest.mark.parametrize(
    ("line", "written"),
    [
        (f"Internal Server Error: /avatar/{MD5}", "Internal Server Error: /avatar/…"),
        (f"Forbidden (no cookie): /avatar/{SHA256.upper()}/", "Forbidden (no cookie): /avatar/…/"),
        ("Internal Server Error: /a/Ab-_5678901234567890xy", "Internal Server Error: /a/…"),
        ("Forbidden: /accounts/password/reset/key/1-c3x-0a9/", "Forbidden: /accounts/password/reset/key/…/"),
        ("Forbidden: /accounts/confirm-email/MQ:1vK:-9_x/", "Forbidden: /accounts/confirm-email/…/"),
        ("no mail to Alice.L+x@mail.example.com: refused", "no mail to …: refused"),
        ("?email=alice%40example.com&next=/", "?email=…&next=/"),
        ("job=7 plugin=pencil seconds=0.5", "job=7 plugin=pencil seconds=0.5"),
        ("/srv/a/site/5f0c-11.py", "/srv/a/site/5f0c-11.py"),
        ("/jobs/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/", "/jobs/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/"),
    ],
)
def test_what_names_somebody_is_cut_out_and_nothing_else(line: str, written: str) -> None:
    assert redact(line) == written


def test_a_traceback_names_nobody_either() -> None:
    try:
        raise ValueError(f"Key (email)=(alice@example.com), {MD5}")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "%s", (SHA256,), (ValueError, error, error.__traceback__))
    written = RedactingFormatter("{message}", style="{").format(record)
    assert "ValueError" in written
    assert not {"alice@example.com", MD5, SHA256} & set(written.replace("(", " ").replace(")", " ").split())


def test_the_site_logs_through_it(settings: Any) -> None:
    console = settings.LOGGING["handlers"]["console"]
    assert settings.LOGGING["formatters"][console["formatter"]]["()"] == "avatarsite.redaction.RedactingFormatter"
