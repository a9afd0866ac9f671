"""The layers that only LeNet-5 has, each against its definition written out."""

import pytest
import torch
from torch.nn import functional

from lib.vision import lenet5_layers as layers
from lib.vision.digit_codes import DIGIT_CODES


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_scaled_tanh_is_about_the_identity_at_one():
    y = layers.ScaledTanh()(torch.tensor([-1.0, 0.0, 1.0, 100.0]))
    torch.testing.assert_close(y, torch.tensor([-1.0, 0.0, 1.0, 1.7159]), atol=1e-4, rtol=0)


def test_subsampling_adds_four_pixels():
    layer = layers.Subsampling(2)
    layer.reset_parameters(generator())
    x = torch.randn(3, 2, 6, 4, generator=generator(1))
    y = layer(x)
    assert y.shape == (3, 2, 3, 2)
    total = x[1, 1, 2, 2] + x[1, 1, 2, 3] + x[1, 1, 3, 2] + x[1, 1, 3, 3]
    torch.testing.assert_close(y[1, 1, 1, 1], layer.weight[1] * total + layer.bias[1])
    assert layer.weight.abs().max() <= 2.4 / 4
    assert (layer.multiply_adds((1, 2, 3, 2)), layer.connections((1, 2, 3, 2))) == (48, 60)


def test_the_table_is_that_of_the_paper():
    """Six maps see three neighbours, six see four, three see four with a gap, one sees all."""
    assert [len(sources) for sources in layers.TABLE_1] == [3] * 6 + [4] * 9 + [6]
    assert len(set(layers.TABLE_1)) == 16
    seen = [sum(source in sources for sources in layers.TABLE_1) for source in range(6)]
    assert seen == [10] * 6
    for number, sources in enumerate(layers.TABLE_1[:12]):
        length = 3 if number < 6 else 4
        assert set(sources) == {(number + step) % 6 for step in range(length)}


def test_partly_connected_convolution_is_a_sum_over_connected_pairs():
    layer = layers.PartlyConnectedConv2d(6, layers.TABLE_1, 5)
    layer.reset_parameters(generator())
    assert layer.weight.shape == (60, 5, 5)
    x = torch.randn(2, 6, 14, 14, generator=generator(1))
    y = layer(x)
    kernel = 0
    for out, sources in enumerate(layers.TABLE_1):
        wanted = layer.bias[out].expand(2, 10, 10)
        bound = 2.4 / (25 * len(sources))
        assert layer.weight[kernel : kernel + len(sources)].abs().max() <= bound
        for source in sources:
            wanted = (
                wanted + functional.conv2d(x[:, source : source + 1], layer.weight[None, kernel : kernel + 1])[:, 0]
            )
            kernel += 1
        torch.testing.assert_close(y[:, out], wanted, rtol=1e-4, atol=1e-5)
    assert layer.multiply_adds((1, 16, 10, 10)) == 150_000
    assert (layer.full_weight() != 0).any(dim=3).any(dim=2).sum() == 60


def test_distance_to_codes():
    layer = layers.DistanceToCodes(10, 84, "digits")
    layer.reset_parameters()
    codes = torch.tensor(DIGIT_CODES)
    assert torch.equal(layer.codes, codes)
    x = torch.randn(3, 84, generator=generator())
    torch.testing.assert_close(layer(x), torch.cdist(x, codes) ** 2, rtol=1e-4, atol=1e-3)
    assert layer(codes).argmin(dim=1).tolist() == list(range(10))
    assert layer.multiply_adds((1, 10)) == 840


def test_random_codes_are_signs():
    layer = layers.DistanceToCodes(50, 84, "random")
    layer.reset_parameters(generator())
    assert set(layer.codes.unique().tolist()) == {-1.0, 1.0}
    assert layer.codes.mean().item() == pytest.approx(0, abs=0.06)
