"""What makes few pairs into many: moves of photo and sketch together, and of the photo alone whatever a camera may do.

Everything takes a torch.Generator: the same one gives the same pictures.
"""

import io
import math
from dataclasses import replace

import numpy as np
import torch
from PIL import Image
from torch import Generator, Tensor
from torch.nn import functional as F

from sketching.tensors import to_grey
from sketching.training.datasets import Batch


def move(batch: Batch, size: int, dice: Generator) -> Batch:
    """Cut to `size` pixels a side, mirrored half of the time, turned, scaled and shifted: all planes alike.

    Scaled so that a face is drawn at 0.85 to 1.5 times the size it has in the pack: more detail is asked for, too.
    """
    if batch.sketches.shape[1] != 1:
        raise ValueError("these sketches have colours, as squashed packs have: only encoder_decoder trains on them")
    count = len(batch.photos)
    angle = _spread(count, math.radians(8), dice)
    scale = size / batch.photos.shape[-1] * torch.exp(_spread(count, 0.28, dice) - 0.12)
    flip = torch.where(torch.rand(count, generator=dice) < 0.5, -1.0, 1.0)
    cosine, sine = scale * torch.cos(angle), scale * torch.sin(angle)
    room = (1 - scale).clamp(min=0.04)
    shift = torch.stack([_spread(count, 1.0, dice) * room, _spread(count, 1.0, dice) * room], 1)
    matrix = torch.stack(
        [torch.stack([cosine * flip, -sine, shift[:, 0]], 1), torch.stack([sine * flip, cosine, shift[:, 1]], 1)], 1
    )
    planes = torch.cat([batch.photos, batch.sketches, batch.person, batch.inside, batch.features], 1)
    grid = F.affine_grid(matrix, [count, planes.shape[1], size, size], align_corners=False)
    within = ((grid > -1) & (grid < 1)).all(-1)[:, None]
    # Bicubic: with bilinear sampling the strokes that are to be learnt would come out softer than the artist's
    moved = F.grid_sample(planes, grid, mode="bicubic", padding_mode="border", align_corners=False)
    pictures, places = moved[:, :4].clamp(-1, 1), moved[:, 4:].clamp(0, 1)
    inside = places[:, 1:2] * within
    return Batch(pictures[:, :3], pictures[:, 3:], places[:, :1], inside, places[:, 2:], batch.styles)


def with_mirror_images(batch: Batch) -> Batch:
    """Twice as many: the pairs, and then in the same order their mirror images."""
    planes = ("photos", "sketches", "person", "inside", "features")
    twice = {name: torch.cat([getattr(batch, name), getattr(batch, name).flip(3)]) for name in planes}
    return Batch(**twice, styles=batch.styles.repeat(2))


def cover(batch: Batch, dice: Generator) -> Batch:
    """Of one in six photos a part is hidden behind something plain, up to 0.4 of the side each way.

    What the artist drew there is then no example, so `inside` is 0 there: nobody is asked to draw what cannot be seen.
    """
    count, _, size, _ = batch.photos.shape
    extent = (0.1 + 0.3 * torch.rand(count, 2, 1, 1, generator=dice)) * size
    corner = torch.rand(count, 2, 1, 1, generator=dice) * (size - extent)
    place = torch.arange(size, dtype=torch.float32)
    down, across = place[None, :, None], place[None, None, :]
    rows = (down >= corner[:, 0]) & (down < corner[:, 0] + extent[:, 0])
    columns = (across >= corner[:, 1]) & (across < corner[:, 1] + extent[:, 1])
    hidden = (rows & columns)[:, None] * _some(count, 1 / 6, dice)
    colour = torch.rand(count, 3, 1, 1, generator=dice) * 2 - 1
    return replace(batch, photos=torch.lerp(batch.photos, colour, hidden), inside=batch.inside * (1 - hidden))


def photograph(batch: Batch, dice: Generator) -> Batch:
    """Other walls behind the same people, other light, other cameras."""
    photos = _backgrounds(batch.photos, batch.person, dice)
    photos = _light(photos, dice)
    photos = _camera(photos, dice)
    return replace(batch, photos=photos.clamp(-1, 1))


def eightfold(batch: Batch, dice: Generator) -> Batch:
    """Each pair in one of the seed report's eight positions: as it is, turned by a quarter either way or upside down,
    and the mirror image of each. Drawn by chance, which over an epoch comes to the same as a set eight times as large.
    """
    photos, sketches = batch.photos.clone(), batch.sketches.clone()
    for number, position in enumerate(torch.randint(8, (len(photos),), generator=dice).tolist()):
        for planes in (photos, sketches):
            turned = torch.rot90(planes[number], position % 4, (1, 2))
            planes[number] = turned.flip(2) if position >= 4 else turned
    return replace(batch, photos=photos, sketches=sketches)


