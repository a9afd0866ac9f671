"""The gradient check passes right gradients and names the place of a wrong one."""

import numpy as np
import pytest

from lib.grad import GradcheckError, Tensor, gradcheck
from lib.grad.recording import record


def broken(factor):
    """Return a square whose gradient is wrong by ``factor`` at index (1, 0)."""

    def rule(node, gradient):
        slope = 2 * node.saved[0] * gradient
        slope[1, 0] *= factor
        return (slope,)

    return lambda x: record("square", x.data**2, (x,), rule, (x.data,))


def inputs(*shapes):
    rng = np.random.default_rng(0)
    return [Tensor(rng.normal(size=shape), requires_grad=True) for shape in shapes]


def test_right_gradients_pass_and_inputs_come_back():
    a, b = inputs((3, 2), (2, 4))
    before = a.data.copy()
    assert gradcheck(lambda a, b: (a @ b).tanh(), (a, b))
    assert gradcheck(lambda a, b: [a.exp(), a.sum() * b], (a, b))
    np.testing.assert_array_equal(a.data, before)
    assert a.grad is None
    assert gradcheck(lambda a, b: a * 2, (a, b))  # b is not used, so its gradient is 0


def test_a_wrong_gradient_is_named():
    (x,) = inputs((2, 2))
    with pytest.raises(
        GradcheckError, match=r"the gradient of inputs\[1\] at index \(1, 0\) must be 0\.82028234 .*, got 0\.90231058"
    ):
        gradcheck(lambda c, x: broken(1.1)(x), (Tensor([1.0]), x))
    assert not gradcheck(broken(1.1), x, raise_exception=False)
    assert gradcheck(broken(1.0), x)
    with pytest.raises(GradcheckError, match="got nan"):
        gradcheck(broken(np.nan), x)


def test_a_missing_part_is_found():
    (x,) = inputs((3,))
    assert not gradcheck(lambda x: x * x.detach(), x, raise_exception=False)


def test_arguments():
    with pytest.raises(ValueError, match="inputs must hold at least one tensor that requires grad"):
        gradcheck(lambda x: x, Tensor([1.0]))
    with pytest.raises(ValueError, match=r"inputs\[0\] must be a leaf of float64, got float32"):
        gradcheck(lambda x: x, Tensor(np.ones(2, np.float32), requires_grad=True))
    with pytest.raises(ValueError, match=r"inputs\[0\] must be a leaf of float64, got the result"):
        gradcheck(lambda x: x, Tensor(np.ones(2), requires_grad=True) * 2)
    with pytest.raises(ValueError, match="func must return a tensor that depends on inputs"):
        gradcheck(lambda x: x.detach(), Tensor(np.ones(2), requires_grad=True))
