"""The whole site, with its processes really killed: nothing is lost, nothing is doubled, nothing is left behind."""

import contextlib
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis

from avatarsite.backends import socket_path
from tests.site import Site, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("faults")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("faults") / "data")
    site.data_dir.mkdir()
    site.start()
    site.set_up()
    yield site
    if site.process.poll() is None:
        site.stop()


def sketches(site: Site) -> int:
    folder = site.data_dir / "media" / "sketches"
    return len(list(folder.iterdir())) if folder.exists() else 0


def test_a_job_is_drawn_by_the_whole_site(site: Site) -> None:
    job = site.submit("pencil")
    until(lambda: site.status(job) == "succeeded")
    assert site.get(f"{job}/result")[1].startswith(b"\x89PNG")


def test_a_job_whose_worker_is_killed_is_drawn_once_more(site: Site) -> None:
    before = sketches(site)
    job = site.submit(seconds=2)
    until(lambda: site.status(job) == "running")
    site.find("-Q sketch").kill()
    until(lambda: site.status(job) == "succeeded")
    assert sketches(site) == before + 1


def test_jobs_outlive_a_broker_that_comes_back_empty(site: Site) -> None:
    path = str(socket_path(site.data_dir))
    waiting = [site.submit(seconds=1, steps=step) for step in range(3)]
    site.find("valkey-server").kill()
    broker = redis.Redis(unix_socket_path=path)

    def is_wiped() -> bool:
        try:
            return bool(broker.flushall())
        except redis.RedisError:
            return False

    until(is_wiped)
    broker.close()
    until(lambda: all(site.status(job) == "succeeded" for job in waiting))


def test_an_upload_is_taken_while_the_broker_is_away(site: Site) -> None:
    server = site.find("valkey-server")
    server.kill()
    job = site.submit()
    until(lambda: site.status(job) == "succeeded")


@pytest.mark.parametrize("which", [0, -1])
def test_a_killed_web_process_is_started_again(site: Site, which: int) -> None:
    """The server's first process, and the one that it starts to do the work."""
    web = site.find("granian")
    [web, *web.children(recursive=True)][which].kill()
    until(lambda: not site.is_answering() or which == -1, 10)
    until(site.is_answering)


def test_slow_uploads_do_not_stop_the_site(site: Site) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(16):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", site.port), 5))
            slow.sendall(
                b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n"
                b"Cookie: csrftoken=12345678901234567890123456789012\r\n\r\na="
            )
        until(site.is_answering, 5)
        assert site.get("/accounts/login/")[0] == 200


def test_a_second_start_on_the_same_data_is_refused(site: Site) -> None:
    second = site.manage("up")
    assert second.wait(60) != 0
    assert b"is running already" in site.log.read_bytes()


def test_ctrl_c_stops_everything_and_a_new_start_finds_all_data(site: Site) -> None:
    job = site.submit("pencil")
    until(lambda: site.status(job) == "succeeded")
    children = site.processes()
    assert site.stop(signal.SIGINT) == 0
    assert psutil.wait_procs(children, timeout=5)[1] == []
    site.start()
    assert site.status(job) == "succeeded"


def test_a_killed_supervisor_leaves_no_process_behind(site: Site) -> None:
    """Not even the worker that is drawing for long."""
    job = site.submit(seconds=30)
    until(lambda: site.status(job) == "running")
    children = site.processes()
    site.process.kill()
    site.process.wait()
    assert psutil.wait_procs(children, timeout=20)[1] == []


def test_the_secret_key_is_for_its_owner_only(site: Site) -> None:
    path: Path = site.data_dir / "secret_key"
    assert path.stat().st_mode & 0o077 == 0
