"""What a sketch plugin must offer. Everything a plugin author may rely on is in this file.

A plugin is an importable package with two names:

    INFO: PluginInfo                     read by the web process: keep torch out of the import
    load(device: str) -> Sketcher        called once per worker process; heavy imports go inside
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:  # the web process reads INFO and needs no arrays
    import numpy as np
    from numpy.typing import NDArray

Photos: TypeAlias = "NDArray[np.uint8]"
"""(N, S, S, 3), RGB, sRGB, 0 to 255; S is the plugin's INFO.input_size. Read-only."""

Sketches: TypeAlias = "NDArray[np.float32]"
"""(N, S, S), grey, sRGB, 0.0 (black) to 1.0 (white paper)."""

Options: TypeAlias = Mapping[str, Any]
"""Values that fit INFO.options, with every default filled in."""


def _no_options() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "additionalProperties": False}


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """What people and the scheduler need to know before the plugin is loaded."""

    name: str  # a slug, stored with every job: never rename, never reuse
    version: str  # raise it whenever the same photo could give other pixels
    title: str  # what a person picks
    description: str  # one sentence: how the sketches look
    licence: str  # of code, weights and training data, as a person should read it
    input_size: int  # side in pixels of the square photos that sketch() is given
    max_batch: int  # most photos in one call
    # One JSON Schema (draft 2020-12): an object whose properties are booleans, enums of strings, or
    # numbers with minimum and maximum, each with "title" and "default". Form, API and record are made of it.
    options: Mapping[str, Any] = field(default_factory=_no_options)
    is_experimental: bool = False  # not offered until an admin switches it on
    varied_by: str = ""  # an option with an enum: who compares styles sees a drawing for each of its values
    traces: bool = False  # the sketches are strokes and tones that can be told as curves: people may take an SVG
    needs: tuple[str, ...] = ()  # modules that it cannot draw without: where one is missing, it is not offered


class PluginError(Exception):
    """The plugin could not draw this batch. Permanent means that trying again is no use."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class Sketcher(Protocol):
    """A loaded plugin, kept by one worker process and called by one thread at a time."""

    def sketch(self, photos: Photos, options: Options) -> Sketches:
        """Draw each photo, the same way whatever else is in the batch.

        Args:
            photos: 1 to INFO.max_batch photos, see Photos.
            options: valid for INFO.options and complete.

        Returns:
            One sketch for each photo, in the same order, see Sketches.

        Raises:
            PluginError: no sketch was made for any photo of the batch.
        """
        ...
