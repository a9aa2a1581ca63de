"""Forms that come back are held to what every page is held to, and lead to what was wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]


def test_a_wrong_password_is_said_accessibly(visit: Visit) -> None:
    anyone = visit("anyone", is_signed_in=False)
    anyone.sign_in("not-my-password-1")
    anyone.says("not correct")
    anyone.examine("sign-in-refused")
    assert anyone.page.get_by_role("button", name="Sign in", exact=True).is_visible()
    assert anyone.page.locator("main [name=login]").input_value() == anyone.address


def test_what_is_wrong_with_a_sign_up_stands_at_its_field(visit: Visit) -> None:
    anyone = visit("anyone", is_signed_in=False)
    anyone.go("/accounts/signup/")
    anyone.fill(email="new@example.com", password1="1234", password2="4321")
    anyone.click("Sign up")
    password = anyone.page.locator("main [name=password1]")
    expect(password).to_have_accessible_description(re.compile("too short"))
    expect(password).to_have_attribute("aria-invalid", "true")
    anyone.examine("sign-up-refused")
    assert anyone.page.locator("main [name=email]").input_value() == "new@example.com"
