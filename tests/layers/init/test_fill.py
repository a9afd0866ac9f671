"""Filling in place: the tensor itself, no history, the distribution asked for."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import Linear, init


def test_constants():
    weight = Linear(3, 2).weight
    array = weight.data
    assert init.constant_(weight, 0.5) is weight
    assert weight.data is array
    assert set(array.ravel()) == {0.5}
    assert set(init.ones_(weight).data.ravel()) == {1.0}
    assert set(init.zeros_(weight).data.ravel()) == {0.0}
    assert weight.requires_grad
    assert weight.is_leaf


def test_draws_have_the_moments_asked_for():
    tensor = Tensor(np.empty((200, 300)))
    init.uniform_(tensor, -1.0, 3.0, rng=0)
    assert (tensor.data.min() >= -1) & (tensor.data.max() < 3)
    assert tensor.data.mean() == pytest.approx(1, abs=0.02)
    assert tensor.data.var() == pytest.approx(16 / 12, rel=0.02)
    init.normal_(tensor, mean=2.0, std=0.5, rng=0)
    assert tensor.data.mean() == pytest.approx(2, abs=0.01)
    assert tensor.data.std() == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize("draw", [init.uniform_, init.normal_])
def test_seeds(draw):
    first, again, other = (draw(Tensor(np.empty(5)), rng=seed).data for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    source = np.random.default_rng(0)
    assert np.array_equal(draw(Tensor(np.empty(5)), rng=source).data, first)
    assert not np.array_equal(draw(Tensor(np.empty(5)), rng=source).data, first)


def test_single_precision_stays():
    assert init.normal_(Tensor(np.empty(3, np.float32)), rng=0).dtype == np.float32


def test_a_change_is_counted():
    """A backward pass that still needs the old weights notices that they are gone."""
    layer = Linear(2, 2)
    x = Tensor([[1.0, 2.0]], requires_grad=True)
    y = layer(x).sum()
    init.zeros_(layer.weight)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda t: init.zeros_(t.data), TypeError, "tensor must be a Tensor to be filled in place, got ndarray"),
        (lambda t: init.constant_(t, "1"), TypeError, "val must be a number, got str"),
        (lambda t: init.uniform_(t, 1.0, 0.0), ValueError, "b must be >= 1.0, got 0.0"),
        (lambda t: init.normal_(t, std=-1.0), ValueError, "std must be >= 0, got -1.0"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call(Tensor(np.zeros(2)))
