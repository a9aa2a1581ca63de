"""A client of the API with as little work of its own as possible."""

import json
import time
from collections.abc import Callable
from http.client import HTTPConnection
from time import perf_counter
from typing import Any

BOUNDARY = "bench-boundary"
FORM_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
LONGEST_WAIT_SECONDS = 120.0
SAFE_PAUSE_SECONDS = 0.02


def form(photo: bytes, plugin: str = "pencil", options: str = "{}") -> bytes:
    """The upload as a browser would send it; made before the clock starts."""
    fields = {"plugin": plugin, "options": options}
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f"--{BOUNDARY}\r\n"
    head += 'Content-Disposition: form-data; name="file"; filename="me.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    return head.encode() + photo + f"\r\n--{BOUNDARY}--\r\n".encode()


class Client:
    """One kept connection, and the token if there is one."""

    def __init__(self, port: int, token: str = "") -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str) -> tuple[int, bytes]:
        return self._ask("GET", path)

    def post(self, path: str, body: bytes) -> bytes:
        status, answer = self._ask("POST", path, body, {"Content-Type": FORM_TYPE})
        assert status == 202, (status, answer[:300])
        return answer

    def submit(self, body: bytes) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.post("/api/v1/jobs", body))
        return answer

    def wait_for(self, job: str, every_seconds: float = SAFE_PAUSE_SECONDS) -> None:
        """Poll until the sketch is there."""
        end = time.monotonic() + LONGEST_WAIT_SECONDS
        while time.monotonic() < end:
            status = json.loads(self.get(f"/api/v1/jobs/{job}")[1])["status"]
            if status == "succeeded":
                return
            assert status in ("queued", "running"), status
            time.sleep(every_seconds)
        raise AssertionError(f"no sketch within {LONGEST_WAIT_SECONDS} s")

    def _ask(self, method: str, path: str, body: bytes | None = None, more: dict[str, str] = {}) -> tuple[int, bytes]:  # noqa: B006  only read
        self._connection.request(method, path, body, self._headers | more)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


def seconds(call: Callable[[], Any]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started
