"""The half of the dummy that only a worker imports."""

import time

import numpy as np

from sketching.plugins.contract import Options, Photos, PluginError, Sketches


class Contours:
    """White paper with a dark line wherever the brightness changes."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.batches: list[int] = []

    def sketch(self, photos: Photos, options: Options) -> Sketches:
        self.batches.append(len(photos))
        time.sleep(options["seconds"])
        grey = photos.mean(axis=3, dtype=np.float32) / 255
        across, down = np.gradient(grey, axis=(1, 2))
        lines = np.clip(1 - 8 * np.hypot(across, down), 0, 1).astype(np.float32)
        return self._as_told(options["mode"], lines, grey)

    def _as_told(self, mode: str, lines: Sketches, grey: Sketches) -> Sketches:
        if mode == "raise" or (mode == "hates_white" and (grey.mean(axis=(1, 2)) > 0.9).any()):
            raise RuntimeError("the dummy was told to fail")
        if mode == "raise_permanent":
            raise PluginError("the dummy will never draw this", permanent=True)
        answers = {
            "wrong_size": lines[:, ::2, ::2],
            "too_few": lines[1:],
            "nan": lines * np.nan,
            "photo": grey,
            "blank": np.ones_like(grey),
            "out_of_range": lines * 255,
            "no_array": None,
        }
        return answers.get(mode, lines)
