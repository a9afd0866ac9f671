"""Indexing: gradients by finite differences, elements taken twice, places out of range."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck


def test_gradients():
    x = Tensor(np.random.default_rng(0).normal(size=(4, 3)), requires_grad=True)
    mask = x.data > 0
    for formula in (
        lambda x: x[1:, ::2],
        lambda x: x[[0, 0, 3]] ** 2,
        lambda x: x[Tensor([1, 1]), [0, 0]],
        lambda x: x[mask],
        lambda x: x[:, None, [2, 2, 0]],
        lambda x: x.gather(1, np.array([[0, 0], [1, 2], [2, 2], [0, 1]])),
    ):
        assert gradcheck(formula, x)


def test_an_element_taken_twice_collects_twice():
    x = Tensor([1.0, 2.0], requires_grad=True)
    x[[0, 0, 0]].sum().backward()
    assert x.grad.tolist() == [3.0, 0.0]


def test_gather_checks_its_index():
    x = Tensor(np.zeros((2, 3)))
    with pytest.raises(RuntimeError, match=r"index must have 2 axes, as the tensor, got shape \(1,\)"):
        x.gather(1, [0])
    with pytest.raises(RuntimeError, match=r"index must lie in 0\.\.2, got 0\.\.3"):
        x.gather(1, [[0, 3]])
