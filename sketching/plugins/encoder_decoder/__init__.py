"""The plugin `encoder_decoder`: the seed report's first model, reproduced, with what is wrong with it."""

from sketching.plugins.contract import PluginInfo, Sketcher

INFO = PluginInfo(
    name="encoder_decoder",
    version="2",
    title="Encoder/decoder",
    description="Blurred: the student project this site began with, drawn again as it was. For comparison only.",
    licence="Code: this site's. Weights: trained on the CUHK students of CUFS, which are for research only.",
    input_size=512,
    max_batch=8,
    is_experimental=True,
    needs=("torch", "safetensors"),
)


def load(device: str) -> Sketcher:
    """Read the weights, a few MB, and put the network on the device."""
    from .sketcher import EncoderDecoderSketcher  # noqa: PLC0415 - imports torch, which the web process needs not

    return EncoderDecoderSketcher(device)
