"""What may befall a photo before somebody uploads it: another wall, other light, another camera.

Each condition makes another photo of a photo, (H, W, 3) uint8 RGB, of the same size: with the same dice always the same
one. Light is changed in linear light, and what is brighter than white is lost, as in a camera.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from sketching.intake import background

WARM, COLD = (1.3, 1.0, 0.65), (0.65, 1.0, 1.3)  # of red, green, blue: a lamp's photo as of daylight, and the reverse
SIDE_STOPS = 1.5  # more at one edge of the photo, and less at the other

Pixels: TypeAlias = NDArray[np.uint8]
Change: TypeAlias = Callable[[Pixels, Generator], Pixels]


@dataclass(frozen=True, slots=True)
class Condition:
    """Another photo of the same face. should_match: the drawing is to stay the same, not only as good."""

    name: str
    change: Change
    should_match: bool = False
    is_mirrored: bool = False


def exposed(photo: Pixels, stops: float) -> Pixels:
    """With 2 ** stops times the light."""
    return _lit(photo, 2.0**stops)


def tinted(photo: Pixels, gains: tuple[float, float, float]) -> Pixels:
    """With so many times the red, green and blue light."""
    return _lit(photo, gains)


def lit_from_a_side(photo: Pixels, dice: Generator) -> Pixels:
    """Brighter by SIDE_STOPS at the left or at the right edge, darker by as much at the other."""
    ramp = np.linspace(-SIDE_STOPS, SIDE_STOPS, photo.shape[1]) * dice.choice([-1, 1])
    return _lit(photo, 2.0 ** ramp[None, :, None])


def compressed(photo: Pixels, quality: int) -> Pixels:
    """As it comes out of a JPEG file of this quality, its colours at half the size, as cameras do it."""
    file = io.BytesIO()
    Image.fromarray(photo).save(file, "JPEG", quality=quality)
    with Image.open(file) as image:
        return np.asarray(image)


def halved(photo: Pixels) -> Pixels:
    """With a quarter of the pixels, and then enlarged to as many as before."""
    height, width = photo.shape[:2]
    small = cv2.resize(photo, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def mirrored(photo: Pixels) -> Pixels:
    return np.ascontiguousarray(photo[:, ::-1])


def before_another_wall(photo: Pixels, dice: Generator) -> Pixels:
    """The person, as intake's own network cuts them out, before a wall that the dice choose; takes about 0.2 s."""
    wall = WALLS[dice.integers(len(WALLS))](photo.shape[0], photo.shape[1], dice)
    return background.on_wall(photo, background.person(photo), wall)


def plain_wall(height: int, width: int, dice: Generator) -> Pixels:
    return _pixels(np.broadcast_to(dice.uniform(0, 255, 3), (height, width, 3)))


def shaded_wall(height: int, width: int, dice: Generator) -> Pixels:
    """From one colour to another, in some direction."""
    corners = dice.uniform(0, 255, (2, 2, 3))
    return _pixels(cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR))


def brick_wall(height: int, width: int, dice: Generator) -> Pixels:
    """Hard edges all over: bricks a twelfth of the height, each of a tone of its own, in lighter mortar."""
    brick = max(4, height // 12)
    y, x = np.mgrid[:height, :width]
    row = y // brick
    along = x + row % 2 * brick
    tones = dice.uniform(0.7, 1.1, (height // brick + 1, width // (2 * brick) + 2))[row, along // (2 * brick)]
    is_mortar = (y % brick < brick / 8) | (along % (2 * brick) < brick / 8)
    return _pixels(np.where(is_mortar, 1.3, tones)[..., None] * dice.uniform(40, 190, 3))


def clouded_wall(height: int, width: int, dice: Generator) -> Pixels:
    """What is out of focus or leafy: coloured noise with the spectrum of natural pictures, 1 / f."""
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None])
    frequency[0, 0] = np.inf  # no mean: that is the base colour's
    waves = np.fft.fft2(dice.standard_normal((height, width, 3)), axes=(0, 1)) / frequency[..., None]
    noise = np.fft.ifft2(waves, axes=(0, 1)).real
    shared = noise.mean(axis=2, keepdims=True)
    mixed = shared / shared.std() + 0.4 * noise / noise.std()
    return _pixels(dice.uniform(60, 190, 3) + 45 * mixed)


def _lit(photo: Pixels, gain: ArrayLike) -> Pixels:
    """With so many times the light; `gain` broadcasts with (H, W, 3). sRGB's own curve: IEC 61966-2-1."""
    encoded = np.arange(256) / 255
    table = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    light = np.clip(table[photo] * np.asarray(gain, np.float64), 0, 1)
    return _pixels(255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055))


def _pixels(values: ArrayLike) -> Pixels:
    return np.clip(np.round(np.asarray(values, np.float64)), 0, 255).astype(np.uint8)


WALLS = (plain_wall, shaded_wall, brick_wall, clouded_wall)
CONDITIONS = (
    Condition("another background", before_another_wall, should_match=True),
    Condition("+2 stops", lambda photo, _: exposed(photo, 2)),
    Condition("-1 stop", lambda photo, _: exposed(photo, -1), should_match=True),
    Condition("-2 stops", lambda photo, _: exposed(photo, -2)),
    Condition("warm light", lambda photo, _: tinted(photo, WARM)),
    Condition("cold light", lambda photo, _: tinted(photo, COLD)),
    Condition("light from a side", lit_from_a_side),
    Condition("JPEG of quality 40", lambda photo, _: compressed(photo, 40)),
    Condition("JPEG of quality 50", lambda photo, _: compressed(photo, 50), should_match=True),
    Condition("half the size", lambda photo, _: halved(photo)),
    Condition("mirrored", lambda photo, _: mirrored(photo), should_match=True, is_mirrored=True),
)
