"""The matrix of a convolution: the same result, its form, its links counted, settings that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.grad.functional import conv1d, conv2d
from lib.layers import count_links, toeplitz_matrix


@pytest.mark.parametrize(("padding", "stride"), [(0, 1), (1, 1), (2, 2), (0, 3)])
def test_the_product_is_the_convolution(padding, stride):
    rng = np.random.default_rng(0)
    x, k = rng.normal(size=(5, 7)), rng.normal(size=(3, 2))
    T = toeplitz_matrix(k, x.shape, padding, stride)
    expected = conv2d(Tensor(x[None]), Tensor(k[None, None]), stride=stride, padding=padding).data
    np.testing.assert_allclose(T @ x.ravel(), expected.ravel(), rtol=1e-11)
    row, taps = rng.normal(size=8), rng.normal(size=3)
    expected = conv1d(Tensor(row[None]), Tensor(taps[None, None]), stride=stride, padding=padding).data[0]
    np.testing.assert_allclose(toeplitz_matrix(taps, 8, padding, stride) @ row, expected, rtol=1e-11)


def test_each_diagonal_holds_one_number():
    T = toeplitz_matrix([1.0, 2.0, 3.0], 6)
    for offset in range(-3, 6):
        assert len(set(np.diag(T, offset))) == 1
    assert T.shape == (4, 6)


def test_links_of_the_textbook_example():
    """Five inputs, five outputs, kernel of three: 25 weights if dense, 13 if local, 3 if shared."""
    assert toeplitz_matrix(np.ones(3), 5, padding=1).size == 25
    assert count_links(3, 5, padding=1) == 13
    assert count_links(3, 5) == 9


@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("stride", [1, 2])
def test_links_are_the_places_that_are_not_zero(padding, stride):
    T = toeplitz_matrix(np.ones((3, 2)), (5, 6), padding, stride)
    assert count_links((3, 2), (5, 6), padding, stride) == np.count_nonzero(T)


def test_links_of_lenets_first_layer():
    """LeCun et al. (1998), section II.B: C1 has 122,304 connections, 6 of each place's 156 to the bias."""
    assert 6 * count_links((5, 5), (32, 32)) == 122_304 - 6 * 28 * 28


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: toeplitz_matrix(np.ones((1, 1, 1)), 5),
            ValueError,
            r"kernel must have shape \(taps,\) or .*\(1, 1, 1\)",
        ),
        (lambda: toeplitz_matrix(np.ones((2, 2)), 5), ValueError, "input_size must have 2 numbers, .*, got 1"),
        (lambda: toeplitz_matrix(np.ones(3), (5, 5)), ValueError, "input_size must have 1 numbers, .*, got 2"),
        (lambda: toeplitz_matrix(np.ones(3), 2), ValueError, "must be at least the window's reach 3, got 2"),
        (lambda: toeplitz_matrix(np.ones(3), 5, stride=0), ValueError, "stride must be >= 1, got 0"),
        (lambda: count_links((2, 0), (5, 5)), ValueError, "kernel_size must be >= 1, got 0"),
        (lambda: count_links(2, 5.0), TypeError, "input_size must be an integer, got float"),
        (lambda: count_links((2, 2), 5), ValueError, "input_size must have 2 numbers, .*, got 1"),
    ],
)
def test_arguments_are_checked(call, error, message):
    with pytest.raises(error, match=message):
        call()
