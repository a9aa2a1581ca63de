"""The log names nobody: what could find or let in a person is cut out of each line before it is written."""

import logging
import re

_SECRETS = re.compile(
    r"(?P<before>/accounts/password/reset/key/|/accounts/confirm-email/)[^/\s]+"
    r"|(?P<opaque>(?<!\w)/a/)[\w-]{22,}"
    r"|(?<![0-9a-fA-F])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{32})(?![0-9a-fA-F])"  # digests of addresses, names of files
    r"|[\w.+'~-]{1,64}(?:@|%40)[\w-]+(?:\.[\w-]+)+"  # a bounded start, so that a long line costs no more
)


def redact(line: str) -> str:
    """The line with … for digests, tokens, keys of mailed links, and e-mail addresses."""
    return _SECRETS.sub(lambda found: f"{found['before'] or found['opaque'] or ''}…", line)


class RedactingFormatter(logging.Formatter):
    """Whatever is logged, tracebacks included: a database names the address in its error, too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
