"""The definition by loops: worked by hand, equal to the fast form, shapes that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.grad.functional import conv2d
from lib.layers import conv2d_by_loops


def test_two_channels_by_hand():
    x = np.array([[[[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]]])
    w = np.array([[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]])
    assert conv2d_by_loops(x, w).tolist() == [[[[56, 72], [104, 120]]]]


@pytest.mark.parametrize("seed", range(12))
def test_both_forms_agree(seed):
    rng = np.random.default_rng(seed)
    groups = int(rng.integers(1, 3))
    stride, dilation = (tuple(rng.integers(1, 3, 2).tolist()) for _ in range(2))
    padding = tuple(rng.integers(0, 3, 2).tolist())
    x, w = rng.normal(size=(2, 2 * groups, 6, 7)), rng.normal(size=(2 * groups, 2, 3, 2))
    b = rng.normal(size=len(w)) if seed % 2 else None
    expected = conv2d(Tensor(x), Tensor(w), b, stride, padding, dilation, groups).data
    np.testing.assert_allclose(conv2d_by_loops(x, w, b, stride, padding, dilation, groups), expected, rtol=1e-11)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"w": np.ones((3, 1, 2, 2)), "groups": 2}, r"w must have shape \(a multiple of 2, .*got \(3, 1, 2, 2\)"),
        ({"x": np.ones((1, 3, 4, 4))}, r"x must have shape \(batch, 2, height, width\), got \(1, 3, 4, 4\)"),
        ({"b": np.ones(3)}, r"b must have shape \(1,\), got \(3,\)"),
        ({"dilation": 4}, r"size \+ 2 \* padding must be at least the window's reach 5, got 4"),
        ({"groups": 0}, "groups must be >= 1, got 0"),
    ],
)
def test_arguments_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        conv2d_by_loops(**{"x": np.ones((1, 2, 4, 4)), "w": np.ones((1, 2, 2, 2)), **arguments})
