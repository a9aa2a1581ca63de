"""A real Chromium at a whole site, as a person has it before them."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests import pictures
from tests.browser.visitor import ARTEFACTS, Visitor
from tests.site import ROOT, Site

SWITCHES = ["no-sandbox", "no-first-run"] + [
    f"disable-{name}" for name in ("gpu", "quic", "background-networking", "component-update", "sync")
]
SWITCHES += ["use-fake-device-for-media-stream", "use-fake-ui-for-media-stream"]  # a camera, and leave to use it
PEOPLE = """
from accounts import consents
from tests import factories
for name in {names}:
    consents.agree(factories.user(name + "@example.com"))
"""
NAMES = [
    "ada",
    "alan",
    "anita",
    "bob",
    "carol",
    "dave",
    "erin",
    "frank",
    "grace",
    "heidi",
    "ivan",
    "judy",
    "kim",
    "lena",
    "leo",
    "luis",
    "mallory",
    "niaj",
    "nora",
    "olivia",
    "peggy",
    "phoebe",
    "quentin",
    "rupert",
    "sam",
    "sybil",
    "trent",
    "ursula",
    "victor",
    "walter",
    "wanda",
    "wilma",
    "wolf",
    "xena",
    "yusuf",
    "yves",
    "zoe",
]

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Callable[..., Browser]]:
    """Starts one."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium: install it, e.g. with: apt-get install chromium")
    switches = [f"--{switch}" for switch in SWITCHES]
    with sync_playwright() as playwright:
        yield partial(playwright.chromium.launch, executable_path=path, args=switches)


@pytest.fixture(scope="session")
def browser(chromium: Callable[..., Browser]) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def remembering_browser(chromium: Callable[..., Browser]) -> Iterator[Browser]:
    """Keeps the last pages in memory, scripts and all, as browsers do for people; Playwright's others do not."""
    with chromium(ignore_default_args=["--disable-back-forward-cache"]) as browser:
        yield browser


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Rita administers it (tests/site.py); the people in NAMES have confirmed accounts and have agreed."""
    site = Site(tmp_path_factory.mktemp("browser") / "data", CLAIM_TIMEOUT_SECONDS="15")
    site.data_dir.mkdir()
    site.start()
    site.set_up()
    tell(site, PEOPLE.format(names=NAMES))
    yield site
    site.stop()


@pytest.fixture
def visit(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Opens a browser for somebody. After the test, no page that it saw may have had a fault."""
    visitors: list[Visitor] = []

    def open_for(name: str, *, is_signed_in: bool = True, has_scripts: bool = True) -> Visitor:
        visitors.append(Visitor(browser, site, name, has_scripts=has_scripts))
        if is_signed_in:
            visitors[-1].sign_in()
            visitors[-1].see("My sketches")
        return visitors[-1]

    yield open_for
    for number, visitor in enumerate(visitors):
        visitor.page.screenshot(path=ARTEFACTS / "last" / f"{request.node.name}-{number}.png", caret="initial")
        visitor.context.close()
    faults = "\n".join(fault for visitor in visitors for fault in visitor.faults)
    assert not faults, faults


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "me.jpg"
    path.write_bytes(pictures.encoded())
    return path


@pytest.fixture
def phone_photo(tmp_path: Path) -> Path:
    """As a phone writes it: lying on its side, with the turn (orientation 6) and the place in the EXIF block."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    path = tmp_path / "IMG_2741.jpg"
    pictures.face(1200, 1500).transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)
    with Image.open(path) as stored:
        assert stored.size == (1500, 1200)
        assert stored.getexif().get_ifd(0x8825)
    return path


def tell(site: Site, code: str) -> None:
    """Do something on the server that no page does."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    subprocess.run(command, cwd=ROOT, env=site.env, capture_output=True, check=True)
