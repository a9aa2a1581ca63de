"""What becomes of an avatar: another one for an address, an earlier one, none; and one's data, taken away or back."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from accounts.gravatar import digests
from tests.browser.conftest import Visit, tell
from tests.browser.visitor import Visitor
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

SECOND_ADDRESS = """
from allauth.account.models import EmailAddress
from accounts.models import User
user = User.objects.get(email="{address}")
EmailAddress.objects.create(user=user, email="{second}", verified=True)
"""


def seen(anyone: Visitor, path: str) -> bytes | None:
    """The pixels that others get; none where there is no avatar."""
    answer = anyone.context.request.get(f"{path}?s=64&d=404")
    return Image.open(io.BytesIO(answer.body())).tobytes() if answer.status == 200 else None


def by_address(anyone: Visitor, address: str) -> bytes | None:
    return seen(anyone, f"/avatar/{digests(address)[1]}")


def draw_avatar(visitor: Visitor, photo: Path, shading: str) -> None:
    visitor.go("/jobs/new/")
    visitor.choose_style("pencil")
    visitor.page.locator("main [name=pencil-shading]").select_option(shading)
    visitor.page.locator("#id_file").set_input_files(photo)
    visitor.click("Draw my sketch")
    visitor.see("Here you are")
    visitor.click("Use as my avatar")
    visitor.see("Your avatar")


def test_each_address_shows_its_own_avatar_and_one_can_be_deleted(visit: Visit, site: Site, photo: Path) -> None:
    ada, anyone = visit("ada"), visit("anyone", is_signed_in=False)
    second = "ada@work.example.org"
    tell(site, SECOND_ADDRESS.format(address=ada.address, second=second))
    draw_avatar(ada, photo, "smudged")
    draw_avatar(ada, photo, "none")
    history = ada.page.locator(".contact-sheet > li")
    expect(history).to_have_count(2)
    expect(history.first).to_contain_text("Shown now")
    expect(history.last).to_contain_text("Smudged")

    for address in (ada.address, second):
        ada.page.get_by_role("checkbox", name=address).check()
    row = ada.page.locator(".address").filter(has_text=second)
    row.locator("summary").click()
    row.get_by_role("radio").last.check()
    ada.click("Save")
    ada.says("Saved.")
    ada.says("Shows an avatar of its own")
    current, own = by_address(anyone, ada.address), by_address(anyone, second)
    assert current
    assert own
    assert current != own

    history.last.get_by_role("button", name="Use this one").click()
    ada.says("This is your avatar now.")
    assert by_address(anyone, ada.address) == own  # an earlier one is back

    ada.click("Show no avatar")
    ada.says("You show no avatar now.")
    assert [by_address(anyone, ada.address), by_address(anyone, second)] == [None, None]

    history.filter(has_text="Smudged").get_by_role("link", name="Delete").click()
    ada.see("Delete this avatar?")
    ada.says(f"{second} shows it as its own.")
    ada.click("Delete this avatar")
    ada.says("The avatar was deleted.")
    expect(history).to_have_count(1)
    history.get_by_role("button", name="Use this one").click()
    ada.says("This is your avatar now.")
    assert by_address(anyone, second) == by_address(anyone, ada.address) == current


def test_what_sites_need_is_copied_by_a_button(visit: Visit, photo: Path) -> None:
    alan = visit("alan")
    alan.context.grant_permissions(["clipboard-read", "clipboard-write"])
    alan.make_avatar(photo)
    alan.be_found_by_address()
    alan.go("/accounts/avatar/elsewhere/")
    alan.see("Use your avatar elsewhere")
    part = alan.page.locator(".copy").filter(has_text="gravatar_ssl_url")
    part.get_by_role("button", name="the settings for GitLab").click()
    expect(part.get_by_role("status")).to_have_text("Copied")
    expect(part.get_by_role("button")).to_have_text("Copied: the settings for GitLab")
    pasted = alan.page.evaluate("navigator.clipboard.readText()")
    assert f'gravatar_ssl_url\'] = "{alan.base}/avatar/%{{hash}}?s=%{{size}}"' in pasted
    with alan.page.expect_download() as download:
        alan.click("Download as PNG, 256 pixels")
    with Image.open(download.value.path()) as picture:
        assert picture.size == (256, 256)


def test_without_scripts_data_are_taken_away_and_the_consent_taken_back(visit: Visit, photo: Path) -> None:
    anita, anyone = visit("anita", has_scripts=False), visit("anyone", is_signed_in=False)
    page = anita.page
    anita.make_avatar(photo)
    anita.be_found_by_address()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    anita.go("/accounts/")
    anita.see("Settings")
    anita.click("Download my data")
    anita.confirm_access()
    anita.see("Download your data")
    with page.expect_download() as download:
        anita.click("Download as ZIP")
    with zipfile.ZipFile(download.value.path()) as whole:
        assert whole.testzip() is None
        assert sorted({name.partition("/")[0] for name in whole.namelist()}) == [
            "README.txt",
            "avatars",
            "data.json",
            "sketches",
        ]
        assert json.loads(whole.read("data.json"))["account"]["email"] == anita.address

    anita.go("/accounts/")
    page.get_by_text("Delete my photos now").click()
    anita.click("Yes, delete them now")
    anita.says("1 photo was deleted.")
    anita.click("Read it or take it back")
    anita.see("Your consent")
    anita.click("Take back my consent")
    anita.says("You have taken back your consent.")
    anita.go("/jobs/new/")
    expect(page.locator("[name=consent]")).to_be_visible()
    assert by_address(anyone, anita.address)  # the avatar stays, as was said
    anita.go("/accounts/avatar/")
    anita.click("Delete: Pencil, " + page.locator(".contact-sheet time").inner_text())
    anita.click("Delete this avatar")
    anita.says("The avatar was deleted. You show no avatar now.")
    assert by_address(anyone, anita.address) is None
