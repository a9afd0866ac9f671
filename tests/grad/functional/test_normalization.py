"""Normalisation: mean 0 and variance 1, running estimates, gradients by finite differences, messages."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import batch_norm, layer_norm


def test_gradients():
    rng = np.random.default_rng(0)
    x, w, b = (Tensor(rng.normal(size=shape), requires_grad=True) for shape in ((4, 3), (3,), (3,)))
    assert gradcheck(lambda x, w, b: layer_norm(x, (3,), w, b), (x, w, b))
    assert gradcheck(lambda x, w: layer_norm(x, (3,), w), (x, w))
    assert gradcheck(lambda x, b: layer_norm(x, (3,), None, b), (x, b))
    assert gradcheck(lambda x: layer_norm(x, (4, 3)), x)
    assert gradcheck(
        lambda x, w: layer_norm(x * 2, (4, 3), w), (x, Tensor(rng.normal(size=(4, 3)), requires_grad=True))
    )
    assert gradcheck(lambda x, w, b: batch_norm(x, None, None, w, b, training=True), (x, w, b))
    assert gradcheck(lambda x, w, b: batch_norm(x, np.zeros(3), np.full(3, 2.0), w, b), (x, w, b))


def test_normalised_over_the_right_axes():
    x = Tensor(np.random.default_rng(0).normal(3, 5, size=(6, 4)))
    y = layer_norm(x, (4,), eps=0.0)
    np.testing.assert_allclose([y.data.mean(1), y.data.var(1)], [np.zeros(6), np.ones(6)], atol=1e-12)
    y = batch_norm(x, None, None, training=True, eps=0.0)
    np.testing.assert_allclose([y.data.mean(0), y.data.var(0)], [np.zeros(4), np.ones(4)], atol=1e-12)


def test_the_result_may_be_changed_in_place():
    x = Tensor(np.random.default_rng(0).normal(size=(2, 4)), requires_grad=True)
    for weight in (None, np.full(4, 2.0)):
        found = []
        for factor in (1.0, 0.5):
            y = layer_norm(x, (4,), weight)
            y.mul_(factor)
            x.grad = None
            y.backward(np.arange(8.0).reshape(2, 4) / factor)
            found.append(x.grad)
        np.testing.assert_allclose(*found, rtol=1e-12)


def test_float32_stays_float32():
    x, w = Tensor(np.ones((2, 3), np.float32), requires_grad=True), Tensor(np.ones(3, np.float32))
    y = layer_norm(x, (3,), w, w)
    assert y.dtype == np.float32
    y.sum().backward()
    assert x.grad.dtype == np.float32


def test_running_estimates_move_in_training_only():
    x = Tensor([[1.0], [3.0]])
    mean, var = Tensor([0.0]), np.array([1.0])
    batch_norm(x, mean, var, training=True, momentum=0.5)
    assert mean.tolist() == [1.0]
    assert var.tolist() == [1.5]  # half of 1 and half of the unbiased 2
    batch_norm(x, mean, var)
    assert mean.tolist() == [1.0]


def test_messages():
    with pytest.raises(RuntimeError, match=r"input must have shape \(\.\.\., 2\), got \(3, 4\)"):
        layer_norm(Tensor(np.ones((3, 4))), (2,))
    with pytest.raises(ValueError, match=r"input must have shape \(n, n_features, \.\.\.\), got \(3,\)"):
        batch_norm(Tensor(np.ones(3)), None, None, training=True)
    with pytest.raises(
        ValueError, match=r"Expected more than 1 value per channel when training, got input size \(1, 3\)"
    ):
        batch_norm(Tensor(np.ones((1, 3))), None, None, training=True)
    with pytest.raises(ValueError, match="running_mean and running_var must be given when training=False"):
        batch_norm(Tensor(np.ones((2, 3))), None, None)
