"""The style guide, and with it every part of the site in every state, is held to what every page is held to."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from avatarsite import styleguide
from tests.browser.visitor import Visitor
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def workshop(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site as those who work on it start theirs."""
    site = Site(tmp_path_factory.mktemp("workshop") / "data", DEBUG="yes")
    site.data_dir.mkdir()
    site.start()
    yield site
    site.stop()


@pytest.fixture
def anyone(browser: Browser, workshop: Site) -> Iterator[Visitor]:
    visitor = Visitor(browser, workshop, "anyone")
    yield visitor
    visitor.context.close()
    assert visitor.faults == []


def test_every_part_in_every_state_behaves(anyone: Visitor) -> None:
    anyone.go("/styleguide/")
    anyone.see("Style guide")
    anyone.says("Every part of the site in every state.")
    assert anyone.page.locator("[data-state]").count() > 10


def test_the_pages_of_errors_behave(anyone: Visitor) -> None:
    for name in styleguide.PAGES:
        anyone.go(f"/styleguide/pages/{name}/")
        anyone.see(anyone.page.locator("h1").inner_text())
    assert anyone.page.url.endswith("/500/")
