"""Draw photos with a loaded plugin, and trust nothing that comes back.

Worker, command line and measurements all draw through here, so all see the same checks.
"""

import io
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketching.plugins.contract import Options, Photos, PluginError, PluginInfo, Sketcher, Sketches

# Below these a "sketch" is a blank sheet, or the photo itself in grey, which would show the face it should hide.
LEAST_CONTRAST = 0.004  # standard deviation of a sheet with a few faint strokes
MOST_EXPLAINED = 0.98  # share of the sketch's variance that a mix of the photo's own colours explains
SAMPLE_STEP = 4  # every so many pixels each way are enough to tell


def draw(info: PluginInfo, sketcher: Sketcher, images: Sequence[Image.Image], options: Options) -> list[Image.Image]:
    """One grey picture of info.input_size pixels a side for each square RGB photo.

    Raises:
        PluginError: permanent, if the plugin broke its contract; otherwise as the plugin raised it.
    """
    photos = _stack(info, images)
    sketches = sketcher.sketch(photos, options)
    _check(sketches, photos)
    return _pictures(sketches)


def draw_unchecked(
    info: PluginInfo, sketcher: Sketcher, images: Sequence[Image.Image], options: Options
) -> list[Image.Image]:
    """The same without the checks: only to measure plugins that fail them, and never for people."""
    return _pictures(sketcher.sketch(_stack(info, images), options))


def encode(sketch: Image.Image) -> bytes:
    """The sketch as a PNG file without metadata."""
    out = io.BytesIO()
    sketch.save(
        out, "PNG", compress_type=zlib.Z_RLE
    )  # as small as the default for pencil strokes, in a fifth of the time
    return out.getvalue()


def _pictures(sketches: Sketches) -> list[Image.Image]:
    return [Image.fromarray((np.clip(sketch, 0, 1) * 255).round().astype(np.uint8)) for sketch in sketches]


def _stack(info: PluginInfo, images: Sequence[Image.Image]) -> Photos:
    size = (info.input_size, info.input_size)
    resized = [image if image.size == size else image.resize(size, Image.Resampling.LANCZOS) for image in images]
    photos: Photos = np.stack([np.asarray(image.convert("RGB")) for image in resized])
    photos.flags.writeable = False
    return photos


def _check(sketches: Sketches, photos: Photos) -> None:
    if not isinstance(sketches, np.ndarray) or not np.issubdtype(sketches.dtype, np.floating):
        raise _broken("gave something else than an array of floats")
    if sketches.shape != photos.shape[:3]:
        raise _broken(f"was given photos of shape {photos.shape} and gave sketches of shape {sketches.shape}")
    if not np.isfinite(sketches).all():
        raise _broken("gave numbers that are not finite")
    if sketches.min() < -0.01 or sketches.max() > 1.01:
        raise _broken(f"gave values from {sketches.min():.2f} to {sketches.max():.2f} instead of 0 to 1")
    for sketch, photo in zip(sketches, photos, strict=True):
        if sketch.std() < LEAST_CONTRAST and photo.std() > 1:
            raise _broken("gave a blank sheet for a photo")
        if photo.std() > 1 and _explained(sketch, photo) > MOST_EXPLAINED:
            raise _broken("gave the photo itself")


def _explained(sketch: NDArray[np.float32], photo: NDArray[np.uint8]) -> float:
    """R squared of the best linear mix of red, green and blue: 1 for any grey copy or negative, however toned."""
    colours = photo[::SAMPLE_STEP, ::SAMPLE_STEP].reshape(-1, 3) / 255
    wanted = sketch[::SAMPLE_STEP, ::SAMPLE_STEP].reshape(-1).astype(np.float64)
    known = np.column_stack([colours, np.ones(len(colours))])
    mix = np.linalg.lstsq(known, wanted, rcond=None)[0]
    return float(1 - ((known @ mix - wanted) ** 2).mean() / max(wanted.var(), 1e-9))


def _broken(what: str) -> PluginError:
    return PluginError(f"the plugin {what}", permanent=True)
