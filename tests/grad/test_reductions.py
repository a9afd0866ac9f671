"""Reductions: gradients by finite differences, and what cannot be reduced."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck


@pytest.mark.parametrize("keepdim", [False, True])
@pytest.mark.parametrize("dim", [None, 0, -1, (0, 2)])
def test_gradients(dim, keepdim):
    x = Tensor(np.random.default_rng(0).normal(size=(2, 3, 4)), requires_grad=True)
    for name in ("sum", "mean", "var", "std", "amax", "amin"):
        assert gradcheck(lambda x, name=name: getattr(x, name)(dim=dim, keepdim=keepdim), x)
    if not isinstance(dim, tuple):
        assert gradcheck(lambda x: x.max() if dim is None else x.max(dim, keepdim).values, x)


def test_the_mean_of_nothing_is_nan():
    assert np.isnan(Tensor(np.zeros(0)).mean().item())
    assert np.isnan(Tensor([1.0]).var().item())


def test_messages():
    x = Tensor(np.zeros((2, 0)))
    with pytest.raises(IndexError, match=r"dim must lie in -2\.\.1, got 2"):
        x.sum(2)
    with pytest.raises(RuntimeError, match=r"dim must name each axis once, got \(0, -2\)"):
        x.sum((0, -2))
    with pytest.raises(RuntimeError, match="mean needs floating-point numbers, got int64"):
        Tensor([1, 2]).mean()
    with pytest.raises(RuntimeError, match=r"max without dim needs at least one element, got shape \(2, 0\)"):
        x.max()
    with pytest.raises(IndexError, match="min needs at least one element along dim 1"):
        x.min(1)
    with pytest.raises(IndexError, match="amax needs at least one element along dim 1"):
        x.amax(1)
