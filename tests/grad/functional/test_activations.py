"""Activations: gradients by finite differences, changes in place, and options that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import gelu, leaky_relu, prelu, relu, sigmoid, softplus, tanh


def test_gradients():
    rng = np.random.default_rng(0)
    x = Tensor(rng.normal(size=(3, 4)), requires_grad=True)
    a = Tensor(rng.normal(size=4), requires_grad=True)
    for function in (
        relu,
        leaky_relu,
        sigmoid,
        tanh,
        softplus,
        gelu,
        lambda x: gelu(x, "tanh"),
        lambda x: softplus(x, 3, 1),
    ):
        assert gradcheck(function, x)
    assert gradcheck(prelu, (x, a))
    assert gradcheck(lambda x: leaky_relu(x * 1, 0.2, inplace=True) * relu(-x, inplace=True), x)


def test_in_place_overwrites():
    x = Tensor([-1.0, 2.0])
    y = relu(x, inplace=True)
    assert y is x
    assert x.tolist() == [0.0, 2.0]
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        relu(Tensor([1.0], requires_grad=True), inplace=True)


def test_single_precision_stays():
    x = Tensor(np.ones((2, 3), np.float32))
    for function in (relu, leaky_relu, sigmoid, tanh, softplus, gelu, lambda x: gelu(x, "tanh")):
        assert function(x).dtype == np.float32


def test_messages():
    with pytest.raises(ValueError, match="approximate must be one of 'none', 'tanh', got 'erf'"):
        gelu(Tensor([1.0]), "erf")
    with pytest.raises(RuntimeError, match=r"weight must have shape \(1,\) or \(3,\), got \(2,\)"):
        prelu(Tensor(np.ones((4, 3))), Tensor([1.0, 2.0]))
