"""Start several processes, start again whichever ends, stop all of them together, and leave none behind.

Ctrl-C or SIGTERM stops them in reverse order. If this process is itself killed, the kernel stops them (Linux).
"""

import contextlib
import ctypes
import functools
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

logger = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.1
STOP_SECONDS = 10.0  # then it is killed; the jobs it had are given back
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # between the end of a process and its next start
HEALTHY_SECONDS = 20.0  # a process that ran so long starts again without a pause


@dataclass(frozen=True, slots=True)
class Service:
    """A process to keep running; it is ready when it listens at host and port, or when the path is there."""

    name: str
    command: list[str]
    host: str = ""
    port: int = 0
    ready_when: Path | None = None
    # What the kernel sends when the supervisor is killed. SIGTERM: the web server must stop its own workers, the broker
    # must write its file. SIGKILL for what would first end its work, and loses nothing by being killed.
    death_signal: signal.Signals = signal.SIGTERM

    def is_ready(self) -> bool:
        if self.ready_when:
            return self.ready_when.exists()
        if not self.port:
            return True
        address = (self.host.replace("0.0.0.0", "127.0.0.1"), self.port)  # noqa: S104  compared, not bound
        with contextlib.suppress(OSError), socket.create_connection(address, 0.2):
            return True
        return False


class _Running:
    """One service's process, over all its lives."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.process: subprocess.Popen[bytes] | None = None
        self.started = self.next_start = 0.0
        self.pause = FIRST_PAUSE
        self.has_been_ready = False

    def keep(self) -> None:
        """Start it, if it is not running and its pause is over."""
        if self.process and self.process.poll() is None:
            return
        if self.process:
            self._ended()
        if time.monotonic() >= self.next_start:
            self.start()

    def start(self) -> None:
        if self.service.ready_when:
            self.service.ready_when.unlink(missing_ok=True)  # a socket file outlives a killed server
        tie = functools.partial(_die_with_parent, os.getpid(), self.service.death_signal)
        self.process = subprocess.Popen(  # noqa: S603  our own commands
            self.service.command,
            start_new_session=True,  # Ctrl-C reaches us alone, and a process's own children can be stopped with it
            preexec_fn=tie if sys.platform == "linux" else None,  # noqa: PLW1509  we have one thread
        )
        self.started = time.monotonic()

    def stop(self) -> None:
        if not self.process:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            logger.warning("%s did not stop and is killed", self.service.name)
        self._kill_group()

    def _ended(self) -> None:
        assert self.process  # noqa: S101  the caller looked
        self._kill_group()
        if time.monotonic() - self.started > HEALTHY_SECONDS:
            self.pause = FIRST_PAUSE
        code = self.process.returncode
        logger.warning("%s ended (%s) and starts again in %.1f s", self.service.name, code, self.pause)
        self.next_start = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        self.process = None

    def _kill_group(self) -> None:
        """Whatever a process left behind, e.g. the web server's own workers, which would keep its port."""
        assert self.process  # noqa: S101  the caller looked
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """Runs the services until it is told to stop.

    At the start each waits until those before it are ready, so that the first have the machine to themselves;
    on_ready is called when all are. Later each is started again on its own.
    """

    def __init__(self, services: list[Service], on_ready: Callable[[], None]) -> None:
        self._running = [_Running(service) for service in services]
        self._on_ready = on_ready
        self._is_stopping = False

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        has_greeted = False
        try:
            while not self._is_stopping:
                if self._keep_all() and not has_greeted:
                    has_greeted = True
                    self._on_ready()
                time.sleep(POLL_SECONDS)
        finally:
            for running in reversed(self._running):
                running.stop()

    def _keep_all(self) -> bool:
        """True if every service has been ready once."""
        for running in self._running:
            running.keep()
            running.has_been_ready = running.has_been_ready or running.service.is_ready()
            if not running.has_been_ready:
                return False
        return True

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True


def _die_with_parent(parent: int, number: signal.Signals) -> None:
    """In the child, before its program begins: get this signal when the supervisor is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it went before we could ask; compared, since in a container it may itself be number 1
        os._exit(1)
