"""ReLU and its relatives: values worked by hand, the slope at the corner, settings."""

import math

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import GELU, LeakyReLU, PReLU, ReLU, Softplus

X = [-3.0, -0.5, 0.0, 0.5, 3.0]


def slopes(layer, x=X):
    """Return the derivative of the layer's sum."""
    tensor = Tensor(x, requires_grad=True)
    layer(tensor).sum().backward()
    return tensor.grad


def test_relu_reaches_zero_and_its_slope_there_is_zero():
    assert ReLU()(Tensor(X)).tolist() == [0.0, 0.0, 0.0, 0.5, 3.0]
    assert slopes(ReLU()).tolist() == [0.0, 0.0, 0.0, 1.0, 1.0]


def test_inplace_overwrites_the_input():
    for layer in (ReLU(inplace=True), LeakyReLU(inplace=True)):
        x = Tensor(X)
        assert layer(x).data is x.data
        assert x.tolist()[-2:] == X[-2:]


def test_leaky_relu():
    assert LeakyReLU()(Tensor(X)).tolist() == [-0.03, -0.005, 0.0, 0.5, 3.0]
    assert slopes(LeakyReLU(0.2)).tolist() == [0.2, 0.2, 0.2, 1.0, 1.0]


def test_prelu_learns_its_slope():
    layer = PReLU()
    assert layer(Tensor(X)).tolist() == [-0.75, -0.125, 0.0, 0.5, 3.0]
    layer(Tensor(X)).sum().backward()
    assert layer.weight.grad.tolist() == [-3.5]


def test_prelu_with_a_slope_for_each_channel():
    layer = PReLU(2, init=0.5)
    x = Tensor([[-1.0, -2.0], [3.0, -4.0]])
    assert layer(x).tolist() == [[-0.5, -1.0], [3.0, -2.0]]
    layer(x).sum().backward()
    assert layer.weight.grad.tolist() == [-1.0, -6.0]
    assert PReLU(2, dtype=np.float32).weight.dtype == np.float32


def test_softplus_does_not_overflow_and_nears_relu():
    y = Softplus()(Tensor([-800.0, 0.0, 800.0])).data
    np.testing.assert_allclose(y, [0.0, math.log(2), 800.0], rtol=1e-15)
    np.testing.assert_allclose(Softplus(beta=50)(Tensor(X)).data, np.maximum(X, 0), atol=0.014)
    np.testing.assert_allclose(slopes(Softplus(beta=2)), 1 / (1 + np.exp(-2 * np.array(X))), rtol=1e-12)


def test_gelu_is_x_times_the_normal_distribution_function():
    expected = [x * 0.5 * (1 + math.erf(x / math.sqrt(2))) for x in X]
    np.testing.assert_allclose(GELU()(Tensor(X)).data, expected, rtol=1e-12)
    gap = np.abs(GELU(approximate="tanh")(Tensor(X)).data - expected)
    assert 0 < gap.max() < 5e-4


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: LeakyReLU("0.1"), TypeError, "negative_slope must be a number, got str"),
        (lambda: PReLU(0), ValueError, "num_parameters must be >= 1, got 0"),
        (lambda: Softplus(beta=0), ValueError, "beta must be > 0, got 0"),
        (lambda: Softplus(threshold=math.inf), ValueError, "threshold must be finite, got inf"),
        (lambda: GELU("erf"), ValueError, "approximate must be one of 'none', 'tanh', got 'erf'"),
    ],
)
def test_settings_are_checked(make, error, message):
    with pytest.raises(error, match=message):
        make()
