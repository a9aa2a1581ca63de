"""What one does while one photo is drawn in every style."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.factories import PASSWORD
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]


def test_the_focus_stays_on_its_button_while_another_drawing_finishes(visit: Visit, site: Site, photo: Path) -> None:
    nora = visit("nora")
    nora.upload(photo, "pencil")
    nora.see("Here you are")
    for _ in range(2):
        site.submit(seconds=6)  # somebody else's: both workers are busy for a while
    nora.page.get_by_role("button", name="Compare all styles").click()
    nora.page.wait_for_url("**/styles/")
    state = nora.page.locator("[data-state]")
    use = nora.page.get_by_role("button", name="Use as my avatar: ").first
    name = str(use.get_attribute("aria-label"))
    use.focus()
    before = str(state.get_attribute("data-state"))
    expect(state).not_to_have_attribute("data-state", before, timeout=60_000)
    assert nora.page.evaluate("document.activeElement.ariaLabel") == name


def test_who_tries_a_style_after_the_session_ended_signs_in_and_is_back(visit: Visit, photo: Path) -> None:
    nora = visit("nora")
    nora.upload(photo, "pencil")
    nora.see("Here you are")
    nora.click("Try out the options")
    nora.see("Compare styles")
    here = nora.page.url.partition("#")[0]
    nora.context.clear_cookies(name="sessionid")
    nora.page.get_by_label("Shading").select_option("none")
    nora.says("You were signed out, so this was not done. Sign in and do it once more.")
    nora.fill(login=nora.address, password=PASSWORD)
    nora.click("Sign in")
    nora.see("Compare styles")
    assert nora.page.url == here
