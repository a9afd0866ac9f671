"""Flatten and Identity."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import Flatten, Identity


def test_flatten_keeps_the_batch():
    x = np.arange(24.0).reshape(2, 3, 4)
    assert np.array_equal(Flatten()(Tensor(x)).data, x.reshape(2, 12))
    assert Flatten(0)(x).shape == (24,)
    assert Flatten(0, 1)(Tensor(x)).shape == (6, 4)
    assert Flatten(-2)(Tensor(x)).shape == (2, 12)


def test_the_gradient_gets_its_shape_back():
    x = Tensor(np.ones((2, 3, 4)), requires_grad=True)
    upstream = np.random.default_rng(0).normal(size=(2, 12))
    Flatten()(x).backward(upstream)
    assert np.array_equal(x.grad, upstream.reshape(2, 3, 4))


def test_flatten_wants_axes():
    with pytest.raises(TypeError, match="start_dim must be an integer, got float"):
        Flatten(1.0)
    with pytest.raises(TypeError, match="end_dim must be an integer, got NoneType"):
        Flatten(1, None)


def test_identity_takes_any_argument_and_changes_nothing():
    x = Tensor([1.0])
    assert Identity(3, bias=False)(x) is x
    assert list(Identity().parameters()) == []
