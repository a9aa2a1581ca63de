"""Each metric against values worked out by hand, or by another implementation."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketching.metrics import image_quality as quality
from tests import pictures

CUHK = Path(__file__).parents[3] / "../shared/data/cufs-cuhk"
FACE = np.asarray(pictures.face(200, 250).convert("L"))
LIKENESS = [quality.structural_similarity, quality.feature_similarity, quality.structure_co_occurrence]


@pytest.mark.parametrize("metric", LIKENESS)
def test_a_picture_is_wholly_like_itself(metric: object) -> None:
    assert metric(FACE, FACE) == pytest.approx(1)  # type: ignore[operator]


@pytest.mark.parametrize("metric", LIKENESS)
def test_likeness_is_mutual_and_falls_with_noise(metric: object) -> None:
    noisy = np.clip(FACE + np.random.default_rng(1).normal(0, 30, FACE.shape), 0, 255)
    assert metric(FACE, noisy) == pytest.approx(metric(noisy, FACE))  # type: ignore[operator]
    assert metric(FACE, noisy) < 0.95  # type: ignore[operator]


def test_errors_are_those_of_the_formulas() -> None:
    black, grey = np.zeros((20, 20)), np.full((20, 20), 51)
    assert quality.mean_absolute_error(black, grey) == pytest.approx(0.2)
    assert quality.peak_signal_to_noise(black, grey) == pytest.approx(20 * np.log10(5))
    assert quality.peak_signal_to_noise(black, black) == float("inf")


def test_structural_similarity_of_flat_pictures_is_that_of_their_brightness() -> None:
    dark, light = np.full((40, 40), 100.0), np.full((40, 40), 150.0)
    c1 = (0.01 * 255) ** 2
    assert quality.structural_similarity(dark, light) == pytest.approx((2 * 100 * 150 + c1) / (100**2 + 150**2 + c1))


def test_co_occurrence_of_a_checkerboard_is_as_counted_by_hand() -> None:
    """Levels 0 and 5 in turns: right and above always differ, both diagonals never."""
    board = np.indices((8, 8)).sum(0) % 2 * 255
    contrast, energy = quality._block_features(np.clip(np.floor(board * 6 / 255), 0, 5).astype(int))
    counts = {"same": 2 * round((49 / 2 + 49 / 2) / 4), "other": 2 * round((28 + 28) / 4)}
    total = sum(counts.values())
    assert contrast == pytest.approx(25 * counts["other"] / total, rel=0.05)
    assert energy == pytest.approx(
        2 * (counts["same"] / 2 / total) ** 2 + 2 * (counts["other"] / 2 / total) ** 2, rel=0.05
    )


def test_sharp_edges_are_sharper_than_soft_ones() -> None:
    soft = np.asarray(pictures.blurred(6).resize((200, 250)).convert("L"))
    assert quality.sharpness(FACE) > 1.3 * quality.sharpness(soft)


@pytest.mark.parametrize("shape", [(4, 4, 3), (16,)])
def test_what_is_no_grey_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="must be"):
        quality.mean_absolute_error(np.zeros(shape), np.zeros(shape))


# What Keras 3.15 printed for the same arrays: see the seed report.


def test_a_black_page_is_wholly_accurate_to_keras() -> None:
    sketch = np.repeat(np.random.default_rng(1).random((32, 32, 1)), 3, axis=2)
    assert quality.keras_accuracy(np.zeros_like(sketch), sketch) == 1


def test_a_perfect_copy_with_a_trace_of_noise_is_a_third_accurate_to_keras() -> None:
    dice = np.random.default_rng(1)
    sketch = np.repeat(dice.random((256, 256, 1)), 3, axis=2)
    assert quality.keras_accuracy(sketch + dice.normal(0, 1e-4, sketch.shape), sketch) == pytest.approx(1 / 3, abs=0.01)


# What others measured on the 100 official test pairs with implementations of their own.


@pytest.mark.slow
@pytest.mark.skipif(not CUHK.exists(), reason="../shared/data is not here")
def test_grey_photos_score_what_others_measured() -> None:
    scores = []
    for name in json.loads((CUHK / "split.json").read_text())["test"]:
        photo, sketch = (
            np.asarray(Image.open(CUHK / kind / f"{name}.jpg").convert("L")) for kind in ("photos", "sketches")
        )
        scores.append([metric(photo, sketch) for metric in (*LIKENESS, quality.mean_absolute_error)])
    assert np.mean(scores, axis=0) == pytest.approx(np.array([0.5335, 0.6967, 0.5005, 0.2382]), abs=0.004)
