"""Tables of who is named, and how far drawings are from the artist's: for the page of `manage.py report`."""

from collections.abc import Mapping
from pathlib import Path

from sketching.management.tables import Table, markdown
from sketching.metrics import backbones, distribution, recognition
from sketching.metrics.features import PIXELS, Features, Pictures
from sketching.metrics.gradients import HOG
from sketching.training import evaluate, naming
from sketching.training.evaluate import Draw
from sketching.training.pack import find_pairs

TEST_PEOPLE = "CUHK, 100 test people"
NULL_SPACE_TRAINING = 0.44  # of the people; 150 of 338 in the published protocol


def tables(data: Path, most: int, drawers: Mapping[str, Draw]) -> list[Table]:
    """Of CUHK's test people: rank-1 and rank-5 naming, NLDA, and, where the extra `measure` is, distances of sets."""
    pairs = evaluate.sets(data).get(TEST_PEOPLE, [])
    if len(pairs) < 10 or most < 10:
        return []
    pictures = naming.crops(drawers, evaluate.spread(pairs, most))
    features = [HOG, _trained(data, HOG)]
    if backbones.is_installed():
        features.insert(0, backbones.facenet())
    found = [_named(pictures, features)]
    if backbones.is_installed():
        found.append(_distances(pictures))
    return found


def _trained(data: Path, features: Features) -> Features:
    """An attacker who has learnt from CUFS's own training pairs what sketches are."""
    pairs = [pair for pair in find_pairs(data) if pair.style == "cufs" and pair.split == "train"]
    pictures = naming.crops({}, pairs)
    return recognition.trained(features, pictures[naming.PHOTO], pictures[naming.ARTIST])


def _named(pictures: Mapping[str, Pictures], features: list[Features]) -> Table:
    found = {one.name: naming.named(pictures, one) for one in features}
    splits = recognition.Splits(round(NULL_SPACE_TRAINING * len(pictures[naming.PHOTO])))
    artist, rows = pictures[naming.ARTIST], []
    for drawer in (name for name in pictures if name != naming.PHOTO):
        cells = [f"{named[drawer].rate(1):.0%} / {named[drawer].rate(5):.0%}" for named in found.values()]
        is_drawn = drawer != naming.ARTIST
        rates = recognition.null_space_naming(artist, pictures[drawer], PIXELS, splits) if is_drawn else None
        rows.append((drawer, *cells, f"{rates.mean:.1%}" if rates else ""))
    return Table(markdown(f"named ({len(pictures[naming.PHOTO])})", [*found, "NLDA"], rows))


def _distances(pictures: Mapping[str, Pictures]) -> Table:
    artist = pictures[naming.ARTIST]
    rows = []
    for drawer, drawn in pictures.items():
        if drawer in (naming.PHOTO, naming.ARTIST):
            continue
        sets = distribution.set_distances(drawn, artist, backbones.facenet_pooled())
        near = distribution.perceptual_distances(drawn, artist, backbones.facenet_layers())
        rows.append((drawer, f"{near.mean:.3f}", f"{sets.frechet:.1f}", f"{sets.kernel:.4f}"))
    head = ["perceptual (five layers of FaceNet)", "Fréchet (its last pooling)", "KID (the same)"]
    return Table(markdown(f"distance to the artist's ({len(artist)})", head, rows))
