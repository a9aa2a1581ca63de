"""What runs beside the bench, each in processes of its own: the site, the bare view, the plugin without a site."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import psutil

from avatarsite.management.commands import up
from tests.bench.client import Client
from tests.site import ROOT, Site

PERSON = """
import hashlib
from allauth.account.models import EmailAddress
from knox.models import AuthToken
from accounts import avatars, consents
from accounts.models import User
from tests import pictures
rita = User.objects.create_superuser("rita@example.com", "graphite-and-paper-7")
consents.agree(rita)
avatars.set_avatar(rita, pictures.encoded(pictures.face(640, 640).convert("L"), "PNG"), "bench")
avatars.publish_address(EmailAddress.objects.get(user=rita))
print(hashlib.sha256(rita.email.encode()).hexdigest(), AuthToken.objects.create(user=rita)[1])
"""
START_SECONDS = 60.0


class WholeSite(Site):
    """The site as ./run starts it with no settings at all, and one person who has a token and a public avatar."""

    digest = ""

    def __init__(self, data_dir: Path) -> None:
        # The default; the tests' own is shorter. One person sends more here than the site lets one.
        super().__init__(data_dir, CLAIM_TIMEOUT_SECONDS="15", JOBS_PER_DAY="0", WAITING_JOBS_PER_PERSON="0")

    def __enter__(self) -> Self:
        self.process = self.manage("up")
        try:
            _until_answering(self.port, self.process)
        except BaseException:  # with does not leave what it could not enter
            self.__exit__()
            print(self.log.read_text()[-3000:])
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.stop()

    def add_person(self) -> None:
        self.digest, self.token = self.tell(PERSON).split()

    def tell(self, code: str) -> str:
        """Do something on the server that no page does. Returns the last line that it prints."""
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True, check=True)
        return (done.stdout.splitlines() or [""])[-1]

    def client(self) -> Client:
        return Client(self.port, self.token)

    def web(self) -> psutil.Process:
        return self.find("granian")


class Bare:
    """tests/bench/bare.py behind the same server, with the same options, as the site's own web process."""

    def __init__(self, folder: Path, avatar: bytes) -> None:
        (folder / "avatar.png").write_bytes(avatar)
        self._env = os.environ | {"BARE_FOLDER": str(folder)}
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]

    def __enter__(self) -> Self:
        web = next(service for service in up.services() if service.name == "web").command
        command = [*web[:-1], "--port", str(self.port), "tests.bench.bare:application"]  # of two ports, the last counts
        self.process = subprocess.Popen(command, cwd=ROOT, env=self._env)
        try:
            _until_answering(self.port, self.process)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def web(self) -> psutil.Process:
        return psutil.Process(self.process.pid)


class Drawer:
    """tests/bench/loop.py: the plugin, loaded, with the worker's own number of threads."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.bench.loop"]
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "avatarsite.settings"}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True)
        assert self._answer() == "ready"
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate(timeout=60)  # closes its input, which ends it

    def seconds(self, what: str, count: int) -> float:
        assert self._process.stdin
        self._process.stdin.write(f"{what} {count}\n")
        self._process.stdin.flush()
        return float(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


def _until_answering(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until the first page is there. Asks often: its own pause must not show in the figure."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if Client(port).get("/")[0] == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the server did not start")
