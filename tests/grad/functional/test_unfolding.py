"""Unfolding: a convolution as a matrix product, each operation the other's transpose, shapes that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import conv2d, fold, unfold

SETTINGS = [{}, {"stride": 2, "padding": 1}, {"dilation": (2, 1), "padding": (0, 2), "stride": (1, 3)}]


def draw(shape, seed=0):
    return Tensor(np.random.default_rng(seed).normal(size=shape), requires_grad=True)


@pytest.mark.parametrize("settings", SETTINGS)
def test_a_convolution_is_a_product_with_the_columns(settings):
    x, w = draw((2, 3, 6, 7)), draw((4, 3, 3, 2), 1)
    product = w.reshape(4, -1) @ unfold(x, (3, 2), **settings)
    y = conv2d(x, w, **settings)
    np.testing.assert_allclose(product.data, y.data.reshape(2, 4, -1), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("settings", SETTINGS)
def test_each_is_the_transpose_of_the_other(settings):
    x = draw((2, 3, 6, 7))
    columns = unfold(x, (3, 2), **settings)
    other = np.random.default_rng(1).normal(size=columns.shape)
    back = fold(Tensor(other), (6, 7), (3, 2), **settings)
    assert (columns.data * other).sum() == pytest.approx((x.data * back.data).sum(), rel=1e-12)


@pytest.mark.parametrize("settings", SETTINGS)
def test_gradients(settings):
    x = draw((1, 2, 5, 6))
    columns = Tensor(unfold(x, 2, **settings).data, requires_grad=True)
    assert gradcheck(lambda x: unfold(x, 2, **settings), x)
    assert gradcheck(lambda c: fold(c, (5, 6), 2, **settings), columns)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: unfold(np.ones((4, 4)), 2), RuntimeError, r"input must have shape \(batch, channels, .*got \(4, 4\)"),
        (
            lambda: unfold(np.ones((1, 4, 4)), 5),
            RuntimeError,
            r"input must be at least as large as the window, \(5, 5\)",
        ),
        (lambda: fold(np.ones((3, 4)), 3, 2), RuntimeError, r"shape \(batch, channels \* 4, 4\), got \(1, 3, 4\)"),
        (lambda: fold(np.ones((4, 5)), 3, 2), RuntimeError, r"shape \(batch, channels \* 4, 4\), got \(1, 4, 5\)"),
        (lambda: fold(np.ones((4, 1)), 1, 2), RuntimeError, r"output_size must be at least as large as the window"),
        (lambda: fold(np.ones((4, 1)), 2, 0), ValueError, "kernel_size must be >= 1, got 0"),
    ],
)
def test_arguments_are_checked(call, error, message):
    with pytest.raises(error, match=message):
        call()
