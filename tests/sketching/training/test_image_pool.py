"""The pool of old pictures that CycleGAN's discriminators are shown."""

import pytest

torch = pytest.importorskip("torch")

from sketching.training.image_pool import ImagePool  # noqa: E402


def pictures(*values: float) -> "torch.Tensor":
    return torch.stack([torch.full((3, 2, 2), value) for value in values])


def test_until_it_is_full_everything_comes_back() -> None:
    pool, dice = ImagePool(2, 2), torch.Generator().manual_seed(1)
    assert torch.equal(pool.exchange(pictures(0.25, 0.5), dice), pictures(0.25, 0.5))


def test_then_about_half_are_old_ones_and_make_room() -> None:
    pool, dice = ImagePool(10, 2), torch.Generator().manual_seed(1)
    pool.exchange(pictures(*[0.0] * 10), dice)
    out = torch.cat([pool.exchange(pictures(1.0), dice) for _ in range(10)])
    old = int((out[:, 0, 0, 0] == 0).sum())
    assert 2 <= old <= 8
    assert int((pool.pictures[:, 0, 0, 0] == 1).sum()) >= 1


def test_a_pool_of_none_gives_back_what_it_is_given() -> None:
    assert torch.equal(ImagePool(0, 2).exchange(pictures(0.5), torch.Generator()), pictures(0.5))


def test_it_goes_on_from_a_checkpoint() -> None:
    pool, again = ImagePool(3, 2), ImagePool(3, 2)
    pool.exchange(pictures(0.25, 0.5), torch.Generator())
    again.load_state_dict(pool.state_dict())
    assert again.count == 2
    assert torch.equal(again.pictures, pool.pictures)
