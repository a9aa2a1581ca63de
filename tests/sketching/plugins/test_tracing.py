"""A sketch told as curves looks like the sketch, and is a small file with nothing in it but paths."""

import re
from xml.etree import ElementTree as ET

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from sketching.metrics.image_quality import structural_similarity
from sketching.plugins import drawing, registry, tracing
from sketching.plugins.options import complete
from tests import pictures

SVG = "{http://www.w3.org/2000/svg}"
FINE, STEPS = 4, 4  # subpixels each way, and straight pieces for each curve
TRACED = sorted(name for name, plugin in registry.plugins().items() if plugin.info.traces)
noise = np.random.default_rng(3).random((512, 512))


def drawn(plugin: str) -> NDArray[np.float32]:
    info = registry.info(plugin)
    face = pictures.face(info.input_size, info.input_size)
    (sketch,) = drawing.draw(info, registry.load(plugin, "cpu"), [face], complete(info, {}))
    return np.asarray(sketch, np.float32) / 255


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"-?\d+", text)]


def ring(path: str) -> NDArray[np.float64]:
    """The points of "x y q cx cy x y t x y x y…", the only kind of ring that a trace has; in units of the file."""
    start, first, others = re.split("[qt]", path)
    here = np.array(numbers(start))
    pull, end = here + numbers(first)[:2], here + numbers(first)[2:]
    share = np.linspace(0, 1, STEPS, endpoint=False)[:, None]
    points = []
    for step in [*np.reshape(numbers(others), (-1, 2)), np.zeros(2, int)]:
        points.append((1 - share) ** 2 * here + 2 * share * (1 - share) * pull + share**2 * end)
        here, pull, end = end, 2 * end - pull, end + step
    return np.concatenate(points)


def shown(svg: bytes) -> NDArray[np.uint8]:
    """The picture that a browser would show, 0 to 255."""
    root = ET.fromstring(svg)  # noqa: S314  it is ours
    width, height = numbers(root.attrib["viewBox"])[2:]
    scale = float(root.findall(f"{SVG}g")[0].attrib["transform"].strip("scale()"))
    sheet = np.full((height * FINE, width * FINE), 255, np.uint8)
    for path in root.iter(f"{SVG}path"):
        rings = [ring(part) * scale * FINE - 0.5 for part in re.findall("M([^z]*)z", path.attrib["d"])]
        whole = [np.rint(points * 16).astype(np.int32) for points in rings]
        cv2.fillPoly(sheet, whole, int(path.attrib["fill"][1:3], 16), shift=4)  # evenodd, as the file says
    return np.asarray(cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize("plugin", TRACED)
def test_a_trace_looks_like_the_sketch(plugin: str) -> None:
    sketch = drawn(plugin)
    trace = tracing.trace(sketch)
    assert structural_similarity(shown(trace), sketch * 255) > 0.9
    assert len(trace) < tracing.MOST_BYTES


@pytest.mark.parametrize("plugin", TRACED)
def test_the_same_sketch_is_always_the_same_trace(plugin: str) -> None:
    sketch = drawn(plugin)
    assert tracing.trace(sketch) == tracing.trace(sketch.copy())


def test_a_trace_has_nothing_in_it_but_paper_and_paths() -> None:
    root = ET.fromstring(tracing.trace(drawn("pencil")))  # noqa: S314
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "rect", "g", "path"}
    names = {name for element in root.iter() for name in element.attrib}
    assert names == {"width", "height", "viewBox", "fill", "fill-rule", "transform", "d"}
    assert root.attrib["viewBox"] == "0 0 640 640"


def test_a_blank_sheet_is_white_paper() -> None:
    assert (shown(tracing.trace(np.ones((64, 48), np.float32))) == 255).all()


def test_what_is_dark_up_to_the_edge_stays_dark_up_to_the_edge() -> None:
    assert (shown(tracing.trace(np.zeros((64, 48), np.float32))) < 30).all()


def test_holes_stay_open_and_corners_sharp() -> None:
    sketch = np.ones((64, 64), np.float32)
    sketch[10:54, 10:54] = 0
    sketch[20:44, 20:44] = 1
    difference = np.abs(shown(tracing.trace(sketch)) - sketch * 255)
    assert difference.mean() < 6
    assert difference[:8].max() == difference[24:40, 24:40].max() == 0


def test_a_line_one_pixel_wide_is_not_lost() -> None:
    sketch = np.ones((64, 64), np.float32)
    sketch[32, 8:56] = 0
    assert shown(tracing.trace(sketch))[32, 16:48].max() < 160


def test_a_trace_of_a_finer_drawing_is_as_large_as_the_drawing() -> None:
    sketch = np.asarray(Image.fromarray((drawn("pencil") * 255).astype(np.uint8)).resize((300, 200)), np.float32) / 255
    assert shown(tracing.trace(sketch)).shape == (200, 300)


@pytest.mark.parametrize(
    "sketch", [noise, noise > 0.5, np.indices((512, 512)).sum(axis=0) % 2], ids=["grey", "black", "chequered"]
)
def test_noise_is_smoothed_until_its_trace_is_small(sketch: NDArray[np.float64]) -> None:
    assert len(tracing.trace(sketch.astype(np.float32))) <= tracing.MOST_BYTES


def test_what_cannot_be_told_in_few_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "MOST_BYTES", 2_000)
    with pytest.raises(tracing.TooIntricateError, match="2000 bytes"):
        tracing.trace(noise.astype(np.float32))
