"""Sigmoid, tanh and the softmax pair: ranges, identities, extreme inputs."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import LogSoftmax, Sigmoid, Softmax, Tanh

X = np.linspace(-30, 30, 61)


def test_sigmoid_and_tanh_are_one_function_on_two_scales():
    np.testing.assert_allclose(Tanh()(Tensor(X)).data, 2 * Sigmoid()(Tensor(2 * X)).data - 1, atol=1e-15)
    assert Sigmoid()(Tensor([-800.0, 800.0])).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(("layer", "top"), [(Sigmoid(), 0.25), (Tanh(), 1.0)])
def test_slopes_are_largest_at_zero(layer, top):
    x = Tensor(X, requires_grad=True)
    layer(x).sum().backward()
    assert x.grad.argmax() == 30
    assert x.grad.max() == pytest.approx(top)
    assert (x.grad >= 0).all()


@pytest.mark.parametrize("dim", [0, 1, -1, -2])
def test_softmax_sums_to_one_along_its_axis(dim):
    z = np.random.default_rng(0).normal(size=(3, 4)) * 100
    p = Softmax(dim=dim)(Tensor(z)).data
    np.testing.assert_allclose(p.sum(axis=dim), 1, rtol=1e-14)
    np.testing.assert_allclose(Softmax(dim=dim)(Tensor(z + 1000)).data, p, atol=1e-12)
    np.testing.assert_allclose(np.exp(LogSoftmax(dim=dim)(Tensor(z)).data), p, atol=1e-15)


def test_log_softmax_stays_finite():
    assert LogSoftmax(dim=0)(Tensor([-800.0, 800.0])).tolist() == [-1600.0, 0.0]


@pytest.mark.parametrize("layer", [Softmax, LogSoftmax])
def test_the_axis_must_be_given(layer):
    with pytest.raises(TypeError, match="dim must be an integer, got NoneType"):
        layer()
