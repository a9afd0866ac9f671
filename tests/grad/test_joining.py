"""Joining and choosing: gradients by finite differences, and what cannot be joined."""

import numpy as np
import pytest

from lib.grad import Tensor, cat, gradcheck, maximum, minimum, stack, where


def test_gradients():
    rng = np.random.default_rng(0)
    a, b = (Tensor(rng.normal(size=(2, 3)), requires_grad=True) for _ in range(2))
    for formula in (
        lambda a, b: cat([a, b[:1], a]) ** 2,
        lambda a, b: stack([a, b], dim=-1).exp(),
        lambda a, b: where(a > 0, a * b, b),
        lambda a, b: where([True, False, True], a[0], 1.0),
        lambda a, b: maximum(a, b) * minimum(a[0], b),
        lambda a, b: maximum(a, 0.1),
    ):
        assert gradcheck(formula, (a, b))


def test_messages():
    with pytest.raises(ValueError, match="tensors must hold at least one tensor, got none"):
        cat([])
    with pytest.raises(ValueError, match=r"tensors must all have one shape, got \[\(1,\), \(2,\)\]"):
        stack([Tensor([1.0]), Tensor([1.0, 2.0])])
