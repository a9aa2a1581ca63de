"""Each loss against a value worked out by hand."""

import pytest
import torch

from sketching.training import losses

WHITE, BLACK = torch.ones(1, 1, 16, 16), -torch.ones(1, 1, 16, 16)


def test_only_what_is_looked_at_counts() -> None:
    left = torch.zeros(1, 1, 16, 16)
    left[..., :8] = 1
    half = torch.where(left > 0, WHITE, BLACK)
    assert losses.mean_absolute(WHITE, half, left).item() == 0
    assert losses.mean_absolute(WHITE, half, 1 - left).item() == 2


def test_blurring_keeps_the_mean_and_spreads_a_dot() -> None:
    dot = torch.zeros(1, 1, 9, 9)
    dot[0, 0, 4, 4] = 1
    soft = losses.blurred(dot)
    assert soft.sum().item() == pytest.approx(1)
    assert soft[0, 0, 4, 4].item() == pytest.approx((6 / 16) ** 2)


def test_a_flat_difference_has_no_gradient() -> None:
    assert losses.gradient(WHITE, BLACK, WHITE).item() == 0


def test_the_tolerant_loss_of_black_for_white_is_that_of_its_terms() -> None:
    assert losses.tolerant(BLACK, WHITE, WHITE).item() == pytest.approx(10 * 2 + 10 * 2)


def test_a_line_moved_by_a_pixel_costs_less_than_one_left_out() -> None:
    target = WHITE.clone()
    target[..., 8] = -1
    assert losses.tolerant(target.roll(1, 3), target, WHITE) < losses.tolerant(WHITE, target, WHITE)


def test_hinges_are_zero_beyond_their_margins() -> None:
    scores = torch.tensor([-2.0, 0.0, 2.0])
    assert losses.hinge_real(scores).item() == pytest.approx((3 + 1 + 0) / 3)
    assert losses.hinge_fake(scores).item() == pytest.approx((0 + 1 + 3) / 3)


def test_feature_matching_is_the_mean_of_the_layers_distances() -> None:
    fake, real = [torch.zeros(2, 2), torch.zeros(4)], [torch.ones(2, 2), torch.full((4,), 3.0)]
    assert losses.feature_matching(fake, real).item() == pytest.approx(2)
