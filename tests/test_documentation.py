"""Documentation that fails when it is no longer true."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def read(name: str) -> str:
    return (ROOT / name).read_text()


def settings_in_code() -> set[str]:
    code = read("avatarsite/settings.py")
    return set(re.findall(r'env\.\w+\(\s*f?"([A-Z_]+)"', code))


def test_every_setting_is_in_the_example_and_no_other() -> None:
    example = set(re.findall(r"^#?([A-Z_]+)=", read(".env.example"), re.MULTILINE))
    assert example == settings_in_code()


def test_the_example_changes_nothing_as_it_is() -> None:
    assert not re.findall(r"^[A-Z_]+=", read(".env.example"), re.MULTILINE)


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/gpu-work.md"]
)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", read(page)):
        assert (ROOT / page).parent.joinpath(target).exists(), f"{page} -> {target}"


def test_every_command_of_the_readme_exists() -> None:
    from django.core.management import get_commands  # noqa: PLC0415

    text = read("README.md")
    named = set(re.findall(r"manage\.py (\w+)", text))
    assert named <= set(get_commands())
    targets = set(re.findall(r"^(\w+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)", text)) <= targets
    for script in ("run", "test", ".ci/run"):
        assert (ROOT / script).stat().st_mode & 0o111


def test_the_site_says_the_version_of_the_changelog() -> None:
    newest = re.search(r"^## ([\d.]+)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest
    assert f'version = "{newest[1]}"' in read("pyproject.toml")


def test_no_file_of_a_person_s_photo_is_committed() -> None:
    """Pictures in the repository are few, known, and not JPEGs from a camera."""
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    pictures = {file for file in files if file.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".heic", ".gif"))}
    allowed = ("avatarsite/static/examples/", "docs/", "tests/golden/")
    assert all(file.startswith(allowed) for file in pictures)
    assert not any(file.lower().endswith((".jpg", ".jpeg", ".heic")) for file in pictures)
