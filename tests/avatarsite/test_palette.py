"""The site's colours can be told apart, light and dark."""

import pytest

from avatarsite import palette
from avatarsite.palette import Contrast


def test_contrast_is_computed_as_wcag_says() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert palette.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert palette.contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("pair", palette.contrasts(), ids=lambda pair: f"{pair.ink} on {pair.ground}")
def test_every_pair_of_colours_has_enough_contrast(pair: Contrast) -> None:
    assert pair.light >= pair.least
    assert pair.dark >= pair.least
    assert pair.is_enough


def test_a_pair_that_is_too_near_in_one_scheme_is_not_enough() -> None:
    assert not Contrast("ink", "paper", light=13.2, dark=4.49, least=4.5).is_enough


def test_dark_colours_stand_in_for_the_light_ones_they_replace() -> None:
    css = ":root { --ink: #111111; --same: #222222; } @media dark { :root { --ink: #eeeeee; } }"
    assert palette.colours(css) == (
        {"ink": "#111111", "same": "#222222"},
        {"ink": "#eeeeee", "same": "#222222"},
    )
