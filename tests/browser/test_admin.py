"""Who runs the site sees what is going on, and switches styles off and on."""

from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]


def switch(rita: Visitor, plugin: str) -> None:
    rita.go("/admin/sketching/pluginstate/")
    rita.page.get_by_role("row", name=plugin).get_by_role("checkbox").last.click()
    rita.click("Save")
    rita.says("was changed successfully")


def test_an_admin_sees_everything_and_switches_a_style_off(visit: Visit, photo: Path) -> None:
    rita = visit("rita", is_signed_in=False)
    rita.expect_fault('class="sortremove"')  # Django's own: Tab passes its mouse-only links by
    rita.go("/admin/")
    rita.see("Sign in")
    rita.fill(login=rita.address, password="graphite-and-paper-7")
    rita.click("Sign in")
    rita.see("Site administration")
    rita.make_avatar(photo)
    for path in ("accounts/user", "accounts/avatar", "accounts/consent", "sketching/sketchjob", "sketching/sketch"):
        rita.go(f"/admin/{path}/")
        rita.see(rita.page.locator("#content h1").inner_text())
        rita.says("rita@example.com" if "sketching/sketch/" not in f"{path}/" else "pencil")

    style = rita.page.get_by_label("Contours")
    for is_on in (False, True):
        switch(rita, "dummy")
        rita.go("/jobs/new/")
        rita.see("Make a sketch")
        assert style.count() == int(is_on)
