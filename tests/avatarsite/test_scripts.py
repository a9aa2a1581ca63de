"""`./run` and `./test` say what is wrong, and the next start mends what the last one left."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ["sh", "dirname", "cat", "cksum", "tr", "uname", "rm", "mkdir", "touch"]
NO_INDEX = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
# Stands for Python: as `-m venv` it copies itself, as `-m pip` and manage.py it notes what it was asked for.
FAKE_PYTHON = """#!/bin/sh
echo "$*" >>"$CALLS"
case "$*" in
    *venv*) mkdir -p .venv/bin && cp "$0" .venv/bin/python && touch .venv/fresh ;;
    *"-r requirements"*) exit "${FAIL:-0}" ;;
esac
"""


@pytest.fixture(params=["site", "a site"])
def copy(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path / request.param
    folder.mkdir()
    for name in ("run", "requirements.txt", "requirements-dev.txt", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    fake = tmp_path / "python"
    fake.write_text(FAKE_PYTHON)
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    return folder


def run(folder: Path, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    surroundings = {name: value for name, value in os.environ.items() if name not in ("TORCH", "TORCH_INDEX", "PYTHON")}
    return subprocess.run(
        ["sh", "./run", *arguments], cwd=folder, env=surroundings | env, capture_output=True, text=True, check=False
    )


def fake(folder: Path, *arguments: str, **env: str) -> str:
    """Run with the Python that only notes. Returns what it was asked for."""
    calls = folder / "calls"
    calls.write_text("")
    run(folder, *arguments, PYTHON=str(folder.parent / "python"), CALLS=str(calls), **env)
    return calls.read_text()


def stamps(folder: Path) -> list[Path]:
    return list((folder / ".venv").glob(".ready-*"))


def test_a_failed_installation_fails_and_is_not_taken_for_done(copy: Path) -> None:
    done = run(copy, "setup", **NO_INDEX)
    assert done.returncode != 0
    assert "No matching distribution" in done.stderr
    assert (copy / ".venv" / "bin" / "pip").exists()
    assert stamps(copy) == []


def test_without_python_there_is_one_message(copy: Path) -> None:
    tools = copy / "bin"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name) or name)
    done = run(copy, "setup", PATH=str(tools))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("Python 3.11 is needed")
    assert not (copy / ".venv").exists()


def test_what_is_done_is_not_done_again(copy: Path) -> None:
    assert "-r requirements.txt" in fake(copy)
    assert fake(copy).strip() == "manage.py up"


def test_the_tests_set_has_all_that_the_site_needs(copy: Path) -> None:
    assert "-r requirements-dev.txt" in fake(copy, "setup", "requirements-dev.txt")
    assert fake(copy).strip() == "manage.py up"


def test_a_failed_installation_is_tried_again_in_the_same_environment(copy: Path) -> None:
    fake(copy, FAIL="1")
    again = fake(copy)
    assert "-r requirements.txt" in again
    assert "venv" not in again.splitlines()[1:2]
    assert len(stamps(copy)) == 1


@pytest.mark.parametrize("half_made", ["killed", "no pip", "no python"])
def test_a_half_made_environment_is_made_anew(copy: Path, half_made: str) -> None:
    environment = copy / ".venv"
    if half_made == "killed":
        fake(copy, FAIL="137")
        assert stamps(copy) == []
    else:
        fake(copy)
        python = environment / "bin" / "python"
        python.unlink()
        python.symlink_to("/nowhere" if half_made == "no python" else shutil.which("false") or "")
        (copy / "constraints.txt").write_text("")
    (environment / "left-over").touch()
    assert "-m venv .venv" in fake(copy)
    assert not (environment / "left-over").exists()
    assert len(stamps(copy)) == 1


def test_two_installations_at_once_are_refused(copy: Path) -> None:
    (copy / ".venv").mkdir()
    (copy / ".venv" / ".unfinished").write_text(f"{os.getpid()}\n")
    assert fake(copy) == ""
    assert f"Process {os.getpid()} is setting up" in run(copy).stderr


def test_the_choice_of_torch_is_kept(copy: Path) -> None:
    assert "torch==2.13.0\n" in fake(copy, "setup", TORCH="cuda", TORCH_INDEX="https://wheels.example")
    assert fake(copy).strip() == "manage.py up"
    (copy / "constraints.txt").write_text("")  # a new version of the site
    assert "--extra-index-url https://wheels.example torch==2.13.0\n" in fake(copy)


def test_another_choice_of_torch_is_installed_and_kept(copy: Path) -> None:
    fake(copy, TORCH="cuda", TORCH_INDEX="https://wheels.example")
    assert "torch==" not in fake(copy, TORCH="none")
    assert fake(copy).strip() == "manage.py up"
    assert "torch==2.13.0\n" in fake(copy, TORCH="cuda")


def test_nothing_needs_make() -> None:
    assert "make " not in (ROOT / "test").read_text().replace("makemigrations", "")
    assert "\t./test check\n" in (ROOT / "Makefile").read_text()
