"""How often a recogniser names the people whom a plugin drew, and whom the artist drew.

The gallery has the very photos that were drawn, one of each person: what is measured is how well a drawing keeps the
likeness, and, the other way round, how little it hides from whoever has that photo.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from sketching.intake import Frame, IntakeError, IntakeOptions, framing, prepare
from sketching.metrics import recognition
from sketching.metrics.features import Features, Pictures
from sketching.training.evaluate import Background, Draw, in_outline, target_of
from sketching.training.pack import Pair, frame_of

PHOTO, ARTIST = "the photo", "the artist"
_SIDE = 250  # of the frame, in pixels; its middle 200 columns are the crop of CUFS
_COLUMNS = slice(25, 225)
_DRAWN_SIDE = 512


def naming(
    drawers: Mapping[str, Draw], pairs: Iterable[Pair], features: Features, background: Background = "plain"
) -> dict[str, recognition.Naming]:
    """By drawer, and for the ARTIST. For several features, call crops() once and named() for each."""
    return named(crops(drawers, pairs, background), features)


def named(pictures: Mapping[str, Pictures], features: Features) -> dict[str, recognition.Naming]:
    """Name everybody in what crops() gave, by the photos in it."""
    gallery = features.of(pictures[PHOTO])
    return {
        name: recognition.Naming(features.name, recognition.ranks(features.of(drawn), gallery))
        for name, drawn in pictures.items()
        if name != PHOTO
    }


def crops(drawers: Mapping[str, Draw], pairs: Iterable[Pair], background: Background = "plain") -> dict[str, Pictures]:
    """The PHOTO, the ARTIST's sketch and each drawing of everybody in the crop of CUFS, (N, 250, 200, 3).

    Photos are drawn as evaluate.measure() has them drawn, and stay as they are in the gallery, in colour and with their
    background. Pairs must have sketches and should be of different people; somebody whose face intake cannot tell is
    left out.
    """
    found: dict[str, list[NDArray[np.uint8]]] = {name: [] for name in (PHOTO, ARTIST, *drawers)}
    for pair in pairs:
        data = pair.photo.read_bytes()
        try:
            frame = frame_of(pair, data)
        except IntakeError:
            continue
        whole = prepare(data, IntakeOptions(frame="whole", size=_DRAWN_SIDE, background=background))
        photo = prepare(data, IntakeOptions(frame=frame, size=_SIDE)).image
        found[PHOTO].append(np.asarray(photo)[:, _COLUMNS])
        found[ARTIST].append(_crop(target_of(pair), frame, whole.size[0]))
        for name, draw in drawers.items():
            drawing = in_outline(draw(whole.image, pair), whole.size)
            found[name].append(_crop(drawing, frame, whole.size[0]))
    return {name: np.stack(pictures) for name, pictures in found.items()}


def _crop(drawn: NDArray[np.uint8], frame: Frame, photo_width: int) -> NDArray[np.uint8]:
    """Of a grey picture in the photo's outline, at any size."""
    pixels = np.repeat(drawn[..., None], 3, axis=2)
    return framing.cut(pixels, frame.scaled(drawn.shape[1] / photo_width), _SIDE)[:, _COLUMNS]
