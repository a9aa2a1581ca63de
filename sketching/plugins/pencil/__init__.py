"""The plugin `pencil`: a classical drawing of edges, tone and paper, without any weights."""

from sketching.plugins.contract import PluginInfo, Sketcher

INFO = PluginInfo(
    name="pencil",
    version="1",
    title="Pencil",
    description="A pencil portrait drawn from the photo's own edges and tones, hatched or smudged, on white paper.",
    licence="Code: this site's. No weights, no training data.",
    input_size=640,
    max_batch=8,
    traces=True,
    options={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "shading": {
                "type": "string",
                "title": "Shading",
                "description": "How tones are laid on: not at all, in pencil strokes, or rubbed smooth.",
                "enum": ["none", "hatched", "smudged"],
                "default": "hatched",
            },
            "line_weight": {
                "type": "number",
                "title": "Line weight",
                "description": "How broad and how dark the lines are.",
                "minimum": 0.5,
                "maximum": 2.0,
                "multipleOf": 0.25,  # exact in binary; 0.6 is no multiple of 0.1 to jsonschema
                "default": 1.0,
            },
            "paper": {
                "type": "boolean",
                "title": "Paper grain",
                "description": "Let the tooth of the paper show through the graphite.",
                "default": True,
            },
        },
    },
)


def load(device: str) -> Sketcher:  # noqa: ARG001 - the contract names it
    """Give a pencil. It draws on the CPU whatever the device; takes about half a second for its textures."""
    from .sketcher import Pencil  # noqa: PLC0415 - imports OpenCV, which the web process needs not

    return Pencil(INFO.input_size)
