"""Textures that do not depend on the photo: the tooth of the paper and the grain of graphite."""

import numpy as np

from .arrays import Plane, blur, plane


def grain(size: int, sigma: float, seed: int) -> Plane:
    """Give (size, size) noise of mean 0 and deviation 1, in lumps of about sigma pixels. Equal seeds, equal noise."""
    noise = np.random.default_rng(seed).standard_normal((size, size), dtype=np.float32)
    lumps = blur(noise, sigma)
    return plane((lumps - lumps.mean()) / lumps.std())


def tooth(size: int) -> Plane:
    """Give the height of the paper, mean 0 and deviation 1: graphite stays on the hills."""
    height = grain(size, 0.7, seed=1) + 0.7 * grain(size, 1.6, seed=2) + 0.35 * grain(size, 5.0, seed=3)
    return plane(height / height.std())
