"""How a photo comes to the site: dropped, pasted, from the camera; and what is left when sending it fails."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, tell
from tests.browser.visitor import Visitor
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

BRING = """
([kind, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const bag = new DataTransfer();
  bag.items.add(new File([bytes], "brought.jpg", { type: "image/jpeg" }));
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: bag, bubbles: true })
    : new DragEvent("drop", { dataTransfer: bag, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
}
"""


def chosen(page: Page) -> str:
    """The name of the file that the form would send."""
    name: str = page.locator("#id_file").evaluate("(input) => input.files[0]?.name ?? ''")
    return name


def about_to_send(person: Visitor, photo: Path) -> Visitor:
    person.go("/jobs/new/")
    person.page.locator("#id_file").set_input_files(photo)
    return person


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_photo_can_be_dropped_and_pasted(visit: Visit, photo: Path, kind: str) -> None:
    rupert = visit("rupert")
    rupert.go("/jobs/new/")
    rupert.page.evaluate(BRING, [kind, base64.b64encode(photo.read_bytes()).decode()])
    assert chosen(rupert.page) == "brought.jpg"
    rupert.says("This is what will be drawn.")
    rupert.says("brought.jpg")
    rupert.see("Make a sketch")
    rupert.click("Draw my sketch")
    rupert.see("Here you are")


def test_the_camera_takes_a_photo(visit: Visit) -> None:
    sybil = visit("sybil")
    sybil.go("/jobs/new/")
    sybil.click("Take a photo")
    expect(sybil.page.get_by_role("button", name="Take it")).to_be_focused()
    expect(sybil.page.locator("video")).to_have_js_property("paused", value=False)
    sybil.examine("make-a-sketch-camera")
    sybil.click("Take it")
    sybil.says("No face was found in your photo.")  # it is a test picture
    assert chosen(sybil.page) == "camera.jpg"
    expect(sybil.page.locator("video")).to_be_hidden()


def test_an_upload_that_is_interrupted_loses_nothing(visit: Visit, photo: Path) -> None:
    trent = visit("trent")
    trent.go("/jobs/new/")
    trent.page.locator("[name=plugin][value=pencil]").check()
    trent.page.get_by_label("Shading").select_option("none")
    trent.expect_fault("ERR_INTERNET_DISCONNECTED")
    trent.context.set_offline(True)
    trent.page.locator("#id_file").set_input_files(photo)
    expect(trent.page.locator("[data-trouble]")).to_be_focused()
    trent.says("The upload was interrupted")
    assert chosen(trent.page) == photo.name
    assert trent.page.get_by_label("Shading").input_value() == "none"
    trent.examine("make-a-sketch-interrupted")
    trent.context.set_offline(False)
    trent.click("Draw my sketch")
    trent.see("Here you are")


def test_an_upload_can_be_cancelled(visit: Visit, photo: Path) -> None:
    ursula = visit("ursula")
    ursula.page.route("**/photos/", lambda route: None)  # never answered
    about_to_send(ursula, photo)
    ursula.click("Draw my sketch")
    ursula.click("Cancel the upload")
    ursula.says("The upload was cancelled.")
    assert chosen(ursula.page) == photo.name
    ursula.click("Draw my sketch")
    ursula.see("Here you are")


def test_who_is_signed_out_meanwhile_signs_in_elsewhere_and_sends_again(visit: Visit, photo: Path) -> None:
    victor = about_to_send(visit("victor"), photo)
    victor.says("This is what will be drawn.")
    kept = victor.context.cookies()
    victor.context.clear_cookies(name="sessionid")
    victor.click("Draw my sketch")
    expect(victor.page.locator("[data-trouble]")).to_be_focused()
    victor.says("You have been signed out meanwhile")
    assert chosen(victor.page) == photo.name
    victor.context.add_cookies(kept)
    victor.click("Draw my sketch")
    victor.see("Here you are")


def test_a_file_that_is_refused_says_why_and_the_other_choices_stay(visit: Visit, tmp_path: Path) -> None:
    wrong = tmp_path / "letter.jpg"
    wrong.write_text("Dear site, this is no photo.")
    walter = about_to_send(visit("walter"), wrong)
    walter.expect_fault("status of 422")
    expect(walter.page.locator("[data-refused]")).to_contain_text("This is not a photo")
    walter.page.get_by_label("Plain background").uncheck()
    walter.click("Draw my sketch")
    walter.see("Nothing was uploaded yet")
    expect(walter.page.get_by_label("Plain background")).not_to_be_checked()
    assert chosen(walter.page) == "letter.jpg"
    assert walter.page.title().startswith("Please check:")


SWITCH = """
from sketching import offers
from sketching.models import PluginState
offers.list_states()
PluginState.objects.filter(name="{name}").update(is_enabled={is_on})
"""


def test_without_any_style_the_page_says_so(visit: Visit, site: Site) -> None:
    rupert, names = visit("rupert"), ("portrait", "pencil", "dummy")
    for name in names:
        tell(site, SWITCH.format(name=name, is_on=False))
    try:
        rupert.go("/jobs/new/")
        rupert.says("No style is switched on just now.")
        assert rupert.page.locator("main form").count() == 0
        rupert.examine("make-a-sketch-without-styles")
    finally:
        for name in names:
            tell(site, SWITCH.format(name=name, is_on=True))
