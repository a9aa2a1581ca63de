"""How much of a file we are willing to look at."""

from dataclasses import dataclass

from sketching.intake.errors import IntakeError


@dataclass(frozen=True, slots=True)
class Limits:
    """Each is checked before any pixel is decoded."""

    bytes: int = 15_000_000
    pixels: int = 50_000_000
    shortest_side: int = 64  # less than this shows no face that could be drawn
    aspect: float = 6.0  # a longer strip is a banner, not a portrait

    def pixels_of(self, format: str) -> int:  # noqa: A002  the field's word
        """Most pixels in a photo of this format: some decoders need much more memory for each than others."""
        return int(self.pixels * _PIXEL_SHARE.get(format, 1.0))


# Measured on 48 megapixels: JPEG 3 bytes a pixel or less, PNG, TIFF, GIF and BMP 4, HEIC 7, AVIF 9, WebP 16,
# JPEG 2000 19. With these shares none takes more than half of the memory that the bounded child has.
_PIXEL_SHARE = {"AVIF": 0.8, "WEBP": 0.45, "JPEG2000": 0.4}


def too_many_bytes(size: int, limits: Limits) -> IntakeError:
    """The refusal of a file of `size` bytes; also for callers who stop reading before the end."""
    return IntakeError("too_many_bytes", megabytes=round(size / 1e6, 1), most=round(limits.bytes / 1e6))
