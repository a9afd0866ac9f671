"""Layer normalisation: each sample by itself, over one axis or several."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import LayerNorm


@pytest.mark.parametrize(
    ("shape", "over"), [((5,), 5), ((4, 5), 5), ((2, 3, 4), (3, 4)), ((2, 3, 4), [4]), ((3, 1, 4), 4)]
)
def test_each_sample_gets_mean_zero_and_variance_one(shape, over):
    layer = LayerNorm(over, eps=0)
    axes = tuple(range(-len(layer.normalized_shape), 0))
    y = layer(Tensor(np.random.default_rng(0).normal(3, 2, shape))).data
    assert y.shape == shape
    np.testing.assert_allclose(y.mean(axis=axes), 0, atol=1e-14)
    np.testing.assert_allclose(y.var(axis=axes), 1, rtol=1e-12)


def test_samples_and_modes_are_independent():
    layer, x = LayerNorm(4), np.random.default_rng(0).normal(size=(3, 4))
    whole = layer(Tensor(x)).data
    np.testing.assert_allclose(layer.eval()(Tensor(x[1:2])).data, whole[1:2], rtol=1e-14)
    assert list(layer.buffers()) == []


def test_parts_that_are_switched_off():
    assert list(LayerNorm(3, bias=False).state_dict()) == ["weight"]
    assert list(LayerNorm(3, elementwise_affine=False).state_dict()) == []
    layer = LayerNorm((2, 3))
    assert layer.weight.shape == layer.bias.shape == (2, 3)
    layer.weight.data += 1
    layer.reset_parameters()
    assert set(layer.weight.data.ravel()) == {1.0}
    LayerNorm(3, elementwise_affine=False).reset_parameters()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"normalized_shape": ()}, ValueError, r"normalized_shape must name at least one axis, got \(\)"),
        ({"normalized_shape": (2, 0)}, ValueError, "normalized_shape must be >= 1, got 0"),
        ({"normalized_shape": [2.0]}, TypeError, "normalized_shape must be an integer, got float"),
        ({"normalized_shape": 2, "eps": -1}, ValueError, "eps must be >= 0, got -1"),
    ],
)
def test_settings_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        LayerNorm(**options)
