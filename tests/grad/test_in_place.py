"""Changes in place: recorded where torch records them, refused where they would spoil a gradient."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck, no_grad


def test_a_leaf_may_be_changed_without_recording_only():
    x = Tensor([1.0, 2.0], requires_grad=True)
    for change in (lambda: x.add_(1), lambda: x.zero_(), lambda: x.__setitem__(0, 1.0), lambda: x.__imul__(2)):
        with pytest.raises(
            RuntimeError, match="a leaf Variable that requires grad is being used in an in-place operation"
        ):
            change()
    memory = x.data
    with no_grad():
        x += 1
        x.mul_(2)
        x[0] = 9.0
    assert x.data is memory
    assert x.tolist() == [9.0, 6.0]
    assert x.is_leaf


def test_a_tensor_without_gradient_may_be_changed():
    x = Tensor([1.0, 2.0])
    x -= 1
    x.fill_(3).div_(2).sub_(1, alpha=2)
    x /= 2
    assert x.tolist() == [-0.25, -0.25]


def test_a_change_of_a_view_that_needs_a_gradient_is_refused():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    with pytest.raises(RuntimeError, match="an in-place change of a view must not need a gradient"):
        y[:1] *= 2
    z = Tensor([0.0, 0.0])
    z[:1].fill_(5)
    assert z.tolist() == [5.0, 0.0]


def test_shape_and_kind_stay():
    x = Tensor([1.0, 2.0])
    with pytest.raises(RuntimeError, match=r"an in-place change must keep the shape \(2,\), got \(3, 2\)"):
        x += np.ones((3, 2))
    with pytest.raises(RuntimeError, match="an in-place change must keep the kind of int64, got float64"):
        Tensor([1, 2]).add_(0.5)


def test_recorded_changes_have_the_right_gradients():
    a, b = (Tensor(np.random.default_rng(seed).normal(size=(2, 3)), requires_grad=True) for seed in (1, 2))

    def multiply(a, b):
        y = a.sin()
        y *= b
        y *= y
        return y

    def fill(a, b):
        y = a * 1
        y[0] = b[1] * b[0]
        y[:, 1:2] = 0.5
        y -= b
        return y * y

    assert gradcheck(multiply, (a, b))
    assert gradcheck(fill, (a, b))
