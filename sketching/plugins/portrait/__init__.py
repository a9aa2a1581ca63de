"""The plugin `portrait`: drawn by a network that learnt from artists, in one of four manners."""

from sketching.plugins.contract import PluginInfo, Sketcher

INFO = PluginInfo(
    name="portrait",
    version="3",
    title="Portrait",
    description="A pencil portrait as artists draw it: a network learnt from 1,200 photos and the sketches of them.",
    licence=(
        "Code: this site's. Weights: trained on the CUFS and FS2K sets, which are for research only; "
        "ask their authors before you use them commercially."
    ),
    input_size=512,
    max_batch=8,
    traces=True,
    varied_by="manner",
    needs=("torch", "safetensors"),
    options={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "manner": {
                "type": "string",
                "title": "Manner",
                "description": "Shaded, or in lines: light and thin, bold and long, or few and even.",
                "enum": ["shaded", "light", "bold", "even"],
                "default": "bold",
            },
            "detail": {
                "type": "string",
                "title": "Detail",
                "description": "How fine the strokes are.",
                "enum": ["low", "medium", "high"],
                "default": "medium",
            },
            "strength": {
                "type": "number",
                "title": "Strength",
                "description": "How dark the pencil is.",
                "minimum": 0.5,
                "maximum": 2.0,
                "multipleOf": 0.25,
                "default": 1.0,
            },
            "paper": {
                "type": "string",
                "title": "Paper",
                "description": "White, or toned as the artist's own sheets are, with their faintest marks.",
                "enum": ["white", "toned"],
                "default": "white",
            },
        },
    },
)


def load(device: str) -> Sketcher:
    """Read the weights, a few MB, and put the network on the device: some 0.1 s after torch is imported."""
    from .sketcher import PortraitSketcher  # noqa: PLC0415 - imports torch, which the web process needs not

    return PortraitSketcher(device)
