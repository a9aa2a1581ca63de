"""What one sees and can do while a sketch is waited for, and when it comes to nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PEOPLE, Visit, tell
from tests.browser.visitor import Visitor
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

SWITCH = """
from sketching.models import PluginState
PluginState.objects.update_or_create(name="pencil", defaults={{"is_enabled": {on}}})
"""


@pytest.fixture
def strict_site(browser: Browser, tmp_path: Path) -> Iterator[Site]:
    """Draws two sketches a day for each."""
    site = Site(tmp_path / "data", JOBS_PER_DAY="2")
    site.data_dir.mkdir()
    site.start()
    tell(site, PEOPLE.format(names=["wolf"]))
    yield site
    site.stop()


def send(person: Visitor, photo: Path, style: str = "") -> None:
    """Send it without looking at the page that comes: examining it takes longer than the job waits."""
    person.upload(photo, style)
    person.page.wait_for_url("**/jobs/*-*/")


def test_who_waits_sees_for_how_long_and_gets_a_mail_if_wanted(visit: Visit, site: Site, photo: Path) -> None:
    wanda = visit("wanda")
    wanda.upload(photo)
    wanda.see("Here you are")  # now the site knows how long one takes
    site.submit(seconds=12)
    send(wanda, photo)
    expect(wanda.page.get_by_role("main")).to_contain_text(re.compile("You are next|The pencil is on the paper"))
    tick = wanda.page.get_by_role("checkbox", name="Write me a mail when it is done")
    expect(tick).not_to_be_checked()
    tick.click()
    expect(tick).to_be_checked()
    wanda.examine("waiting-with-mail")
    expect(tick).to_be_checked()
    letter = wanda.letter("Your sketch is done")
    links = re.findall(rf"{re.escape(wanda.base)}/jobs/\S+", letter)
    assert links == [wanda.page.url.partition("#")[0]]
    wanda.see("Here you are")
    expect(wanda.page.locator("#job-said")).to_have_text("Your sketch is done.")


def test_the_mail_is_asked_for_without_scripts_too(visit: Visit, site: Site, photo: Path) -> None:
    wilma = visit("wilma", has_scripts=False)
    site.submit(seconds=8)
    send(wilma, photo)
    tick = wilma.page.get_by_role("checkbox", name="Write me a mail when it is done")
    tick.click()
    expect(tick).to_be_checked()
    tick.click()
    expect(tick).not_to_be_checked()
    tick.click()
    assert "Only you can see it" in wilma.letter("Your sketch is done")


def test_a_style_that_is_switched_off_meanwhile_leads_on(visit: Visit, site: Site, photo: Path) -> None:
    wolf = visit("wolf")
    site.submit(seconds=5)
    send(wolf, photo, "pencil")
    tell(site, SWITCH.format(on=False))
    try:
        wolf.see("This could not be drawn")
        wolf.says("This style has been switched off. Choose another one.")
        wolf.click("Draw it in another style")
        wolf.see("Compare styles")
        wolf.page.locator("main [name=plugin]").first.check()
        expect(wolf.page.locator("#trial-said")).not_to_be_empty()
        expect(wolf.page.locator("#trial img.drawn")).to_be_visible()
        assert "Pencil" not in wolf.page.locator("#trial-said").inner_text()
    finally:
        tell(site, SWITCH.format(on=True))


def test_the_limit_is_said_and_what_was_filled_in_stays(browser: Browser, strict_site: Site, photo: Path) -> None:
    wolf = Visitor(browser, strict_site, "wolf")
    wolf.sign_in()
    for _ in range(2):
        wolf.upload(photo, "pencil")
        wolf.see("Here you are")
    wolf.go("/jobs/new/")
    wolf.says("You have had 2 sketches drawn in the last 24 hours, which is the limit here.")
    wolf.choose_style("pencil")
    wolf.page.get_by_label("Shading").select_option("smudged")
    wolf.expect_fault("422")
    wolf.page.locator("#id_file").set_input_files(photo)
    expect(wolf.page.locator("[data-refused]")).to_contain_text("which is the limit here")
    wolf.click("Draw my sketch")
    wolf.see("Nothing was uploaded yet")
    wolf.says("The next can be drawn")
    expect(wolf.page.get_by_label("Shading")).to_have_value("smudged")
    wolf.click("Look at the sketches you have")
    wolf.see("My sketches")
    wolf.context.close()
    assert not wolf.faults
