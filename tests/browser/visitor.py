"""Someone at the site with a browser of their own, watched all the while for what no page may do."""

import email.policy
import hashlib
import hmac
import re
import struct
import time
from base64 import b32decode
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, ViewportSize, expect

from tests.browser import examination
from tests.factories import PASSWORD
from tests.site import ROOT, Site, until

ARTEFACTS = ROOT / "test-artefacts"
DESKTOP, PHONE, NARROWEST = (ViewportSize(width=width, height=800) for width in (1280, 390, 360))
PATIENCE_MS = 60_000

LIVE_STATE = """() => document.querySelector("[data-state]")?.dataset.state"""


class Visitor:
    """One browser context and its page. `faults` is empty as long as the site behaves."""

    # A page is examined once with scripts and once without, however many tests pass it
    _looked_at: set[tuple[Path, str, str, bool]] = set()

    def __init__(
        self, browser: Browser, site: Site, name: str, *, has_scripts: bool = True, is_on_phone: bool = False
    ) -> None:
        self.site, self.address, self.has_scripts = site, f"{name}@example.com", has_scripts
        self.base = f"http://localhost:{site.port}"  # passkeys need a name, not a number
        self.is_on_phone = is_on_phone  # with a touch screen, and without the examinations, which change the width
        self.context = browser.new_context(
            base_url=self.base,
            java_script_enabled=has_scripts,
            viewport=PHONE if is_on_phone else DESKTOP,
            has_touch=is_on_phone,
            is_mobile=is_on_phone,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(examination.WATCH_SHIFTS)
        self.faults: list[str] = []
        self._expected = ["\0"]
        self.context.on("request", self._check_request)
        self.context.on("response", self._check_response)
        self.context.on("weberror", lambda fault: self._note(f"error in a script: {fault.error}"))
        self.context.on("console", self._check_console)
        self.page: Page = self.context.new_page()

    # What one does

    def go(self, path: str) -> None:
        self.page.goto(path)

    def click(self, name: str) -> None:
        """Press the button, or follow the link, of this name in the middle of the page."""
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True)).click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def sign_in(self, password: str = PASSWORD) -> None:
        self.go("/accounts/login/")
        self.see("Sign in")
        self.fill(login=self.address, password=password)
        self.click("Sign in")

    def confirm_access(self, password: str = PASSWORD) -> None:
        """What can do harm asks for the password once more."""
        self.see("Confirm Access")
        self.fill(password=password)
        self.click("Confirm")

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out", exact=True).click()
        self.see("Be seen without being stared at")

    def upload(self, photo: Path, style: str = "") -> None:
        """In the style that is offered first, which depends on whether torch is installed, or in this one."""
        self.go("/jobs/new/")
        if style:
            self.choose_style(style)
        self.page.locator("#id_file").set_input_files(photo)
        self.click("Draw my sketch")

    def choose_style(self, plugin: str) -> None:
        self.page.locator(f"main [name=plugin][value={plugin}]").check()

    def make_avatar(self, photo: Path) -> None:
        self.upload(photo, "pencil")
        self.see("Here you are")
        self.click("Use as my avatar")
        self.see("Your avatar")

    def be_found_by_address(self) -> None:
        self.page.get_by_label(self.address).check()
        self.click("Save")
        self.says("Saved.")

    # What one sees

    def see(self, heading: str) -> None:
        """This heading comes; the page below it is examined and photographed when it is new."""
        expect(self.page.get_by_role("heading", name=heading, exact=True).first).to_be_visible(timeout=PATIENCE_MS)
        self.page.wait_for_load_state("load")
        self.note_shifts()
        place = (self.site.data_dir, self.page.title(), heading, self.has_scripts)
        if place not in Visitor._looked_at and not self.is_on_phone:
            Visitor._looked_at.add(place)
            self.examine(re.sub(r"\W+", "-", f"{self.page.title()}-{heading}").strip("-").lower())

    def says(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words, timeout=PATIENCE_MS)

    def letter(self, subject: str) -> str:
        """The text of the newest letter to this visitor with these words in its subject."""
        found = until(lambda: [one for one in self._letters() if subject.lower() in str(one["Subject"]).lower()])
        return str(found[-1].get_content())

    def open_link_of(self, letter: str) -> None:
        links = re.findall(rf"{re.escape(self.base)}/accounts/\S+", letter)
        assert len(links) == 1, letter
        self.go(links[0])

    def expect_fault(self, words: str) -> None:
        """Faults with these words are what the test wants."""
        self._expected.append(words)

    # What is watched

    def _letters(self) -> list[EmailMessage]:
        parts = re.split(r"^-{79}$", self.site.log.read_text(errors="replace"), flags=re.MULTILINE)
        policy = email.policy.default
        found = [email.message_from_string(part[part.find("Content-Type:") :], policy=policy) for part in parts]
        return [one for one in found if one["To"] == self.address]

    def _note(self, fault: str) -> None:
        if not any(words in fault for words in self._expected):
            self.faults.append(f"{self.page.url}: {fault}")

    def _check_console(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self._note(f"console: {said.text} ({said.location['url']})")

    def _check_request(self, request: Request) -> None:
        if not request.url.startswith((self.base + "/", "data:", "blob:")):
            self._note(f"asks another host: {request.url}")

    def _check_response(self, response: Response) -> None:
        if response.status >= 500:
            self._note(f"{response.status} from {response.url}")

    def examine(self, name: str) -> None:
        """Note what is wrong with the page as it is, and keep pictures of it for a phone and for a desk."""
        self.note_shifts()
        self.page.set_viewport_size(NARROWEST)
        before = self.page.evaluate(LIVE_STATE)
        faults = examination.too_wide(self.page) + examination.too_heavy(self.page) + examination.moving(self.page)
        for kind, size in (("phone", PHONE), ("desktop", DESKTOP)):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=ARTEFACTS / f"{name}-{kind}.png", full_page=True, caret="initial")
            if self.has_scripts:  # what axe waits for never comes without
                faults += examination.inaccessible(self.page)
        faults += examination.unreached(self.page)
        if self.page.evaluate(LIVE_STATE) == before:  # else the page of a job moved on under it
            for fault in dict.fromkeys(faults):
                self._note(fault)
        self._shifts()  # those were the examination's own

    def note_shifts(self) -> None:
        for fault in self._shifts():
            self._note(fault)

    def _shifts(self) -> list[str]:
        return examination.shifted(self.page) if self.has_scripts else []


def totp(secret: str, step: int) -> str:
    """The code of RFC 6238 (SHA-1, six digits) for one step of 30 seconds."""
    digest = hmac.digest(b32decode(secret), struct.pack(">Q", step), hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFF_FFFF
    return f"{number % 10**6:06}"


def totp_step() -> int:
    return int(time.time()) // 30
