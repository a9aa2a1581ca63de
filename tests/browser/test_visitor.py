"""What every test here relies on: that a page which misbehaves is found out."""

import pytest

from tests.browser.conftest import Visit
from tests.site import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

ADD = "(html) => document.querySelector('main').insertAdjacentHTML('beforeend', html)"
MISDEEDS = {
    "too wide": '<div class="wide">wide</div>',
    "asks another host": '<img src="http://127.0.0.1:1/pixel.png" alt="">',
    "Content Security Policy": '<button onclick="alert(1)">inline</button>',
    "Tab does not reach": '<button tabindex="-1">unreachable</button>',
    "status of 404": '<img src="/no-such-picture.png" alt="">',
    "axe: image-alt": '<img src="/static/logo.svg">',
    "axe: color-contrast": '<p class="dim">dim, but only in the dark</p>',
    "axe: heading-order": "<h6>deep</h6>",
    "bytes of script and style": "".join(f'<link rel="stylesheet" href="/static/site.css?{n}">' for n in range(3)),
    "moves under reduced motion": '<p class="restless">restless</p>',
}
PUSH = "() => document.querySelector('main').insertAdjacentHTML('afterbegin', '<p>pushed down</p>'.repeat(9))"
STYLES = """
  .wide { width: 999px; }
  @media (prefers-color-scheme: dark) { .dim { color: #444; } }
  .restless { animation: 9s linear infinite restless; }
  @keyframes restless { to { opacity: 0; } }
"""
STYLE = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}"""


def test_a_page_that_behaves_has_no_faults(visit: Visit) -> None:
    anyone = visit("anyone", is_signed_in=False)
    anyone.go("/privacy/")
    anyone.examine("behaves")
    assert anyone.faults == []


def test_a_page_that_is_examined_once_more_still_has_none(visit: Visit) -> None:
    """As the page of a job is, which changes without being loaded anew."""
    anyone = visit("anyone", is_signed_in=False)
    anyone.go("/privacy/")
    anyone.examine("behaves")
    anyone.examine("behaves")
    assert anyone.faults == []


@pytest.mark.parametrize("fault", MISDEEDS)
def test_a_page_that_misbehaves_is_found_out(visit: Visit, fault: str) -> None:
    anyone = visit("anyone", is_signed_in=False)
    anyone.go("/privacy/")
    anyone.page.evaluate(STYLE, STYLES)
    anyone.page.evaluate(ADD, MISDEEDS[fault])
    anyone.page.wait_for_load_state("networkidle")
    anyone.examine("misbehaves")
    assert until(lambda: anyone.page.evaluate("1") and any(fault in found for found in anyone.faults), 10)
    anyone.faults.clear()


def test_a_page_that_moves_by_itself_is_found_out(visit: Visit) -> None:
    anyone = visit("anyone", is_signed_in=False)
    anyone.go("/privacy/")
    anyone.page.evaluate(f"({PUSH})()")
    anyone.see("Privacy, in plain words")
    assert "shifts by" in anyone.faults[0]
    anyone.faults.clear()


def test_what_moves_after_a_click_is_no_fault(visit: Visit) -> None:
    anyone = visit("anyone", is_signed_in=False)
    anyone.go("/privacy/")
    anyone.page.evaluate(f"addEventListener('click', {PUSH})")
    anyone.page.locator("h1").click()
    anyone.see("Privacy, in plain words")
    assert anyone.faults == []
