"""Normal noise in training only; its effect on a linear model is a ridge penalty."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import GaussianNoise


def test_moments_and_modes():
    layer, x = GaussianNoise(2.0, rng=0), Tensor(np.full(100_000, 5.0))
    noise = layer(x).data - 5
    assert noise.mean() == pytest.approx(0, abs=0.03)
    assert noise.std() == pytest.approx(2, rel=0.01)
    assert layer.eval()(x) is x
    assert GaussianNoise(0)(x) is x


def test_on_a_linear_model_it_is_a_ridge_penalty():
    """Bishop (1995): the expected squared loss grows by the variance times the squared weights."""
    w, x = np.array([3.0, -4.0]), np.tile([1.0, 2.0], (200_000, 1))
    noisy = GaussianNoise(0.1, rng=0)(x).data
    extra = ((noisy @ w - 1) ** 2).mean() - ((x @ w - 1) ** 2).mean()
    assert extra == pytest.approx(0.1**2 * (w @ w), rel=0.1)


def test_the_gradient_passes_and_types_stay():
    x = Tensor(np.ones(3, np.float32), requires_grad=True)
    y = GaussianNoise(rng=0)(x)
    y.backward(np.array([1.0, 2.0, 3.0], np.float32))
    assert x.grad.tolist() == [1.0, 2.0, 3.0]
    assert y.dtype == np.float32
    assert GaussianNoise(rng=0)([1, 2]).dtype == np.float64


def test_seed_and_errors():
    x = Tensor(np.zeros(3))
    assert GaussianNoise(rng=0)(x).tolist() == GaussianNoise(rng=0)(x).tolist() != GaussianNoise(rng=1)(x).tolist()
    assert repr(GaussianNoise(0.3)) == "GaussianNoise(std=0.3)"
    with pytest.raises(ValueError, match="std must be >= 0, got -1"):
        GaussianNoise(-1)
