"""Xavier's and He's rules: the variances of the papers, and what they keep constant through a deep network."""

import math

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import init
from lib.layers.init.scaling import fans

RULES = [
    (init.xavier_uniform_, {}, 2 / (300 + 200)),
    (init.xavier_normal_, {}, 2 / (300 + 200)),
    (init.xavier_normal_, {"gain": 3.0}, 9 * 2 / (300 + 200)),
    (init.kaiming_uniform_, {"nonlinearity": "relu"}, 2 / 300),
    (init.kaiming_normal_, {"nonlinearity": "relu"}, 2 / 300),
    (init.kaiming_normal_, {"mode": "fan_out"}, 2 / 200),
    (init.kaiming_normal_, {"nonlinearity": "linear"}, 1 / 300),
    (init.kaiming_uniform_, {"a": 2.0}, 2 / 5 / 300),
]


@pytest.mark.parametrize(("rule", "options", "variance"), RULES)
def test_variance(rule, options, variance):
    tensor = Tensor(np.empty((200, 300)))
    assert rule(tensor, rng=0, **options) is tensor
    assert tensor.data.var() == pytest.approx(variance, rel=0.03)
    if "uniform" in rule.__name__:
        assert np.abs(tensor.data).max() == pytest.approx(math.sqrt(3 * variance), rel=0.001)


def test_a_kernel_counts_into_both_fans():
    assert fans(Tensor(np.empty((8, 3, 5, 5)))) == (75, 200)


@pytest.mark.parametrize(("nonlinearity", "low", "high"), [("relu", 0.3, 3.0), ("linear", 0.0, 1e-12)])
def test_fifty_relu_layers_keep_their_mean_square_with_two_over_n_only(nonlinearity, low, high):
    rng = np.random.default_rng(0)
    h = rng.normal(size=(200, 256))
    for _ in range(50):
        weight = init.kaiming_normal_(Tensor(np.empty((256, 256))), nonlinearity=nonlinearity, rng=rng).data
        h = np.maximum(h @ weight.T, 0)
    assert low <= (h**2).mean() <= high


def test_gains():
    assert init.calculate_gain("tanh") == 5 / 3
    assert init.calculate_gain("leaky_relu") == math.sqrt(2 / (1 + 0.01**2))
    assert init.calculate_gain("leaky_relu", 0.5) == math.sqrt(2 / 1.25)
    # He's gain makes the mean square of a leaky ReLU of normal numbers 1 again.
    z = init.calculate_gain("leaky_relu", 0.5) * np.random.default_rng(0).normal(size=200_000)
    assert (np.where(z > 0, z, 0.5 * z) ** 2).mean() == pytest.approx(1, rel=0.02)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda t: init.kaiming_normal_(t, mode="fan"),
            ValueError,
            "mode must be one of 'fan_in', 'fan_out', got 'fan'",
        ),
        (lambda t: init.calculate_gain("swish"), ValueError, "nonlinearity must be one of 'linear'.* got 'swish'"),
        (lambda t: init.calculate_gain("leaky_relu", "x"), TypeError, "param must be a number, got str"),
        (lambda t: init.xavier_normal_(t, gain=-1), ValueError, "gain must be >= 0, got -1"),
        (lambda t: init.xavier_normal_(t.data), TypeError, "tensor must be a Tensor with its number of inputs"),
        (lambda t: init.xavier_normal_(t[0]), ValueError, r"tensor must have at least 2 axes, .* got shape \(3,\)"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call(Tensor(np.zeros((2, 3))))
