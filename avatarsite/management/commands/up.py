"""`manage.py up`: the whole site in one terminal, as ./run starts it."""

import errno
import fcntl
import signal
import socket
import sys
from argparse import ArgumentParser
from typing import Any, TextIO

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from avatarsite import embedded
from avatarsite.supervisor import Service, Supervisor


class Command(BaseCommand):
    help = "Migrate, then start broker, web, worker and periodic tasks, and keep them running until Ctrl-C."

    requires_system_checks = []  # they import every page: after the site has come up they keep nobody waiting

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--setup-only", action="store_true", help="migrate and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["setup_only"]:
                self._set_up()
            else:
                self._start()
        except KeyboardInterrupt:  # before the supervisor listens for it
            sys.exit(128 + signal.SIGINT)

    def _set_up(self) -> None:
        lock = _lock()
        if not lock:  # ./test beside a running site: its database is not to change under it
            self.stdout.write("The site is running: its database is migrated when it is started again.")
            return
        with lock:
            call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("Ready: ./run starts the site.")

    def _start(self) -> None:
        lock = _lock()
        if not lock:
            raise CommandError(
                f"The site in {settings.DATA_DIR} is running already. Stop it first, or set DATA_DIR to another folder."
            )
        with lock:
            _check_address(settings.HOST, settings.PORT)
            call_command("migrate", interactive=False, verbosity=0)
            Supervisor(services(), on_ready=self._greet).run()

    def _greet(self) -> None:
        self.stdout.write(
            f"\n  {settings.SITE_NAME} is at {settings.SITE_URL}\n"
            "  Make the first admin:  .venv/bin/python manage.py createsuperuser   then log in and open /admin/\n"
            + ("" if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") else "  Mails are shown here.\n")
            + "  Ctrl-C stops everything.\n"
        )
        self.stdout.flush()
        self.check(databases=["default"])


def _lock() -> TextIO | None:
    """The lock on the data folder, held until it is closed or this process ends, however it ends; None if taken."""
    lock = (settings.DATA_DIR / "up.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _check_address(host: str, port: int) -> None:
    """Listen there once: whatever else answers at this port would be taken for the site.

    Raises: CommandError if that is not possible.
    """
    try:
        kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)[0]
        socket.create_server(address, family=kind).close()
    except socket.gaierror:
        raise CommandError(f"HOST={host}: it must be an IP address of this machine, e.g. 127.0.0.1") from None
    except OSError as error:
        reason = "another program uses it" if error.errno == errno.EADDRINUSE else error.strerror
        raise CommandError(f"Port {port} of {host} cannot be used: {reason}. Choose another: PORT=8123 ./run") from None


def services() -> list[Service]:
    """What runs: the broker first, unless BROKER_URL names one, then the others side by side."""
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "avatarsite"]
    worker = [*celery, "worker", "--loglevel", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    found = [
        Service("web", _web(), settings.HOST, settings.PORT),
        _celery("sketch worker", [*worker, "--pool", "solo", "-Q", "sketch", "-n", "sketch@%h"]),
        _celery("chores worker", [*worker, "--pool", "solo", "-Q", "chores", "-n", "chores@%h"]),
        _celery("periodic tasks", [*celery, "beat", "--loglevel", "warning", "--pidfile="]),
    ]
    return found if settings.BROKER_URL else [embedded.broker(), *found]


def _celery(name: str, command: list[str]) -> Service:
    """At SIGTERM a worker would draw its job to the end first; killed, its claim runs out and the job is given back."""
    return Service(name, command, death_signal=signal.SIGKILL)


def _web() -> list[str]:
    """Many threads, started when needed: each slow upload holds one, which only waits.

    They idle for long, since the database connection of one that ends stays open until garbage is collected. At the
    level of warnings Granian would deplore at each start that there are more threads than cores.
    """
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--http", "1"),
        *("--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", "1", "--backpressure", "128"),
        *("--blocking-threads", "64", "--blocking-threads-idle-timeout", "600"),
        *("--log-level", "error", "avatarsite.wsgi:application"),
    ]
