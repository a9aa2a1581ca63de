"""The seed report's networks: as it, the notebook and the repository it cites describe them."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from sketching.plugins import drawing, registry  # noqa: E402
from sketching.plugins.contract import PluginError  # noqa: E402
from sketching.plugins.cyclegan.networks import Compact, Generators, cited, patch_discriminator, resnet9  # noqa: E402
from sketching.plugins.encoder_decoder.networks import EncoderDecoder, Notebook, Shape  # noqa: E402
from sketching.plugins.encoder_decoder.recipe import Config, EncoderDecoderRecipe, build  # noqa: E402
from tests import pictures  # noqa: E402


def count(network: "torch.nn.Module") -> int:
    return sum(tensor.numel() for tensor in network.parameters())


def test_the_notebook_s_network_has_as_many_parameters_as_keras_counts() -> None:
    network = Notebook()
    running = sum(tensor.numel() for name, tensor in network.named_buffers() if "running" in name)
    assert count(network) + running == 9_786_347


def test_the_notebook_s_sizes_are_those_of_its_layers() -> None:
    network, sizes, x = Notebook().eval(), [], torch.rand(1, 3, 256, 256)
    for layer in (*network.encoder, *network.decoder):
        x = layer(x)
        if isinstance(layer, torch.nn.Conv2d | torch.nn.ConvTranspose2d):
            sizes.append(x.shape[-1])
    assert sizes == [127, 62, 30, 14, 6, 2, 6, 14, 30, 62, 126, 254, 255, 256]


@pytest.mark.parametrize("kernel", [2, 3, 4, 5, 7])
def test_blocks_halve_and_double_whatever_the_kernel(kernel: int) -> None:
    network = EncoderDecoder(Shape(layers=3, filters=4, kernel=kernel)).eval()
    assert network.encoder(torch.rand(1, 3, 64, 64)).shape == (1, 16, 8, 8)
    assert network(torch.rand(1, 3, 64, 64)).shape == (1, 3, 64, 64)


def test_filters_double_up_to_512() -> None:
    network = EncoderDecoder(Shape(layers=6, filters=64, kernel=3, batch_norm=False))
    widths = [block[0].out_channels for block in network.encoder]
    assert widths == [64, 128, 256, 512, 512, 512]


def test_an_unknown_architecture_is_refused() -> None:
    with pytest.raises(ValueError, match="neither blocks nor notebook"):
        build(Config(architecture="transformer"))


def test_regularisation_is_the_weighted_sum_of_squares_and_magnitudes() -> None:
    config = Config(layers=2, filters=2, kernel=3, l2_encoder=0.5, l2_decoder=0.25, l1=0.125)
    recipe = EncoderDecoderRecipe(config)
    network = recipe.networks["generator"]
    kernels = {
        side: torch.cat([w.flatten() for w in getattr(network, side).parameters() if w.ndim == 4])
        for side in ("encoder", "decoder")
    }
    squares = 0.5 * (kernels["encoder"] ** 2).sum() + 0.25 * (kernels["decoder"] ** 2).sum()
    magnitudes = 0.125 * sum(kernel.abs().sum() for kernel in kernels.values())
    assert recipe._regularisation().item() == pytest.approx((squares + magnitudes).item(), rel=1e-5)


def test_cyclegan_s_generators_have_the_published_sizes() -> None:
    assert count(resnet9()) == 11_378_179
    assert count(Compact()) < 1_000_000
    for network in (resnet9(), cited(), Compact()):
        assert network(torch.rand(1, 3, 64, 64)).shape == (1, 3, 64, 64)


def test_the_discriminator_sees_patches_of_70_pixels() -> None:
    """What one verdict depends on, by its gradient. Norms would spread it over the picture."""
    network = patch_discriminator(8, lambda _: torch.nn.Identity())
    picture = torch.rand(1, 3, 160, 160, requires_grad=True)
    scores = network(picture)
    scores[0, 0, scores.shape[2] // 2, scores.shape[3] // 2].backward()
    rows = picture.grad.abs().sum((0, 1, 3)).nonzero()
    assert rows.max() - rows.min() + 1 == 70


def test_both_ways_are_named_as_in_the_report() -> None:
    assert dict(Generators(Compact).named_children()).keys() == {"G_I2S", "G_S2I"}


def test_a_plugin_that_gives_the_photo_itself_is_refused_for_people_and_can_be_measured() -> None:
    face = pictures.face(512, 512)
    info = dataclasses.replace(registry.info("cyclegan"), name="copyist")

    class Copyist:
        def sketch(self, photos: np.ndarray, _options: object) -> np.ndarray:
            return photos.mean(axis=3, dtype=np.float32) / 255

    with pytest.raises(PluginError, match="the photo itself"):
        drawing.draw(info, Copyist(), [face], {})
    assert drawing.draw_unchecked(info, Copyist(), [face], {})[0].size == (512, 512)


def test_a_sketch_is_turned_back_into_a_photo() -> None:
    sketcher = registry.load("cyclegan", "cpu")
    back = sketcher.photograph(np.full((1, 64, 64), 255, np.uint8))  # type: ignore[attr-defined]
    assert back.shape == (1, 64, 64, 3)
    assert back.dtype == np.uint8


def test_the_encoder_decoder_draws_on_to_both_sides_of_its_crop() -> None:
    info = registry.info("encoder_decoder")
    drawn = drawing.draw(info, registry.load(info.name, "cpu"), [pictures.face(512, 512)], {})[0]
    sheet = np.asarray(drawn)
    assert (sheet[:, :51] == sheet[:, 51:52]).all()
    assert not (sheet[:, 200:251] == sheet[:, 251:252]).all()


@pytest.mark.parametrize("name", ["encoder_decoder", "cyclegan"])
def test_their_weights_are_small_enough_for_a_repository(name: str) -> None:
    folder = Path(registry.plugins()[name].module.__file__ or "").parent
    assert (folder / "weights.safetensors").stat().st_size < 4_000_000
