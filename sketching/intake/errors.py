"""Why bytes were refused."""

from typing import Any


class IntakeError(Exception):
    """The photo was refused. `code` is stable and for programs; the message says what, the limit and the cure.

    Codes: empty, too_many_bytes, not_an_image, unsupported_format, truncated, too_many_pixels, too_many_scans,
    image_too_small, aspect.
    """

    def __init__(self, code: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.code = code
        self.facts = facts
