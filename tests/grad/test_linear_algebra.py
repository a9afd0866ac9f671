"""Matrix products: gradients by finite differences, and sizes that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck


@pytest.mark.parametrize(
    "shapes", [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4))]
)
def test_gradients(shapes):
    rng = np.random.default_rng(0)
    a, b = (Tensor(rng.normal(size=shape), requires_grad=True) for shape in shapes)
    assert gradcheck(lambda a, b: a @ b, (a, b))
    assert gradcheck(lambda b: a.data @ b, b)


def test_messages():
    a, b = Tensor(np.zeros((2, 3))), Tensor(np.zeros(2))
    with pytest.raises(RuntimeError, match=r"matmul needs matching inner sizes, got shapes \(2, 3\) and \(2,\)"):
        a @ b
    with pytest.raises(RuntimeError, match="matmul needs at least 1 axis in both arguments"):
        a @ Tensor(1.0)
    with pytest.raises(RuntimeError, match=r"dot needs two vectors, got shapes \(2, 3\) and \(2,\)"):
        a.dot(b)
