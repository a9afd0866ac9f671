"""DropConnect: masks on weights, one for each sample; mean and variance as the paper derives them."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import DropConnect, Linear


def with_masks(layer, x, lead):
    """Compute the layer's output from masks drawn in its order, by loops over samples."""
    source, p = np.random.default_rng(5), layer.p
    weights = np.where(source.random((*lead, *layer.weight.shape)) < p, 0, layer.weight.data / (1 - p))
    biases = np.where(source.random((*lead, layer.out_features)) < p, 0, layer.bias.data / (1 - p))
    return weights, biases


@pytest.mark.parametrize("lead", [(), (6,), (2, 3)])
def test_each_sample_has_weights_of_its_own(lead):
    layer, rng = DropConnect(4, 3, p=0.4, rng=0), np.random.default_rng(1)
    x, upstream = rng.normal(size=(*lead, 4)), rng.normal(size=(*lead, 3))
    layer.rng = np.random.default_rng(5)
    tensor = Tensor(x, requires_grad=True)
    y = layer(tensor)
    y.backward(upstream)
    weights, biases = with_masks(layer, x, lead)
    np.testing.assert_allclose(y.data, np.einsum("...oi,...i->...o", weights, x) + biases, rtol=1e-12)
    np.testing.assert_allclose(tensor.grad, np.einsum("...oi,...o->...i", weights, upstream), rtol=1e-12)
    kept = (weights != 0) / 0.6
    expected = (kept * upstream[..., :, None] * x[..., None, :]).reshape(-1, 3, 4).sum(axis=0)
    np.testing.assert_allclose(layer.weight.grad, expected, rtol=1e-12, atol=1e-15)
    expected = ((biases != 0) / 0.6 * upstream).reshape(-1, 3).sum(axis=0)
    np.testing.assert_allclose(layer.bias.grad, expected, rtol=1e-12, atol=1e-15)


def test_a_shared_mask_is_a_linear_layer_with_zeros():
    layer = DropConnect(4, 3, p=0.4, shared_mask=True, rng=0)
    x = np.random.default_rng(1).normal(size=(6, 4))
    layer.rng = np.random.default_rng(5)
    weights, biases = with_masks(layer, x, ())
    np.testing.assert_allclose(layer(Tensor(x)).data, x @ weights.T + biases, rtol=1e-12)
    assert (weights == 0).any()


@pytest.mark.parametrize("shared_mask", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_moments(shared_mask, bias):
    layer = DropConnect(5, 2, bias, p=0.3, shared_mask=shared_mask, rng=0)
    x = np.random.default_rng(2).normal(size=(1, 5))
    draws = np.concatenate([layer(Tensor(x)).data for _ in range(6000)])
    mean, variance = layer.moments(Tensor(x))
    np.testing.assert_allclose(draws.mean(axis=0), mean.data[0], atol=5 * np.sqrt(variance.data.max() / 6000))
    np.testing.assert_allclose(draws.var(axis=0), variance.data[0], rtol=0.1)
    assert layer.moments(x)[0].shape == (1, 2)


def test_evaluation_is_linear():
    layer, x = DropConnect(4, 3, rng=0), Tensor(np.random.default_rng(1).normal(size=(6, 4)))
    plain = Linear(4, 3)
    plain.load_state_dict(layer.state_dict())
    expected = plain(x).data
    assert not np.array_equal(layer(x).data, expected)
    assert np.array_equal(layer.eval()(x).data, expected)
    assert np.array_equal(layer.moments(x)[0].data, expected)


def test_the_ends():
    x = Tensor(np.ones((2, 4)))
    assert np.array_equal(DropConnect(4, 3, p=0, rng=0)(x).data, Linear(4, 3, rng=0)(x).data)
    for shared_mask in (False, True):
        assert not DropConnect(4, 3, p=1, shared_mask=shared_mask)(x).data.any()
    with pytest.raises(ValueError, match="p must be below 1 for the moments to exist, got 1"):
        DropConnect(4, 3, p=1).moments(x)


def test_seed_type_and_errors():
    x = np.ones((2, 4))
    first, again = (DropConnect(4, 3, rng=0)(x).data for _ in range(2))
    assert np.array_equal(first, again)
    layer = DropConnect(4, 3, rng=0, dtype=np.float32)
    assert layer(Tensor(x.astype(np.float32))).dtype == np.float32
    with pytest.raises(ValueError, match="p must be >= 0 and <= 1, got 2"):
        DropConnect(4, 3, p=2)
    assert repr(layer) == "DropConnect(in_features=4, out_features=3, bias=True, p=0.5, shared_mask=False)"
