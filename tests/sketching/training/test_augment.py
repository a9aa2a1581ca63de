"""Photos are varied, sketches only moved, and the same dice give the same pictures."""

from dataclasses import fields
from pathlib import Path

import torch

from sketching.training import augment, datasets
from sketching.training.datasets import Batch


def batch_of(pack: Path) -> Batch:
    return datasets.load(pack, "train").batch(list(range(8)))


def dice(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_the_same_dice_give_the_same_pictures(pack: Path) -> None:
    first, again = (augment.photograph(augment.move(batch_of(pack), 64, dice()), dice(2)) for _ in range(2))
    for field in fields(Batch):
        assert torch.equal(getattr(first, field.name), getattr(again, field.name))


def test_all_planes_move_together(pack: Path) -> None:
    batch = batch_of(pack)
    same = Batch(batch.photos, batch.photos[:, :1].clone(), batch.person, batch.inside, batch.features, batch.styles)
    moved = augment.move(same, 64, dice())
    assert torch.allclose(moved.photos[:, :1], moved.sketches)
    assert not torch.allclose(moved.photos, torch.nn.functional.interpolate(batch.photos, 64))


def test_the_mirror_images_follow_in_the_same_order(pack: Path) -> None:
    batch = batch_of(pack)
    twice = augment.with_mirror_images(batch)
    for field in fields(Batch):
        first, second = getattr(twice, field.name).chunk(2)
        assert torch.equal(first, getattr(batch, field.name))
        assert torch.equal(second if second.ndim == 1 else second.flip(3), first)


def test_what_is_covered_is_no_example(pack: Path) -> None:
    batch = batch_of(pack)
    covered = augment.cover(batch, dice())
    hidden = (covered.inside == 0) & (batch.inside > 0)
    changed = (covered.photos != batch.photos).any(1, keepdim=True)
    assert 0 < hidden.float().mean() < 0.1
    assert torch.equal(changed & (batch.inside > 0), hidden)
    assert torch.equal(covered.sketches, batch.sketches)


def test_photographing_changes_the_photo_and_nothing_else(pack: Path) -> None:
    batch = batch_of(pack)
    seen = augment.photograph(batch, dice())
    assert torch.equal(seen.sketches, batch.sketches)
    assert (seen.photos - batch.photos).abs().mean() > 0.05
    assert seen.photos.abs().max() <= 1


def test_the_person_stays_when_the_wall_is_replaced(pack: Path) -> None:
    batch = batch_of(pack)
    changed = augment._backgrounds(batch.photos, batch.person, dice())
    inner = (batch.person > 0.99).expand_as(batch.photos)
    assert torch.allclose(changed[inner], batch.photos[inner], atol=0.02)
    assert (changed - batch.photos).abs()[(batch.person < 0.01).expand_as(batch.photos)].mean() > 0.05


def test_eightfold_moves_photo_and_sketch_into_the_same_of_eight_positions(pack: Path) -> None:
    photo = batch_of(pack).photos[:1]
    many = torch.cat([photo] * 64)
    rest = [torch.ones(64, 1, 96, 96)] * 3
    seen = augment.eightfold(Batch(many, many.clone(), *rest, torch.zeros(64, dtype=torch.int64)), dice())
    assert torch.equal(seen.photos, seen.sketches)
    turned = [torch.rot90(photo[0], quarter, (1, 2)) for quarter in range(4)]
    allowed = [*turned, *(one.flip(2) for one in turned)]
    found = {next(n for n, one in enumerate(allowed) if torch.equal(one, picture)) for picture in seen.photos}
    assert found == set(range(8))


def test_small_sets_are_drawn_more_often_than_their_share(pack: Path) -> None:
    chances = datasets._chances([("a", "x")] * 4 + [("b", "x")])
    assert chances[:4].sum() == 2 * chances[4]
    assert chances.sum() == 1
