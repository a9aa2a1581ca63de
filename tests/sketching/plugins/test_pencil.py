"""The pencil draws any photo, the same way each time, and each of its options does what it says."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from sketching.plugins import pencil
from sketching.plugins.contract import PluginError, Sketcher

SIZE = pencil.INFO.input_size
DEFAULTS = {name: field["default"] for name, field in pencil.INFO.options["properties"].items()}


def draw_face(skin: str = "#c58c6d", hair: str = "#3a2a20", wall: str = "#b9c4cc") -> NDArray[np.uint8]:
    """Give a drawn face with hair, brows, eyes, nose, mouth and shoulders before a plain wall."""
    image = Image.new("RGB", (512, 512), wall)
    pen = ImageDraw.Draw(image)
    pen.ellipse((60, 410, 452, 700), fill="#52607a")
    pen.rectangle((215, 360, 297, 450), fill=skin)
    pen.ellipse((140, 60, 372, 330), fill=hair)
    pen.ellipse((160, 100, 352, 400), fill=skin)
    for x in (210, 302):
        pen.line((x - 28, 205, x + 28, 200), fill=hair, width=9)
        pen.ellipse((x - 24, 222, x + 24, 246), fill="white")
        pen.ellipse((x - 11, 222, x + 11, 246), fill="#20160f")
    pen.line((256, 240, 246, 300, 264, 304), fill="#9c674c", width=4)
    pen.ellipse((218, 330, 294, 358), fill="#9b4a45")
    return np.asarray(image.resize((SIZE, SIZE), Image.Resampling.LANCZOS))


@pytest.fixture(scope="module")
def sketcher() -> Sketcher:
    return pencil.load("cpu")


def draw(sketcher: Sketcher, photo: NDArray[np.uint8], **options: object) -> NDArray[np.float32]:
    (sketch,) = sketcher.sketch(photo[None], {**DEFAULTS, **options})
    return np.asarray(sketch)


def ink(sketch: NDArray[np.float32]) -> float:
    return float(1 - sketch.mean())


@pytest.mark.parametrize("shading", ["none", "hatched", "smudged"])
def test_a_sketch_is_grey_float32_between_black_and_white(sketcher: Sketcher, shading: str) -> None:
    sketch = sketcher.sketch(draw_face()[None], {**DEFAULTS, "shading": shading})
    assert sketch.shape == (1, SIZE, SIZE)
    assert sketch.dtype == np.float32
    assert np.isfinite(sketch).all()
    assert 0 <= sketch.min() < 0.4
    assert 0.9 < sketch.max() <= 1


def test_the_same_photo_gives_the_same_sketch_in_a_second_sketcher(sketcher: Sketcher) -> None:
    again = pencil.load("cpu")
    assert np.array_equal(draw(sketcher, draw_face()), draw(again, draw_face()))


def test_a_batch_gives_the_sketches_of_its_photos_one_by_one(sketcher: Sketcher) -> None:
    photos = np.stack([draw_face(), draw_face(skin="#4d3024"), draw_face(wall="#202020")])
    together = sketcher.sketch(photos, DEFAULTS)
    assert all(np.array_equal(sketch, draw(sketcher, photo)) for sketch, photo in zip(together, photos, strict=True))


def test_the_photo_is_left_as_it_was(sketcher: Sketcher) -> None:
    photo = draw_face().copy()
    photo.setflags(write=False)
    draw(sketcher, photo)
    assert np.array_equal(photo, draw_face())


@pytest.mark.parametrize("shading", ["none", "hatched", "smudged"])
def test_a_heavier_line_leaves_more_ink(sketcher: Sketcher, shading: str) -> None:
    inks = [ink(draw(sketcher, draw_face(), shading=shading, line_weight=weight)) for weight in (0.5, 1.0, 2.0)]
    assert inks[0] * 1.03 < inks[1]
    assert inks[1] * 1.03 < inks[2]


@pytest.mark.parametrize("shading", ["hatched", "smudged"])
def test_shading_leaves_more_ink_than_lines_alone(sketcher: Sketcher, shading: str) -> None:
    lines_alone = ink(draw(sketcher, draw_face(), shading="none"))
    assert ink(draw(sketcher, draw_face(), shading=shading)) > 1.5 * lines_alone


def test_hatching_is_rougher_than_smudging(sketcher: Sketcher) -> None:
    cheek = (slice(int(0.52 * SIZE), int(0.6 * SIZE)), slice(int(0.35 * SIZE), int(0.45 * SIZE)))
    roughness = {
        shading: np.abs(np.diff(draw(sketcher, draw_face(), shading=shading, paper=False)[cheek], axis=1)).mean()
        for shading in ("hatched", "smudged")
    }
    assert roughness["hatched"] > 2 * roughness["smudged"]


def test_without_paper_grain_the_empty_sheet_is_pure_white(sketcher: Sketcher) -> None:
    corner = (slice(0, 40), slice(0, 40))
    assert (draw(sketcher, draw_face(), paper=False)[corner] == 1).all()
    assert draw(sketcher, draw_face(), paper=True)[corner].std() > 0.001


@pytest.mark.parametrize("level", [0, 1, 128, 255])
@pytest.mark.parametrize("shading", ["none", "hatched", "smudged"])
def test_a_photo_of_one_colour_gives_an_empty_sheet(sketcher: Sketcher, level: int, shading: str) -> None:
    sketch = draw(sketcher, np.full((SIZE, SIZE, 3), level, np.uint8), shading=shading)
    assert np.isfinite(sketch).all()
    assert sketch.mean() > 0.95


def test_pure_noise_gives_a_finite_sketch(sketcher: Sketcher) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
    assert np.isfinite(draw(sketcher, noise)).all()


def test_half_the_light_gives_much_the_same_sketch(sketcher: Sketcher) -> None:
    full, half = draw(sketcher, draw_face()), draw(sketcher, draw_face() // 2)
    assert np.abs(full - half).mean() < 0.02
    assert np.corrcoef(full.ravel(), half.ravel())[0, 1] > 0.95


@pytest.mark.parametrize("skin", ["#f1d3bf", "#c58c6d", "#4d3024"])
def test_eyes_stand_out_from_skin_of_any_tone(sketcher: Sketcher, skin: str) -> None:
    sketch = draw(sketcher, draw_face(skin=skin, hair="#17100c"))
    pupil = sketch[int(0.445 * SIZE) : int(0.47 * SIZE), int(0.4 * SIZE) : int(0.42 * SIZE)]
    cheek = sketch[int(0.52 * SIZE) : int(0.6 * SIZE), int(0.35 * SIZE) : int(0.45 * SIZE)]
    assert pupil.mean() < cheek.mean() - 0.2
    assert cheek.mean() > 0.35


def test_a_grey_wall_becomes_white_paper(sketcher: Sketcher) -> None:
    wall = draw(sketcher, draw_face(wall="#777777"))[: SIZE // 2, : SIZE // 8]
    assert wall.mean() > 0.95


def test_a_mark_on_the_wall_is_not_drawn(sketcher: Sketcher) -> None:
    photo = draw_face().copy()
    mark = (slice(int(0.15 * SIZE), int(0.22 * SIZE)), slice(int(0.08 * SIZE), int(0.15 * SIZE)))
    photo[mark] = (90, 20, 20)
    assert draw(sketcher, photo)[mark].mean() > 0.95


@pytest.mark.parametrize("shading", ["none", "hatched", "smudged"])
def test_a_sketch_is_far_from_a_grey_copy(sketcher: Sketcher, shading: str) -> None:
    grey = np.asarray(Image.fromarray(draw_face()).convert("L"), np.float32) / 255
    assert np.abs(draw(sketcher, draw_face(), shading=shading) - grey).mean() > 0.1


def test_a_photo_of_another_size_is_refused_for_good(sketcher: Sketcher) -> None:
    with pytest.raises(PluginError) as refusal:
        sketcher.sketch(np.zeros((1, 64, 64, 3), np.uint8), DEFAULTS)
    assert refusal.value.permanent
