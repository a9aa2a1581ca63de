"""What intake is asked for and what it gives: values without a rule in them, light to import."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:  # the web process passes wishes on and needs no pictures
    from PIL.Image import Image

Point: TypeAlias = tuple[float, float]
"""x to the right and y down, in pixels of the whole upright photo."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face that was found, in pixels of the whole upright photo."""

    box: tuple[float, float, float, float]  # left, top, width, height, from forehead to chin
    score: float  # 0 to 1: mean probability over slightly moved views
    landmarks: tuple[Point, Point, Point, Point, Point]
    """Left eye, right eye, nose, left and right corner of the mouth, left as seen in an upright face's picture."""

    def scaled(self, scale: float) -> "Face":
        """The same face in a copy of the photo of another size."""
        left, top, width, height = (value * scale for value in self.box)
        eye, other, nose, mouth, corner = ((x * scale, y * scale) for x, y in self.landmarks)
        return Face((left, top, width, height), self.score, (eye, other, nose, mouth, corner))


@dataclass(frozen=True, slots=True)
class Frame:
    """The square of the photo that is drawn, in pixels of the whole upright photo."""

    x: float  # its centre
    y: float
    side: float
    angle: float = 0.0  # degrees by which what stands upright in the frame leans clockwise in the photo

    def scaled(self, scale: float) -> "Frame":
        """The same square in a copy of the photo of another size."""
        return Frame(self.x * scale, self.y * scale, self.side * scale, self.angle)

    def corners(self) -> tuple[Point, Point, Point, Point]:
        """From the top left one clockwise, as seen in the frame."""
        turn, half = math.radians(self.angle), self.side / 2
        right, down = (half * math.cos(turn), half * math.sin(turn)), (-half * math.sin(turn), half * math.cos(turn))
        first, second, third, fourth = (
            (self.x + across * right[0] + along * down[0], self.y + across * right[1] + along * down[1])
            for across, along in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        )
        return first, second, third, fourth


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """What a person or a program wants done with a photo."""

    face: int | None = None  # which of several, counted from 0 as PreparedPhoto.faces lists them
    # A crop of one's own, or "whole" for the smallest square with all of the photo in it: then no face is needed.
    frame: Frame | Literal["whole"] | None = None
    # The person says where the face is, whatever is found: refused as "unframed", with all that is needed to ask.
    is_framed_by_hand: bool = False
    size: int | None = None  # side in pixels of the picture to give; None: as large as the photo allows
    background: Literal["keep", "plain"] = "keep"  # plain: everything but the person becomes a light grey wall


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A square RGB photo, sRGB, nothing but pixels, and what was seen on the way to it."""

    image: "Image"
    format: str  # what the bytes were, e.g. JPEG
    size: tuple[int, int]  # width and height of the whole upright photo
    faces: tuple[Face, ...]  # all that were found, from left to right
    frame: Frame  # where the square lies in the photo
    landmarks: tuple[Point, ...]  # of the face that was framed, in pixels of `image`; empty without one
    warnings: tuple[str, ...]  # codes, see sketching/intake/errors.py
    dropped: tuple[str, ...]  # kinds of metadata that the bytes had, see sketching/intake/metadata.py
