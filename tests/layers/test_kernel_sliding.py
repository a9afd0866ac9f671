"""Convolution against cross-correlation: by hand, against each other, what commutes, arguments that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.grad.functional import conv2d
from lib.layers import convolve2d, cross_correlate2d


def draw(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def test_the_two_differ_for_one_kernel():
    x, k = np.arange(9).reshape(3, 3), np.array([[1, 2], [3, 4]])
    assert cross_correlate2d(x, k)[0, 0] == 27
    assert convolve2d(x, k, "valid")[0, 0] == 13
    assert convolve2d(x, k)[0, 0] == 0 * 1  # "full" starts where the corners touch
    assert convolve2d([[1, 2]], [[10, 1]]).tolist() == [[10, 21, 2]]


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@pytest.mark.parametrize("shape", [(3, 3), (2, 4), (1, 1), (4, 3)])
def test_one_is_the_other_with_the_kernel_turned(mode, shape):
    x, k = draw((6, 7)), draw(shape, 1)
    turned = np.rot90(k, 2)
    np.testing.assert_allclose(convolve2d(x, k, mode), cross_correlate2d(x, turned, mode), rtol=1e-12)


def test_only_convolution_commutes():
    x, k = draw((5, 4)), draw((3, 2), 1)
    np.testing.assert_allclose(convolve2d(x, k), convolve2d(k, x), rtol=1e-12)
    assert not np.allclose(cross_correlate2d(x, k, "full"), cross_correlate2d(k, x, "full"))


def test_convolution_is_associative():
    x, k, h = draw((6, 6)), draw((3, 3), 1), draw((2, 2), 2)
    np.testing.assert_allclose(convolve2d(convolve2d(x, k), h), convolve2d(x, convolve2d(k, h)), rtol=1e-10)


def test_the_layer_is_the_cross_correlation():
    x, k = draw((6, 7)), draw((3, 2), 1)
    np.testing.assert_allclose(cross_correlate2d(x, k), conv2d(Tensor(x[None]), Tensor(k[None, None])).data[0])


@pytest.mark.parametrize("slide", [convolve2d, cross_correlate2d])
@pytest.mark.parametrize(
    ("x", "k", "mode", "message"),
    [
        (np.ones(3), np.ones((1, 1)), "full", r"x must have shape \(rows, columns\), none of them 0, got \(3,\)"),
        (np.ones((3, 3)), np.ones((0, 1)), "full", r"k must have shape .* got \(0, 1\)"),
        (np.ones((3, 3)), np.ones(2), "full", r"k must have shape .* got \(2,\)"),
        (np.ones((3, 3)), np.ones((1, 1)), "wide", "mode must be one of 'valid', 'same', 'full', got 'wide'"),
        (np.ones((3, 3)), np.ones((1, 4)), "valid", r"k must be no larger than x .* got \(1, 4\) for \(3, 3\)"),
    ],
)
def test_arguments_are_checked(slide, x, k, mode, message):
    with pytest.raises(ValueError, match=message):
        slide(x, k, mode)
