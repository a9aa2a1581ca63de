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
}


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
    anyone.page.evaluate(ADD, MISDEEDS[fault])
    anyone.page.evaluate("for (const it of document.querySelectorAll('.wide')) it.style.width = '999px'")
    anyone.examine("misbehaves")
    assert until(lambda: anyone.page.evaluate("1") and any(fault in found for found in anyone.faults), 10)
    anyone.faults.clear()
