"""Arithmetic: gradients by finite differences; torch is the oracle in tests/reference."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck


def leaves(*shapes):
    rng = np.random.default_rng(0)
    return [Tensor(rng.uniform(0.5, 2, size=shape), requires_grad=True) for shape in shapes]


@pytest.mark.parametrize("shapes", [((3,), (3,)), ((2, 1), (3,)), ((), (2, 2)), ((0, 3), (1,))])
def test_gradients(shapes):
    for formula in (
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / b,
        lambda a, b: a**b,
        lambda a, b: (2**a) * (3 - b) / (1 / a) + (-a) ** 2,
    ):
        assert gradcheck(formula, leaves(*shapes))


def test_division_by_zero_is_silent_as_in_torch():
    x = Tensor([0.0, 1.0], requires_grad=True)
    y = 1 / x
    y.sum().backward()
    assert y.tolist() == [np.inf, 1.0]
    assert x.grad.tolist() == [-np.inf, -1.0]
