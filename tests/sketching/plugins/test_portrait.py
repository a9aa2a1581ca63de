"""The network's plugin: what its options do, and that what is shipped is what was trained."""

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from sketching.plugins import drawing, registry  # noqa: E402  without torch there is nothing to test
from sketching.plugins.options import complete  # noqa: E402
from sketching.plugins.portrait.networks import Critic, Portrait, fold  # noqa: E402
from sketching.plugins.portrait.sketcher import WEIGHTS, PortraitSketcher, _crisp  # noqa: E402
from tests import pictures  # noqa: E402

INFO = registry.info("portrait")
FACE = pictures.face(512, 512)


@pytest.fixture(scope="module")
def sketcher() -> PortraitSketcher:
    return PortraitSketcher("cpu")


def drawn(sketcher: PortraitSketcher, **options: Any) -> np.ndarray:
    return np.asarray(drawing.draw(INFO, sketcher, [FACE], complete(INFO, options))[0], float)


def test_folding_the_norms_changes_nothing() -> None:
    network, photo, style = Portrait().eval(), torch.rand(1, 3, 64, 64), torch.eye(4)[:1]
    with torch.inference_mode():
        before = network(photo, style)
        assert torch.allclose(fold(network)(photo, style), before, atol=1e-4)


def test_it_has_at_most_two_million_parameters() -> None:
    assert sum(tensor.numel() for tensor in fold(Portrait().eval()).parameters()) < 2_000_000


def test_the_weights_are_small_enough_for_a_repository() -> None:
    assert WEIGHTS.stat().st_size < 4_000_000


def test_weights_that_are_not_those_of_this_version_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sketching.plugins.portrait.sketcher.DIGEST", "0" * 64)
    with pytest.raises(Exception, match="is not the file"):
        PortraitSketcher("cpu")


def test_each_manner_draws_in_its_own_way(sketcher: PortraitSketcher) -> None:
    sheets = [drawn(sketcher, manner=manner) for manner in INFO.options["properties"]["manner"]["enum"]]
    for number, sheet in enumerate(sheets):
        assert all(np.abs(sheet - other).mean() > 1 for other in sheets[number + 1 :])


def test_more_strength_is_darker(sketcher: PortraitSketcher) -> None:
    means = [drawn(sketcher, strength=strength).mean() for strength in (0.5, 1.0, 2.0)]
    assert means[0] > means[1] > means[2]


def test_the_paper_is_white(sketcher: PortraitSketcher) -> None:
    for manner in INFO.options["properties"]["manner"]["enum"]:
        assert np.median(drawn(sketcher, manner=manner)) > 240


def test_a_stroke_gets_crisper_without_a_halo() -> None:
    marks = np.zeros((9, 9), np.float32)
    marks[4] = (0, 0, 0, 0.1, 0.4, 0.1, 0, 0, 0)
    crisp = _crisp(marks, 0.8)
    assert crisp[4, 4] > 0.5
    assert crisp[marks == 0].max() == 0
    assert crisp.min() == 0


@pytest.mark.parametrize("detail", ["low", "medium", "high"])
def test_each_detail_is_drawn_at_full_size(sketcher: PortraitSketcher, detail: str) -> None:
    assert drawn(sketcher, detail=detail).shape == (512, 512)


def test_the_critic_judges_each_patch() -> None:
    scores, features = Critic()(torch.rand(2, 3, 64, 64), torch.rand(2, 1, 64, 64), torch.tensor([0, 3]))
    assert scores.shape == (2, 1, 8, 8)
    assert len(features) == 3
