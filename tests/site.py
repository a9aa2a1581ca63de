"""A whole site in processes of its own, as ./run starts it, for tests of what survives."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests import factories

ROOT = Path(__file__).parents[1]
SET_UP = """
from accounts import consents
from accounts.models import User
from knox.models import AuthToken
from sketching.models import PluginState
user = User.objects.create_superuser("rita@example.com", "graphite-and-paper-7")
consents.agree(user)
PluginState.objects.update_or_create(name="dummy", defaults={"is_enabled": True})
print(AuthToken.objects.create(user)[1])
"""


def until(answer: Callable[[], Any], seconds: float = 45.0) -> Any:
    """Ask again until the answer is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := answer():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


class Site:
    """One site: its data folder, its processes, and a client of its API."""

    def __init__(self, data_dir: Path, **env: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.data_dir = data_dir
        # Nothing of the tests' own surroundings, but what coverage needs to see these processes, too.
        self.env = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "PORT")}
        self.env |= {"DATA_DIR": str(data_dir), "PORT": str(self.port), "CLAIM_TIMEOUT_SECONDS": "3", **env}
        self.log = data_dir.with_suffix(".log")
        self.token = ""

    def manage(self, *arguments: str) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            command = [sys.executable, "manage.py", *arguments]
            return subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def start(self) -> None:
        self.process = self.manage("up")
        until(self.is_answering)

    def set_up(self) -> None:
        """An admin with a token, and the dummy plugin switched on."""
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", SET_UP]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=True)
        self.token = done.stdout.split()[-1]

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)

    def is_answering(self) -> bool:
        try:
            return self.get("/livez")[0] == 200
        except OSError:
            return False

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send(urllib.request.Request(self._url(path)))

    def submit(self, plugin: str = "dummy", **options: Any) -> str:
        """The API path of a new job."""
        form = {"file": factories.upload(), "plugin": plugin, "options": json.dumps(options)}
        body = encode_multipart(BOUNDARY, form)
        request = urllib.request.Request(self._url("/api/v1/jobs"), body, {"Content-Type": MULTIPART_CONTENT})
        status, answer = self._send(request)
        assert status == 202, answer
        return "/api/v1/jobs/" + json.loads(answer)["id"]

    def status(self, job: str) -> str:
        return str(json.loads(self.get(job)[1])["status"])

    def processes(self) -> list[psutil.Process]:
        """All that the supervisor started, and what they started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def find(self, *words: str) -> psutil.Process:
        """The process whose command line has all these words."""
        return next(found for found in self.processes() if all(word in " ".join(found.cmdline()) for word in words))

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _send(self, request: urllib.request.Request) -> tuple[int, bytes]:
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
