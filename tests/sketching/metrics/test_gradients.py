"""Histograms of gradients as counted by hand."""

import cv2
import numpy as np
import pytest

from sketching.metrics import gradients
from tests import pictures

FACE = np.asarray(pictures.face(200, 250).convert("L"))


def vector(picture: np.ndarray) -> np.ndarray:
    return gradients.HOG.of(np.repeat(picture.astype(np.uint8)[None, ..., None], 3, axis=3))[0]


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def test_a_step_edge_is_shared_by_the_two_orientations_about_its_slope() -> None:
    """Black to white between columns 9 and 10 of 20 x 20: the slope is along x, half way between two orientations."""
    step = np.zeros((20, 20))
    step[:, 10:] = 255
    expected = np.zeros((2, 2, 9))
    expected[..., [0, 8]] = 10 * 255 / 2  # in each cell one column of ten pixels, shared by both
    assert gradients._cells(*gradients._edges(step)) == pytest.approx(expected)


def test_a_slope_at_an_orientation_counts_for_that_one_alone() -> None:
    y, x = np.mgrid[:20, :20]
    ramp = 3 * (np.cos(np.radians(50)) * x + np.sin(np.radians(50)) * y)
    inner = gradients._cells(*(part[1:11, 1:11] for part in gradients._edges(ramp)))[0, 0]
    assert inner == pytest.approx([0, 0, 100 * 6, 0, 0, 0, 0, 0, 0])  # 100 pixels, twice the slope of 3


def test_blocks_are_of_four_neighbours_shortened_to_their_length_and_clipped() -> None:
    cells = np.zeros((2, 3, 9))
    cells[0, 0, 4], cells[1, 1, 0], cells[0, 2, 8] = 300, 50, 1200
    blocks = gradients._blocks(cells)
    assert blocks.shape == (1, 2, 36)  # top left, top right, bottom left, bottom right, nine each
    expected = np.zeros((2, 36))
    expected[0, 4], expected[0, 27] = 0.2, 50 / np.sqrt(300**2 + 50**2 + 500**2)  # 300 would have 0.51
    expected[1, 18], expected[1, 9 + 8] = 50 / np.sqrt(50**2 + 1200**2 + 500**2), 0.2
    assert blocks[0] == pytest.approx(expected)


def test_a_crop_of_cufs_has_a_block_at_every_cell_but_the_last() -> None:
    assert vector(FACE).shape == (24 * 19 * 36,)


def test_a_negative_has_the_same_histograms_and_a_face_upside_down_has_not() -> None:
    assert vector(FACE) == pytest.approx(vector(255 - FACE))
    assert cosine(vector(FACE), vector(FACE[::-1])) < 0.7


def test_the_grain_of_paper_hardly_matters() -> None:
    grainy = np.clip(FACE + np.random.default_rng(1).normal(0, 4, FACE.shape), 0, 255)
    assert cosine(vector(FACE), vector(grainy)) > 0.95


def test_edges_are_looked_at_after_a_blur_of_two_pixels() -> None:
    dot = np.zeros((41, 41))
    dot[20, 20] = 255
    smooth = gradients._smooth(dot)
    assert smooth[20, 22] / smooth[20, 20] == pytest.approx(np.exp(-(2**2) / (2 * 2**2)), rel=0.01)
    assert smooth == pytest.approx(cv2.GaussianBlur(dot, (17, 17), 2), abs=0.01)


def test_what_lies_beyond_the_last_whole_cell_does_not_count() -> None:
    wider = np.pad(FACE, ((0, 9), (0, 9)), mode="edge")
    marked = wider.copy()
    marked[-1], marked[:, -1] = 0, 255  # as far away as the blur just reaches
    assert vector(wider) == pytest.approx(vector(marked), abs=1e-3)
    assert len(vector(wider)) == len(vector(FACE))
