"""The plugin `cyclegan`: the seed report's second model, reproduced, small enough for a CPU."""

from sketching.plugins.contract import PluginInfo, Sketcher

INFO = PluginInfo(
    name="cyclegan",
    version="1",
    title="CycleGAN",
    description="Soft and uncertain: learnt from photos and sketches that were never paired. For comparison only.",
    licence="Code: this site's. Weights: trained on the CUFS and FS2K sets, which are for research only.",
    input_size=512,
    max_batch=8,
    is_experimental=True,
    needs=("torch", "safetensors"),
)


def load(device: str) -> Sketcher:
    """Read the weights, a few MB, and put the network on the device."""
    from .sketcher import CycleGANSketcher  # noqa: PLC0415 - imports torch, which the web process needs not

    return CycleGANSketcher(device)