def _spread(count: int, most: float, dice: Generator) -> Tensor:
    """(count,) from -most to most."""
    return (torch.rand(count, generator=dice) * 2 - 1) * most


def _some(count: int, share: float, dice: Generator) -> Tensor:
    """(count, 1, 1, 1): 1 for about this share of them, else 0."""
    return (torch.rand(count, generator=dice) < share).float()[:, None, None, None]


def _backgrounds(photos: Tensor, person: Tensor, dice: Generator) -> Tensor:
    """Of six in ten the wall is another: plain, shaded, a texture, or what is behind somebody else."""
    count, _, size, _ = photos.shape
    plain = torch.rand(count, 3, 1, 1, generator=dice) * 2 - 1
    shaded = plain + (torch.rand(count, 3, 2, 2, generator=dice) - 0.5).mul(1.2)
    rough = torch.rand(count, 3, 12, 12, generator=dice) * 2 - 1
    walls = [
        plain.expand_as(photos),
        F.interpolate(shaded, size=(size, size), mode="bilinear"),
        F.interpolate(rough, size=(size, size), mode="bicubic"),
        F.avg_pool2d(photos.roll(1, 0), 9, 1, 4),
        photos.roll(1, 0).flip(3),
    ]
    which = torch.randint(len(walls), (count,), generator=dice)
    wall = torch.stack(walls, 1)[torch.arange(count), which].clamp(-1, 1)
    share = person + (1 - person) * (1 - _some(count, 0.6, dice))
    return photos * share + wall * (1 - share)


def _light(photos: Tensor, dice: Generator) -> Tensor:
    """Exposure by up to two stops, warmth, light from a side, contrast, saturation down to grey. In linear light."""
    count, _, size, _ = photos.shape
    linear = ((photos + 1) / 2).clamp(1e-3, 1) ** 2.2
    stops = _spread(count, 1.6, dice) * (torch.rand(count, generator=dice) < 0.7)
    warmth = _spread(count, 0.35, dice)
    colour = torch.stack([warmth, _spread(count, 0.1, dice), -warmth], 1)[:, :, None, None]
    angle = torch.rand(count, generator=dice) * 2 * math.pi
    axis = torch.linspace(-1, 1, size)
    ramp = axis[None, None, :] * torch.cos(angle)[:, None, None] + axis[None, :, None] * torch.sin(angle)[:, None, None]
    side = (torch.sigmoid(3 * ramp)[:, None] * 2 - 1) * 1.5 * _some(count, 0.35, dice)
    linear = linear * torch.exp2(stops[:, None, None, None] + side) * torch.exp(colour)
    lit = linear.clamp(0, 1) ** (1 / 2.2) * 2 - 1
    contrast = torch.exp(_spread(count, 0.3, dice))[:, None, None, None]
    middle = lit.mean((1, 2, 3), keepdim=True)
    lit = middle + (lit - middle) * contrast
    grey = to_grey(lit)
    saturation = (1 + _spread(count, 0.5, dice))[:, None, None, None] * (1 - _some(count, 0.15, dice))
    return grey + (lit - grey) * saturation


def _camera(photos: Tensor, dice: Generator) -> Tensor:
    """Blur, fewer pixels, noise, JPEG."""
    count, _, size, _ = photos.shape
    soft = F.avg_pool2d(F.avg_pool2d(photos, 3, 1, 1, count_include_pad=False), 3, 1, 1, count_include_pad=False)
    photos = torch.lerp(photos, soft, _some(count, 0.25, dice) * torch.rand(count, 1, 1, 1, generator=dice))
    half = F.interpolate(F.interpolate(photos, scale_factor=0.5, mode="area"), size=(size, size), mode="bilinear")
    photos = torch.lerp(photos, half, _some(count, 0.15, dice))
    noise = torch.randn(photos.shape, generator=dice) * torch.rand(count, 1, 1, 1, generator=dice) * 0.1
    photos = (photos + noise * _some(count, 0.3, dice)).clamp(-1, 1)
    chosen = torch.rand(count, generator=dice) < 0.3
    qualities = torch.randint(25, 90, (count,), generator=dice)
    for number in chosen.nonzero()[:, 0].tolist():
        photos[number] = _jpeg(photos[number], int(qualities[number]))
    return photos


def _jpeg(photo: Tensor, quality: int) -> Tensor:
    pixels = ((photo.permute(1, 2, 0) + 1) * 127.5).round().to(torch.uint8).numpy()
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    return torch.from_numpy(np.array(Image.open(out))).permute(2, 0, 1).float() / 127.5 - 1
