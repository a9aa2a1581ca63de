"""How much of a file we are willing to look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Each is checked before any pixel is decoded."""

    bytes: int = 15_000_000
    pixels: int = 50_000_000  # three bytes each once decoded: 150 MB
    shortest_side: int = 64  # less than this shows no face that could be drawn
    aspect: float = 6.0  # a longer strip is a banner, not a portrait
