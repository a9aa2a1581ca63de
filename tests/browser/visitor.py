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
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, ViewportSize, expect

from tests.factories import PASSWORD
from tests.site import ROOT, Site, until

ARTEFACTS = ROOT / "test-artefacts"
DESKTOP, PHONE, NARROWEST = (ViewportSize(width=width, height=800) for width in (1280, 390, 360))
MOST_STOPS = 200  # of the Tab key on one page
PATIENCE_MS = 60_000

START_ABOVE = """() => {
  for (const it of document.querySelectorAll("[data-reached]")) delete it.dataset.reached;  // of an earlier walk
  const start = document.createElement("button");
  document.body.prepend(start);
  start.focus();
  start.remove();
}"""
STOP = """() => {
  const here = document.activeElement;
  if (here === document.body || "reached" in here.dataset) return null;
  here.dataset.reached = "";
  const style = getComputedStyle(here);
  const isMarked = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return { text: (here.textContent || here.id || here.name).trim(), isMarked };
}"""
UNREACHED = """() => [...document.querySelectorAll("main button, main input, main select, main a[href]")]
  .filter((it) => it.type !== "radio" && it.checkVisibility() && !it.disabled && !("reached" in it.dataset))
  .map((it) => it.outerHTML.slice(0, 120))"""
LIVE_STATE = """() => document.querySelector("[data-state]")?.dataset.state"""


class Visitor:
    """One browser context and its page. `faults` is empty as long as the site behaves."""

    _looked_at: set[tuple[Path, str, str]] = set()  # a page is examined once, however many tests pass it

    def __init__(self, browser: Browser, site: Site, name: str, *, has_scripts: bool = True) -> None:
        self.site, self.address = site, f"{name}@example.com"
        self.base = f"http://localhost:{site.port}"  # passkeys need a name, not a number
        self.context = browser.new_context(base_url=self.base, java_script_enabled=has_scripts, viewport=DESKTOP)
        self.context.set_default_timeout(PATIENCE_MS)
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
        place = (self.site.data_dir, self.page.title(), heading)
        if place not in Visitor._looked_at:
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
        """Note what is wrong with the page as it is, and keep a picture of it for a phone and for a desk."""
        self.page.set_viewport_size(NARROWEST)
        excess = self.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        if excess > 0:
            self._note(f"is {excess} px too wide for a phone of 360 px")
        for kind, size in (("phone", PHONE), ("desktop", DESKTOP)):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=ARTEFACTS / f"{name}-{kind}.png", full_page=True, caret="initial")
        before = self.page.evaluate(LIVE_STATE)
        faults = self._walk_with_tab()
        if self.page.evaluate(LIVE_STATE) == before:  # else the page of a job moved on under the walk
            for fault in faults:
                self._note(fault)

    def _walk_with_tab(self) -> list[str]:
        self.page.evaluate(START_ABOVE)
        stops: list[dict[str, Any]] = []
        while len(stops) < MOST_STOPS:
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            if stop is None:
                break
            stops.append(stop)
        faults = [f"nothing shows that {stop['text']!r} has the focus" for stop in stops if not stop["isMarked"]]
        if not stops or not stops[0]["text"].startswith("Skip to"):
            faults.append(f"Tab reaches {stops[:1]} first, not the skip link")
        return faults + [f"Tab does not reach {left}" for left in self.page.evaluate(UNREACHED)]


def totp(secret: str, step: int) -> str:
    """The code of RFC 6238 (SHA-1, six digits) for one step of 30 seconds."""
    digest = hmac.digest(b32decode(secret), struct.pack(">Q", step), hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFF_FFFF
    return f"{number % 10**6:06}"


def totp_step() -> int:
    return int(time.time()) // 30
