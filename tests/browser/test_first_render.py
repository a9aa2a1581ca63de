"""Nothing jumps while a page comes, nor on the page of a job while it is drawn: not on a desk, nor on a phone."""

from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

FOR_ALL = ["/", "/privacy/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/api/v1/"]
FOR_ONE = ["/jobs/", "/jobs/new/", "/accounts/", "/accounts/avatar/", "/accounts/2fa/", "/accounts/sessions/"]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_come_as_they_stay(visit: Visit, size: dict[str, int]) -> None:
    anyone, carol = visit("anyone", is_signed_in=False), visit("carol")
    for visitor, paths in ((anyone, FOR_ALL), (carol, FOR_ONE)):
        visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
        for path in paths:
            visitor.go(path)
            visitor.page.wait_for_load_state("networkidle")
            visitor.note_shifts()
        assert visitor.faults == []


def test_on_a_phone_nothing_jumps_while_a_sketch_is_drawn(visit: Visit, site: Site, photo: Path) -> None:
    carol = visit("carol")
    carol.page.set_viewport_size(PHONE)
    site.submit(seconds=3)
    carol.upload(photo, "pencil")
    carol.says("Here you are")
    carol.page.wait_for_load_state("networkidle")
    carol.note_shifts()
    assert carol.faults == []
