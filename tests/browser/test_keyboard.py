"""Everything can be done with keys alone. Files are chosen in the browser's own dialogue, which no test can reach."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

MOST_STOPS = 60
IS_IN = "all => all.includes(document.activeElement)"


def press_until(target: Locator, key: str = "Tab") -> Locator:
    """Press the key until the element has the focus."""
    for _ in range(MOST_STOPS):
        if target.evaluate_all(IS_IN):
            return target
        target.page.keyboard.press(key)
    raise AssertionError(f"{MOST_STOPS} times {key} do not lead to {target}")


def follow(page: Page, name: str, role: str = "link", *, key: str = "Tab") -> None:
    """Go there with Tab and press Enter."""
    press_until(page.get_by_role(role, name=name, exact=True), key)  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    press_until(page.get_by_role("main").get_by_label(label, exact=True))
    page.keyboard.type(text)


def test_what_the_keys_cannot_reach_is_found_out(visit: Visit) -> None:
    anyone = visit("anyone", is_signed_in=False)
    anyone.go("/")
    with pytest.raises(AssertionError, match="do not lead to"):
        press_until(anyone.page.get_by_role("heading", name="How it works"))


def test_from_the_landing_page_to_an_avatar_with_keys_alone(visit: Visit, photo: Path) -> None:
    kim = visit("kim", is_signed_in=False)
    page = kim.page
    kim.go("/")
    follow(page, "Skip to the content")
    press_until(page.get_by_role("link", name="Sign up and make one"))  # the first stop behind it
    follow(page, "Sign in", key="Shift+Tab")
    kim.see("Sign in")
    write(page, "Email", kim.address)
    write(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    kim.see("My sketches")
    follow(page, "New sketch")
    kim.see("Make a sketch")

    press_until(page.locator("#id_file")).set_input_files(photo)
    kim.says("This is what will be drawn.")
    square = press_until(page.locator("[data-square]"))
    before = square.get_attribute("transform")
    page.keyboard.press("ArrowUp")
    assert square.get_attribute("transform") != before
    press_until(page.get_by_role("checkbox", name="Plain background"))
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="Plain background")).not_to_be_checked()
    press_until(page.get_by_role("radio").and_(page.locator(":checked")))
    press_until(page.locator("[name=plugin][value=pencil]"), "ArrowDown")
    shading = press_until(page.get_by_label("Shading"))
    press_until(shading.and_(page.locator(":has(option:checked[value=smudged])")), "ArrowDown")
    press_until(page.get_by_role("button", name="Draw my sketch"))
    page.keyboard.press("Space")
    kim.see("Here you are")

    follow(page, "Try out the options")
    kim.see("Compare styles")
    grain = press_until(page.get_by_role("switch", name="Paper grain"))
    page.keyboard.press("Space")
    expect(grain).not_to_be_checked()
    expect(page.locator("#trial-said")).to_contain_text("Paper grain off")
    follow(page, "Use as my avatar", "button", key="Shift+Tab")
    kim.see("Your avatar")
    press_until(page.get_by_role("checkbox", name=kim.address))
    page.keyboard.press("Space")
    follow(page, "Save", "button")
    kim.says("Saved.")
    expect(page.get_by_role("checkbox", name=kim.address)).to_be_checked()
