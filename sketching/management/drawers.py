"""Whoever draws for the measurements: every plugin in the style of the set, and what costs nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketching.plugins import drawing, registry
from sketching.plugins.options import complete
from sketching.training import evaluate
from sketching.training.neighbours import Neighbours
from sketching.training.pack import STYLES, Pair, find_pairs

GREY, DODGED = "the photo in grey", "dodge and burn"
# Options in which a plugin draws as a set's artist did.
OF_STYLES: Mapping[str, Mapping[str, dict[str, Any]]] = {
    "portrait": {
        style: {"manner": manner} for style, manner in zip(STYLES, ("shaded", "light", "bold", "even"), strict=True)
    },
}


def built_in() -> list[str]:
    return [name for name, plugin in registry.plugins().items() if plugin.is_built_in]


def manners(name: str) -> dict[str, dict[str, Any]]:
    """Every manner that a plugin draws in, by a name of its own, as options; a plugin without any has one."""
    choices = registry.info(name).options["properties"].get("manner", {}).get("enum", [])
    return {f"{name}, {choice}": {"manner": choice} for choice in choices} or {name: {}}


def plugin(name: str, given: Mapping[str, Any]) -> evaluate.Draw:
    """Draws with these options, and else in the style of the person's set; anybody else's in the default one.

    Raises: OptionsError if the plugin does not take them.
    """
    info = registry.info(name)
    complete(info, given)  # wrong ones are told before the weights are read
    sketcher = registry.load(name, "cpu")
    # CycleGAN gives some people's photo itself, in grey: the site refuses to use that, the tables show it
    draw_one = drawing.draw_unchecked if info.is_experimental else drawing.draw

    def draw(photo: Image.Image, pair: Pair) -> Image.Image:
        options = {**OF_STYLES.get(name, {}).get(pair.style, {}), **given}
        return draw_one(info, sketcher, [photo], complete(info, options))[0]

    return draw


def cheap() -> dict[str, evaluate.Draw]:
    """Needs nothing but the photo."""
    return {GREY: lambda photo, _: photo.convert("L"), DODGED: lambda photo, _: _dodged(photo)}


def baselines(data: Path) -> dict[str, evaluate.Draw]:
    """What costs nothing, and shows what a metric is worth. Reads all of training's people: takes two minutes."""
    people = [pair for found in evaluate.sets(data).values() for pair in found]
    following = {pair.name: people[(number + 1) % len(people)] for number, pair in enumerate(people)}
    training = {style: _training(data, style) for style in STYLES}
    means = {style: _mean_sketch(pairs) for style, pairs in training.items()}
    neighbours = {style: Neighbours(pairs) for style, pairs in training.items()}

    def another(_photo: Image.Image, pair: Pair) -> Image.Image:
        other = following[pair.name]
        return _squared(evaluate.target_of(other if other.style == pair.style else people[0]))

    return {
        GREY: cheap()[GREY],
        "a white page": lambda photo, _: Image.new("L", photo.size, 255),
        DODGED: cheap()[DODGED],
        "the mean training sketch": lambda _, pair: means[pair.style],
        "another person's sketch": another,
        "the nearest training photo's sketch": lambda photo, pair: neighbours[pair.style].sketch(pair, photo.width),
    }


def _dodged(photo: Image.Image) -> Image.Image:
    grey = np.asarray(photo.convert("L"), np.float32)
    soft = cv2.GaussianBlur(255 - grey, (0, 0), 12)
    return Image.fromarray(np.clip(grey * 255 / np.maximum(255 - soft, 1), 0, 255).astype(np.uint8))


def _training(data: Path, style: str) -> list[Pair]:
    return [pair for pair in find_pairs(data) if pair.split == "train" and pair.style == style and pair.sketch]


def _mean_sketch(pairs: list[Pair]) -> Image.Image:
    sheets = [np.asarray(_squared(evaluate.target_of(pair)), np.float32) for pair in pairs]
    return (
        Image.fromarray(np.mean(sheets, axis=0).round().astype(np.uint8)) if sheets else Image.new("L", (512, 512), 255)
    )


def _squared(sheet: NDArray[np.uint8]) -> Image.Image:
    """A sketch in the middle of a white square of 512 pixels, as its photo lies in the frame of the whole."""
    height, width = sheet.shape
    side = max(height, width)
    square = np.full((side, side), 255, np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = sheet
    return Image.fromarray(square).resize((512, 512), Image.Resampling.LANCZOS)
