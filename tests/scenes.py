"""Photos of which intake cannot tell what is to be drawn."""

from typing import Any

from PIL import Image

from tests import pictures

WALLS = ((192, 48, 48), (48, 48, 192))  # red behind the first person, blue behind the second


def two_people(width: int = 400) -> Image.Image:
    """Side by side, each in a part of this width with a wall of its own."""
    canvas = Image.new("RGB", (2 * width, width * 5 // 4))
    for place, (red, green, blue) in enumerate(WALLS):
        person = pictures.face(width, width * 5 // 4, backdrop=f"rgb({red},{green},{blue})")
        canvas.paste(person, (place * width, 0))
    return canvas


def nobody() -> Image.Image:
    return Image.new("RGB", (400, 300), pictures.WALL)


def somebody_far_away() -> Image.Image:
    return pictures.from_afar(100)


def somebody_cut_off() -> Image.Image:
    """The photo begins in the middle of the forehead."""
    return pictures.face().crop((0, 190, 400, 500))


def wall_in(picture: Image.Image) -> Any:
    """The colour at the left edge of a framed face, beside the eyes."""
    return picture.convert("RGB").getpixel((4, picture.height // 2))


def is_near(colour: Any, other: tuple[int, int, int]) -> bool:
    """As near as JPEG and a blur leave it."""
    return all(abs(a - b) < 24 for a, b in zip(colour, other, strict=True))
