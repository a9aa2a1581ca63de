"""The square of a photo that is drawn."""

from PIL import Image

# In a tall photo the face is above the middle: of what has to go, this much goes from the top.
TOP_SHARE = 0.3


def square(image: Image.Image, largest: int) -> Image.Image:
    """The largest square of the photo, at most `largest` pixels a side; never enlarged."""
    side = min(image.size)
    left = (image.width - side) // 2
    top = round((image.height - side) * TOP_SHARE)
    size = min(side, largest)
    return image.resize(
        (size, size), Image.Resampling.LANCZOS, box=(left, top, left + side, top + side), reducing_gap=3.0
    )
