"""An outside plugin as its author would write it. It draws contours, or misbehaves as its options tell."""

from sketching.plugins.contract import PluginInfo, Sketcher

MODES = [
    "draw",
    "raise",
    "raise_permanent",
    "wrong_size",
    "too_few",
    "nan",
    "photo",
    "blank",
    "out_of_range",
    "no_array",
    "hates_white",
]

INFO = PluginInfo(
    name="dummy",
    version="7",
    title="Contours",
    description="Contours, for tests.",
    licence="Part of this site's tests.",
    input_size=64,
    max_batch=4,
    options={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "mode": {"type": "string", "title": "Mode", "enum": MODES, "default": "draw"},
            "seconds": {"type": "number", "title": "Time to take", "minimum": 0, "maximum": 60, "default": 0},
            "steps": {"type": "integer", "title": "Steps", "minimum": 0, "maximum": 9, "default": 0},
            "strict": {"type": "boolean", "title": "Strict", "default": False},
        },
    },
)


def load(device: str) -> Sketcher:
    from dummy_plugin.sketcher import Contours  # noqa: PLC0415  the heavy half

    return Contours(device)
