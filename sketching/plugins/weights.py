"""Read a plugin's weights: the file that belongs to its version, or none."""

import hashlib
from pathlib import Path

from safetensors.torch import load
from torch import Tensor

from .contract import PluginError


def read(path: Path, digest: str) -> dict[str, Tensor]:
    """The tensors of a safetensors file, as float32.

    Args:
        digest: SHA-256 of the file, in hexadecimal.

    Raises:
        PluginError: permanent; the file is missing or another one.
    """
    data = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(data).hexdigest() != digest:
        raise PluginError(f"{path.name} is not the file that belongs to this version", permanent=True)
    return {name: tensor.float() for name, tensor in load(data).items()}
