"""The networks of `make bench`: that they are the papers', and that portrait's is the plugin's."""

import pytest

torch = pytest.importorskip("torch")

from sketching.plugins.cyclegan.networks import resnet9  # noqa: E402  without torch there is nothing to test
from sketching.plugins.portrait.sketcher import PortraitSketcher  # noqa: E402
from tests.bench import arithmetic, contestants, networks, throughput  # noqa: E402

BOLD = torch.eye(4)[contestants.MANNER : contestants.MANNER + 1]


@pytest.fixture(scope="module")
def photo() -> "torch.Tensor":
    return torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(1)) * 2 - 1


def test_the_u_net_has_the_parameters_of_pix2pix_s() -> None:
    assert networks.parameters(networks.UNet256()) == 54_413_955


def test_the_u_net_draws_as_large_as_the_photo() -> None:
    with torch.inference_mode():
        drawn = networks.UNet256().eval()(torch.zeros(1, 3, 256, 256))
    assert drawn.shape == (1, 3, 256, 256)


def test_the_resnet_does_the_paper_s_multiplications_at_256_px() -> None:
    """56.8 billion in "GAN Compression" (Li et al., 2020), which counts transposed convolutions by what they give."""
    work = arithmetic.gflop(resnet9().to("meta"), torch.zeros(1, 3, 256, 256, device="meta"))["Global"]
    enlargements = (256 * 128 * 64**2 + 128 * 64 * 128**2) * 9 / 1e9  # counted by what they are given: a quarter
    assert work / 2 + 3 * enlargements == pytest.approx(56.8, abs=0.05)


def test_what_is_measured_is_the_sketcher_s_network(photo: "torch.Tensor") -> None:
    sketcher = PortraitSketcher("cpu")
    with torch.inference_mode():
        assert torch.equal(contestants.portrait()(photo), sketcher._network(photo, BOLD))


def test_setting_the_norms_apart_changes_nothing(photo: "torch.Tensor") -> None:
    folded = contestants.folded()
    with torch.inference_mode():
        assert torch.allclose(contestants.with_norms(folded)(photo, BOLD), folded(photo, BOLD), atol=1e-4)


def test_the_parts_of_the_network_do_all_of_its_arithmetic(photo: "torch.Tensor") -> None:
    network = contestants.portrait()
    parts, _ = arithmetic.parts(network, photo, rounds=1)
    assert sum(part.gflop for part in parts) == pytest.approx(arithmetic.gflop(network, photo)["Global"])


def test_throughput_has_a_row_for_each_network() -> None:
    ours = {"portrait": contestants.portrait(), "again": contestants.portrait()}
    rows = throughput.rows(ours, 2, "bf16", throughput.Setting("cpu", 64, rounds=1, turn_seconds=0))
    assert [row[:3] for row in rows] == [["2", "bf16", "portrait"], ["2", "bf16", "again"]]
    assert all(len(row) == len(throughput.HEAD) for row in rows)
