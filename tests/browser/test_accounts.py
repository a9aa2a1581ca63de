"""Signing in by every way there is, and leaving."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from accounts.gravatar import digests
from tests.browser.conftest import Visit
from tests.browser.visitor import totp, totp_step
from tests.site import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

NEW_PASSWORD = "smudged-with-a-thumb-2"


def test_an_authenticator_app_is_asked_for_at_the_next_sign_in(visit: Visit) -> None:
    mallory = visit("mallory")
    mallory.go("/accounts/2fa/")
    mallory.see("Two-Factor Authentication")
    mallory.page.get_by_role("link", name="Activate").click()
    mallory.confirm_access()
    mallory.see("Activate Authenticator App")
    expect(mallory.page.get_by_role("img", name="QR code")).to_be_visible()
    secret = mallory.page.get_by_label("Authenticator secret").input_value()
    step = totp_step()
    mallory.fill(code=totp(secret, step))
    mallory.click("Activate")
    mallory.see("Recovery Codes")
    mallory.sign_out()
    mallory.sign_in()
    mallory.see("Two-Factor Authentication")
    mallory.go("/jobs/")
    assert "/2fa/authenticate/" in mallory.page.url  # the password alone opens nothing
    until(lambda: totp_step() > step)  # a code is good once
    mallory.fill(code=totp(secret, totp_step()))
    mallory.click("Sign In")
    mallory.see("My sketches")


def test_a_passkey_signs_in_without_a_password(visit: Visit) -> None:
    niaj = visit("niaj")
    page = niaj.page
    devices = niaj.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    key = dict.fromkeys(
        ("hasResidentKey", "hasUserVerification", "isUserVerified", "automaticPresenceSimulation"), True
    )
    device = {"protocol": "ctap2", "transport": "internal", **key}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    niaj.go("/accounts/2fa/webauthn/add/")
    niaj.confirm_access()
    niaj.see("Add Security Key")
    page.locator("main [name=name]").fill("My laptop")
    page.locator("main [name=passwordless]").check()
    niaj.click("Add")
    page.wait_for_url(lambda url: "/add/" not in url)
    niaj.go("/accounts/2fa/webauthn/")
    niaj.see("Security Keys")
    niaj.says("My laptop")
    niaj.sign_out()
    niaj.go("/accounts/login/")
    assert page.locator("main [name=password]").input_value() == ""
    niaj.click("Sign in with a passkey")
    niaj.see("My sketches")
    assert urlsplit(page.url).path == "/jobs/"


def test_a_forgotten_password_is_replaced_by_mail(visit: Visit) -> None:
    olivia = visit("olivia", is_signed_in=False)
    olivia.go("/accounts/password/reset/")
    olivia.see("Forgotten password")
    olivia.fill(email=olivia.address)
    olivia.click("Send me the link")
    olivia.see("Look into your mailbox")
    letter = olivia.letter("password")
    olivia.open_link_of(letter)
    olivia.see("Change Password")
    olivia.fill(password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    olivia.click("Change Password")
    olivia.see("My sketches")
    olivia.sign_out()
    olivia.sign_in()
    olivia.says("not correct")
    olivia.sign_in(NEW_PASSWORD)
    olivia.see("My sketches")
    olivia.open_link_of(letter)
    assert olivia.page.locator("[name=password1]").count() == 0  # the link works once


def test_a_session_elsewhere_is_listed_and_can_be_ended(visit: Visit) -> None:
    here, elsewhere = visit("quentin"), visit("quentin")
    here.go("/accounts/sessions/")
    here.see("Where you are signed in")
    expect(here.page.locator("ul.rows > li")).to_have_count(2)
    expect(here.page.get_by_text("This one")).to_have_count(1)
    here.click("Sign out everywhere else")
    here.go("/accounts/sessions/")
    here.says("You are signed in nowhere else.")
    elsewhere.go("/jobs/")
    elsewhere.see("Sign in")
    assert urlsplit(elsewhere.page.url).path == "/accounts/login/"


def test_a_deleted_account_is_gone_with_its_avatar(visit: Visit, photo: Path) -> None:
    peggy, anyone = visit("peggy"), visit("anyone", is_signed_in=False)
    peggy.make_avatar(photo)
    peggy.be_found_by_address()
    public = f"/avatar/{digests(peggy.address)[0]}?d=404"
    assert anyone.context.request.get(public).status == 200
    peggy.go("/accounts/delete/")
    peggy.confirm_access()
    peggy.see("Delete your account")
    peggy.page.get_by_label("Delete my account").check()
    peggy.click("Delete everything")
    peggy.says("has been deleted")
    assert anyone.context.request.get(public).status == 404
    peggy.sign_in()
    peggy.says("not correct")


def test_every_settings_page_can_be_opened(visit: Visit) -> None:
    carol = visit("carol")
    carol.go("/accounts/")
    carol.see("Settings")
    names = carol.page.locator(".settings-nav a").all_inner_texts()
    assert len(names) == 8
    for name in names:
        carol.page.locator(".settings-nav").get_by_role("link", name=name, exact=True).click()
        if name == "API tokens":
            carol.confirm_access()
        carol.see(carol.page.locator("main h1").inner_text())
    for name in ("Privacy", "API"):
        carol.page.get_by_role("contentinfo").get_by_role("link", name=name).click()
        carol.see(carol.page.locator("main h1").inner_text())
