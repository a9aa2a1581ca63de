"""The pencil drawing itself: tones, lines, strokes and paper put together.

Everything is reckoned in optical density (0 is bare paper): graphite adds up, and the sketch is exp(-density).
"""

import numpy as np
from numpy.typing import NDArray

from sketching.plugins.contract import Options, Photos, PluginError, Sketches

from .arrays import Plane, blur, guided_filter, plane, smoothstep
from .background import find_backdrop, vignette
from .flow import Flow, find_flow, smooth_along
from .hatching import LAYERS, hatch, lay_strokes
from .lines import draw_lines
from .paper import grain, tooth
from .tone import deepen_red, even_out, expose, face_weights, lightness_and_redness

LINE_DENSITY = 1.9


class Pencil:
    """A sketcher that needs no weights. Its textures are made once, from fixed seeds."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.weights = face_weights(size)
        self.vignette = vignette(size)
        self.tooth = tooth(size)
        self.graphite = grain(size, 0.6, seed=4)
        self.strokes = [lay_strokes(size, layer, seed) for seed, layer in enumerate(LAYERS, start=10)]

    def sketch(self, photos: Photos, options: Options) -> Sketches:
        """Draw each photo by itself; see the contract."""
        if photos.shape[1:] != (self.size, self.size, 3):
            raise PluginError(f"pencil draws RGB photos of {self.size} x {self.size} pixels only", permanent=True)
        return np.stack([self._draw(photo, options) for photo in photos])

    def _draw(self, photo: NDArray[np.uint8], options: Options) -> Plane:
        light, redness = lightness_and_redness(photo)
        backdrop = find_backdrop(photo, light)
        empty = backdrop.empty
        # All weights together must not be 0, even when everything is backdrop.
        weights = self.weights * (1.001 - empty)
        light = expose(deepen_red(light, redness, weights), weights)
        tone = even_out(guided_filter(light, light, radius=2, eps=0.0004))  # skin without its pores
        flow = find_flow(tone, sigma=3.0)
        lines = draw_lines(tone, flow, empty, float(options["line_weight"]))
        faint = 0.4 * smoothstep(0.5, 1, blur(empty, 2.0))
        density = plane(LINE_DENSITY * self.vignette * backdrop.lines * (1 - faint) * lines)
        if options["shading"] != "none":
            density += self._shade(_simplify(tone, flow), self.vignette * (1 - empty), flow, options["shading"])
        if not options["paper"]:
            return np.exp(-density)
        return self._on_paper(density, roughness=0.25 if options["shading"] == "smudged" else 0.42)

    def _shade(self, darkness: Plane, presence: Plane, flow: Flow, shading: str) -> Plane:
        """Give the density of the tones: strands along the hair, and elsewhere strokes or a smooth wash."""
        if shading == "smudged":  # rubbing takes the detail off the skin
            darkness = guided_filter(darkness, darkness, radius=8, eps=0.006)
        darkness = np.clip(darkness * presence, 0, 1)
        strands = smooth_along(self.graphite, flow, 4) / 0.35  # about deviation 1 again
        along = smoothstep(0.35, 0.75, flow.coherence) * smoothstep(0.3, 0.6, darkness)
        wash = -np.log(np.maximum(1 - 0.85 * darkness, 0.05))
        hair = wash * np.clip(1 + 0.5 * along * strands, 0.2, 2)
        strokes = hatch(darkness, self.strokes)
        if shading == "smudged":
            return plane(0.65 * hair + 0.3 * blur(strokes, 1.6))
        across = 0.3 * wash + 0.4 * smoothstep(0.6, 0.95, darkness) + strokes
        return plane(0.75 * along * hair + (1 - 0.8 * along) * across)

    def _on_paper(self, density: Plane, roughness: float) -> Plane:
        """Give the sketch: the tooth breaks up light strokes, heavy ones fill it."""
        broken = density * np.clip(1 + roughness * self.tooth * np.exp(-0.8 * density), 0.1, 2)
        return plane(np.clip(np.exp(-broken) * (0.985 + 0.006 * self.tooth), 0, 1))


def _simplify(tone: Plane, flow: Flow) -> Plane:
    """Give the darkness (0 to 1) to be shaded: smoothed along hair and contours, nothing for the lightest tones."""
    along = smoothstep(0.3, 0.7, flow.coherence)
    simple = tone + along * (smooth_along(tone, flow, 3) - tone)
    return plane(np.clip((0.94 - simple) / 0.94, 0, 1))
