"""The fully connected layer: shapes, initial weights, gradients."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import Linear


@pytest.mark.parametrize("lead", [(), (4,), (2, 5), (0,), (3, 1, 2)])
def test_it_acts_on_the_last_axis(lead):
    layer = Linear(3, 2, rng=0)
    x = np.random.default_rng(0).normal(size=(*lead, 3))
    y = layer(Tensor(x))
    assert y.shape == (*lead, 2)
    np.testing.assert_allclose(y.data, np.einsum("...i,oi->...o", x, layer.weight.data) + layer.bias.data, atol=1e-15)


def test_without_bias():
    layer = Linear(3, 2, bias=False)
    assert layer.bias is None
    assert list(layer.state_dict()) == ["weight"]
    assert layer(Tensor(np.zeros((1, 3)))).data.any() == np.False_


def test_initial_weights_are_uniform_within_the_root_of_the_inputs():
    layer = Linear(400, 300, rng=0)
    for parameter in layer.parameters():
        assert np.abs(parameter.data).max() <= 1 / 20
    assert layer.weight.data.std() == pytest.approx(1 / 20 / np.sqrt(3), rel=0.01)
    assert abs(layer.weight.data.mean()) < 1e-3


def test_seed_and_type():
    assert np.array_equal(Linear(3, 2, rng=0).weight.data, Linear(3, 2, rng=0).weight.data)
    assert not np.array_equal(Linear(3, 2, rng=0).weight.data, Linear(3, 2, rng=1).weight.data)
    assert not np.array_equal(Linear(3, 2).weight.data, Linear(3, 2).weight.data)
    assert Linear(3, 2, dtype=np.float32)(Tensor(np.ones((1, 3), np.float32))).dtype == np.float32


def test_gradient_of_a_batch():
    layer, rng = Linear(3, 2, rng=0), np.random.default_rng(1)
    x, upstream = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    layer(Tensor(x)).backward(upstream)
    np.testing.assert_allclose(layer.weight.grad, upstream.T @ x, rtol=1e-12)
    np.testing.assert_allclose(layer.bias.grad, upstream.sum(axis=0), rtol=1e-12)


@pytest.mark.parametrize(
    ("sizes", "error", "message"),
    [
        ((0, 2), ValueError, "in_features must be >= 1, got 0"),
        ((2, -1), ValueError, "out_features must be >= 1, got -1"),
        ((2.0, 1), TypeError, "in_features must be an integer, got float"),
    ],
)
def test_sizes_are_checked(sizes, error, message):
    with pytest.raises(error, match=message):
        Linear(*sizes)
