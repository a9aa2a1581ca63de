"""Options are tried live; and what becomes of it when the site, the session or the photo is gone meanwhile."""

from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Route, expect

from tests.browser.conftest import Visit, tell
from tests.browser.visitor import Visitor
from tests.site import Site, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

DELETE_PHOTOS = """
from sketching import photos
from sketching.models import Photo
for photo in Photo.objects.filter(owner__email="{email}").exclude(image=""):
    photos.delete(photo)
"""


@pytest.fixture
def sam(visit: Visit, photo: Path) -> Visitor:
    """Where he can try the options of a sketch in pencil."""
    sam = visit("sam")
    for said in ("htmx:sendAbort", "htmx:afterRequest"):  # what htmx writes of answers that nobody waits for any more
        sam.expect_fault(said)
    sam.upload(photo, "pencil")
    sam.see("Here you are")
    sam.click("Try out the options")
    sam.see("Compare styles")
    return sam


def shade(person: Visitor, how: str) -> None:
    person.page.get_by_label("Shading").select_option(how)


def test_what_is_changed_is_drawn_and_can_be_kept(sam: Visitor) -> None:
    said = sam.page.locator("#trial-said")
    shade(sam, "smudged")
    expect(said).to_have_text("Pencil · Shading Smudged")
    sam.page.get_by_label("Line weight").fill("1.75")
    expect(said).to_have_text("Pencil · Shading Smudged · Line weight 1.75")
    sam.examine("compare-styles-trying")
    sam.click("Keep this sketch")
    sam.see("Here you are")
    sam.says("The sketch is kept")
    sam.go("/jobs/")
    assert sam.page.locator(".contact-sheet > li").count() >= 2


def test_who_is_signed_out_meanwhile_is_led_to_signing_in(sam: Visitor) -> None:
    sam.context.clear_cookies()
    sam.expect_fault("403")  # with the cookies went the token that forms need
    shade(sam, "none")
    sam.see("Sign in")
    assert "next=" in sam.page.url


def test_a_photo_that_is_gone_meanwhile_is_said_with_a_way_on(sam: Visitor, site: Site) -> None:
    tell(site, DELETE_PHOTOS.format(email=sam.address))
    shade(sam, "none")
    sam.says("The photo was deleted after its time. Please upload it again.")
    sam.page.locator("#trial").get_by_role("link", name="Upload a photo").click()
    sam.see("Make a sketch")
    assert sam.page.url.endswith("/jobs/new/")


def test_without_a_connection_it_says_so_and_goes_on_later(sam: Visitor) -> None:
    sam.expect_fault("ERR_INTERNET_DISCONNECTED")
    sam.expect_fault("htmx:")
    sam.context.set_offline(True)
    shade(sam, "smudged")
    expect(sam.page.locator("#job-notice")).to_be_visible()
    sam.context.set_offline(False)
    expect(sam.page.locator("#trial-said")).to_contain_text("Shading Smudged")  # by itself
    expect(sam.page.locator("#job-notice")).to_be_hidden()
    assert "Shading Smudged" in sam.page.locator("#trial .contact-title").inner_text()


def test_an_answer_that_does_not_come_is_asked_for_again(sam: Visitor) -> None:
    sam.expect_fault("ERR_FAILED")
    sam.expect_fault("htmx:")
    asked: list[str] = []

    def fail_once(route: Route) -> None:
        asked.append(route.request.method)
        if asked.count("GET") == 1 and route.request.method == "GET":
            route.abort()
        else:
            route.continue_()

    sam.page.route("**/trial/**", fail_once)
    sam.page.get_by_label("Line weight").fill("1.25")
    expect(sam.page.locator("#trial-said")).to_contain_text("Line weight 1.25")
    assert asked.count("GET") >= 2


def test_a_late_answer_does_not_replace_a_newer_drawing(sam: Visitor) -> None:
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if route.request.method == "GET" and not held:
            held.append(route)
        else:
            route.continue_()

    sam.page.route("**/trial/**", hold_first)
    sam.page.get_by_label("Line weight").fill("0.75")
    until(lambda: held or sam.page.wait_for_timeout(50))
    sam.page.get_by_label("Line weight").fill("1.75")
    said = sam.page.locator("#trial-said")
    expect(said).to_contain_text("Line weight 1.75")
    with suppress(Error):  # the page has given it up
        held[0].continue_()
    sam.page.wait_for_timeout(500)
    expect(said).to_contain_text("Line weight 1.75")
    expect(sam.page.locator("#trial .contact-title")).to_contain_text("Line weight 1.75")
