"""Each loss against a value worked out by hand."""

import pytest
import torch

from sketching.metrics.image_quality import structural_similarity
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


def test_structure_is_one_less_ssim_as_it_is_measured() -> None:
    dice = torch.Generator().manual_seed(1)
    x, y = (torch.rand(1, 1, 40, 48, generator=dice) * 2 - 1 for _ in "xy")
    y = 0.7 * x + 0.3 * y
    grey = [(picture[0, 0].numpy() + 1) * 127.5 for picture in (x, y)]
    assert 1 - losses.structure(x, y, torch.ones_like(x)).item() == pytest.approx(
        structural_similarity(*grey), abs=1e-4
    )


def test_structure_looks_only_where_it_is_told_to() -> None:
    right = torch.zeros(1, 1, 40, 40)
    right[..., 24:] = 1  # windows there reach no further left than column 19
    x = torch.rand(1, 1, 40, 40)
    spoilt = torch.where(torch.arange(40) < 19, -x, x)
    assert losses.structure(spoilt, x, right).item() == pytest.approx(0, abs=1e-5)
    assert losses.structure(spoilt, x, 1 - right).item() > 0.1


def test_texture_is_contrast_and_energy_of_co_occurring_levels() -> None:
    stripes = torch.full((1, 1, 48, 48), 0.99)
    stripes[..., ::2] = -0.99  # of neighbours to the right and on the diagonals each pair differs by five levels
    flat = torch.full((1, 1, 48, 48), 0.99)  # contrast 0, energy 1
    contrast, energy = 0.75 * 25, 2 * (0.25 / 2) ** 2 + 2 * (0.75 / 2) ** 2
    found = losses.texture(stripes, flat, torch.ones_like(flat)).item()
    assert found == pytest.approx(contrast + (1 - energy), rel=0.02)


def test_the_texture_of_what_is_left_out_does_not_count() -> None:
    noise, flat = torch.rand(1, 1, 48, 96) * 2 - 1, torch.ones(1, 1, 48, 96)
    left = torch.zeros_like(flat)
    left[..., :48] = 1
    mixed = torch.where(left > 0, flat, noise)
    assert losses.texture(mixed, flat, left).item() == pytest.approx(0, abs=1e-5)
    assert losses.texture(mixed, flat, torch.ones_like(flat)).item() > 0.5
