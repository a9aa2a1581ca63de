"""The colours of site.css, light and dark, and how well they can be told apart (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STYLESHEET = Path(__file__).parent / "static" / "site.css"
TEXT, SHAPE = 4.5, 3.0  # least ratios, for text and for the outlines of fields and buttons

# What stands on what. A pair that is used and missing here is found by axe in the browser tests.
PAIRS = {
    ("ink", "paper"): TEXT,
    ("ink", "sheet"): TEXT,
    ("ink", "sunken"): TEXT,
    ("ink", "accent-wash"): TEXT,
    ("ink", "warning-wash"): TEXT,
    ("ink", "danger-wash"): TEXT,
    ("ink-soft", "paper"): TEXT,
    ("ink-soft", "sheet"): TEXT,
    ("ink-soft", "sunken"): TEXT,
    ("accent", "paper"): TEXT,
    ("accent", "sheet"): TEXT,
    ("accent", "sunken"): TEXT,
    ("accent-strong", "accent-wash"): TEXT,
    ("on-accent", "accent"): TEXT,
    ("on-accent", "accent-strong"): TEXT,
    ("danger", "paper"): TEXT,
    ("danger", "sheet"): TEXT,
    ("danger", "danger-wash"): TEXT,
    ("on-danger", "danger"): TEXT,
    ("warning", "paper"): TEXT,
    ("warning", "sheet"): TEXT,
    ("edge", "paper"): SHAPE,
    ("edge", "sheet"): SHAPE,
    ("edge", "sunken"): SHAPE,
}


@dataclass(frozen=True, slots=True)
class Contrast:
    """One colour on another, in both schemes. Ratios are rounded down, so that 4.49 does not pass for 4.5."""

    ink: str
    ground: str
    light: float
    dark: float
    least: float

    @property
    def is_enough(self) -> bool:
        return min(self.light, self.dark) >= self.least


def colours(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """The tokens that are colours, as #rrggbb by name: of the light scheme, and of the dark one."""
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    first = _tokens(light)
    return first, first | _tokens(dark)


def contrasts() -> list[Contrast]:
    light, dark = colours(STYLESHEET.read_text())
    return [
        Contrast(ink, ground, _ratio(light, ink, ground), _ratio(dark, ink, ground), least)
        for (ink, ground), least in PAIRS.items()
    ]


def contrast(one: str, other: str) -> float:
    """Between 1 for the same colour and 21 for black on white, whichever is the lighter."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def _ratio(scheme: Mapping[str, str], ink: str, ground: str) -> float:
    return int(contrast(scheme[ink], scheme[ground]) * 100) / 100


def _luminance(colour: str) -> float:
    """Relative luminance of sRGB, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
