"""What is shown when nobody is found: pictures of our own drawing, in the look of the sketches."""

from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

CANVAS = 512
PAPER, LINE = 250, 96


def draw(name: str, size: int) -> Image.Image:
    """Raises: KeyError for a name that is not in DRAWN."""
    return DRAWN[name](size)


def _person(size: int) -> Image.Image:
    """Nobody in particular: head and shoulders, hatched as with a soft pencil."""
    silhouette = Image.new("L", (CANVAS, CANVAS), 0)
    pen = ImageDraw.Draw(silhouette)
    pen.ellipse((166, 92, 346, 322), fill=255)
    pen.rectangle((220, 290, 292, 380), fill=255)
    pen.rounded_rectangle((72, 366, 440, 700), radius=120, fill=255)

    hatching = Image.new("L", (CANVAS, CANVAS), PAPER)
    strokes = ImageDraw.Draw(hatching)
    for offset in range(-CANVAS, CANVAS, 11):
        wobble = (offset * 7) % 5 - 2  # a hand is not a ruler
        strokes.line((offset + wobble, CANVAS, offset + CANVAS - wobble, 0), fill=176, width=4)

    picture = Image.composite(hatching, Image.new("L", silhouette.size, PAPER), silhouette)
    outline = silhouette.filter(ImageFilter.FIND_EDGES).filter(ImageFilter.MaxFilter(5))
    picture.paste(LINE, mask=outline.crop((0, 0, CANVAS, CANVAS - 4)))
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def _blank(size: int) -> Image.Image:
    return Image.new("LA", (size, size), (255, 0))


DRAWN: dict[str, Callable[[int], Image.Image]] = {"mp": _person, "blank": _blank}
