"""Pooling: cases by hand, ties, gradients by finite differences, settings that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import avg_pool2d, max_pool2d


def draw(shape):
    """Draw numbers so far apart that no step of a gradient check changes a winner."""
    n = int(np.prod(shape))
    return Tensor(np.random.default_rng(0).permutation(n).reshape(shape) / 10.0, requires_grad=True)


def test_by_hand():
    """The worked example of Zhang et al., Dive into Deep Learning, section 7.5.1."""
    x = Tensor(np.arange(9.0).reshape(1, 3, 3))
    assert max_pool2d(x, 2, 1).tolist() == [[[4, 5], [7, 8]]]
    assert avg_pool2d(x, 2, 1).tolist() == [[[2, 3], [5, 6]]]


@pytest.mark.parametrize(
    "settings", [{}, {"stride": 1}, {"stride": (3, 2), "padding": 1}, {"stride": 2, "ceil_mode": True}]
)
def test_gradients(settings):
    assert gradcheck(lambda x: max_pool2d(x, (3, 2), **settings), draw((2, 3, 6, 7)))
    assert gradcheck(lambda x: avg_pool2d(x, (3, 2), **settings), draw((2, 3, 6, 7)))
    assert gradcheck(lambda x: max_pool2d(x, 2, dilation=2), draw((1, 2, 5, 5)))


def test_only_the_winner_gets_a_gradient_and_the_first_of_equals_wins():
    x = Tensor([[[[1.0, 7], [7, 7]]]], requires_grad=True)
    max_pool2d(x, 2).backward(np.full((1, 1, 1, 1), 5.0))
    assert x.grad.tolist() == [[[[0, 5], [0, 0]]]]


def test_a_pixel_that_wins_several_windows_earns_from_each():
    x = Tensor([[[[0.0, 0, 0], [0, 9, 0], [0, 0, 0]]]], requires_grad=True)
    max_pool2d(x, 2, 1).backward(np.array([[[[1.0, 10], [100, 1000]]]]))
    assert x.grad[0, 0, 1, 1] == 1111
    assert x.grad.sum() == 1111


def test_many_taps_need_more_than_a_byte():
    x = draw((1, 2, 20, 20))
    max_pool2d(x, 20).sum().backward()
    assert x.grad.sum() == 2
    assert np.array_equal(x.grad.reshape(2, -1).argmax(1), x.data.reshape(2, -1).argmax(1))


def test_integers_have_a_largest_too():
    assert max_pool2d(Tensor([[[-3, -2], [-9, -4]]]), 3, 2, 1).tolist() == [[[-2]]]


def test_zeros_of_the_padding_count_or_not():
    x = Tensor(np.full((1, 2, 2), 4.0))
    assert avg_pool2d(x, 2, padding=1).tolist() == [[[1, 1], [1, 1]]]
    assert avg_pool2d(x, 2, padding=1, count_include_pad=False).tolist() == [[[4, 4], [4, 4]]]
    assert avg_pool2d(x, 2, divisor_override=8).tolist() == [[[2]]]


@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
@pytest.mark.parametrize(
    ("shape", "settings", "error", "message"),
    [
        ((4, 4), {}, RuntimeError, r"input must have shape \(batch, channels, height, width\), got \(4, 4\)"),
        ((1, 1, 2, 5), {"kernel_size": 3}, RuntimeError, r"as large as the window, \(3, 3\), got \(2, 5\)"),
        ((1, 4, 4), {"padding": 2}, RuntimeError, r"padding must be at most half of the window \(2, 2\), got \(2, 2\)"),
        ((1, 4, 4), {"stride": 0}, ValueError, "stride must be >= 1, got 0"),
        ((1, 4, 4), {"kernel_size": 2.0}, TypeError, "kernel_size must be an integer or a pair of integers, got float"),
    ],
)
def test_arguments_are_checked(pool, shape, settings, error, message):
    with pytest.raises(error, match=message):
        pool(Tensor(np.ones(shape)), **{"kernel_size": 2, **settings})


def test_a_divisor_is_a_number_of_pixels():
    with pytest.raises(ValueError, match="divisor_override must be >= 1, got 0"):
        avg_pool2d(Tensor(np.ones((1, 2, 2))), 2, divisor_override=0)
