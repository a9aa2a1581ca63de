"""The way from a photo to an avatar on a phone: narrow, and with fingers only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import PHONE, Visitor
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]


@pytest.fixture
def phoebe(browser: Browser, site: Site) -> Iterator[Visitor]:
    visitor = Visitor(browser, site, "phoebe", is_on_phone=True)
    yield visitor
    visitor.context.close()
    assert visitor.faults == []


def tap(page: Page, name: str, role: str = "button") -> None:
    page.get_by_role("main").get_by_role(role, name=name, exact=True).first.tap()  # type: ignore[arg-type]


def assert_fits(page: Page) -> None:
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width == PHONE["width"], page.url


def test_from_a_photo_to_an_avatar_with_fingers(phoebe: Visitor, photo: Path) -> None:
    page = phoebe.page
    phoebe.sign_in()
    phoebe.see("My sketches")
    page.get_by_role("link", name="New sketch").tap()
    page.locator("#id_file").set_input_files(photo)
    phoebe.says("This is what will be drawn.")
    tap(page, "Closer")
    assert_fits(page)
    tap(page, "Draw my sketch")
    expect(page.get_by_role("heading", name="Here you are")).to_be_visible()
    assert_fits(page)
    tap(page, "Compare all styles")
    expect(page.locator("[data-active=no]")).to_be_attached(timeout=60_000)
    assert_fits(page)
    page.locator("main [name=plugin][value=pencil]").tap()
    page.get_by_label("Paper grain").tap()
    expect(page.locator("#trial-said")).to_contain_text("Paper grain off")
    tap(page, "Keep this sketch")
    phoebe.says("The sketch is kept")
    tap(page, "Use as my avatar")
    phoebe.says("This sketch is now your avatar.")
    assert_fits(page)


@pytest.mark.parametrize("path", ["/", "/privacy/", "/accounts/", "/accounts/avatar/", "/accounts/avatar/elsewhere/"])
def test_pages_fit_a_phone(phoebe: Visitor, path: str) -> None:
    phoebe.sign_in()
    phoebe.see("My sketches")
    phoebe.go(path)
    assert_fits(phoebe.page)
