"""Pooling to a given size: bins by hand, global pooling, gradients by finite differences, sizes that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import adaptive_avg_pool2d, adaptive_max_pool2d
from lib.grad.functional.adaptive_pooling import bins, output_sizes


def test_bins_cover_the_axis_and_share_pixels_where_they_must():
    assert bins(6, 3) == [(0, 2), (2, 4), (4, 6)]
    assert bins(7, 3) == [(0, 3), (2, 5), (4, 7)]
    assert bins(2, 4) == [(0, 1), (0, 1), (1, 2), (1, 2)]


def test_global_pooling():
    x = Tensor(np.random.default_rng(0).normal(size=(2, 3, 7, 5)))
    np.testing.assert_allclose(adaptive_avg_pool2d(x, 1).data[..., 0, 0], x.data.mean(axis=(2, 3)), rtol=1e-12)
    assert np.array_equal(adaptive_max_pool2d(x, 1).data[..., 0, 0], x.data.max(axis=(2, 3)))
    assert np.array_equal(adaptive_max_pool2d(x, None).data, x.data)
    assert adaptive_avg_pool2d(Tensor(x.data.astype(np.float32)), 2).dtype == np.float32


@pytest.mark.parametrize("size", [1, (2, 3), (None, 4), 8])
def test_gradients(size):
    x = Tensor(np.random.default_rng(0).permutation(2 * 3 * 5 * 6).reshape(2, 3, 5, 6) / 10.0, requires_grad=True)
    assert gradcheck(lambda x: adaptive_avg_pool2d(x, size), x)
    assert gradcheck(lambda x: adaptive_max_pool2d(x, size), x)


def test_sizes():
    assert output_sizes((4, 5), None) == (4, 5)
    assert output_sizes((4, 5), [None, 2]) == (4, 2)


@pytest.mark.parametrize("pool", [adaptive_avg_pool2d, adaptive_max_pool2d])
@pytest.mark.parametrize(
    ("shape", "size", "error", "message"),
    [
        ((4, 4), 1, RuntimeError, r"input must have shape \(batch, channels, height, width\), .*got \(4, 4\)"),
        ((1, 1, 0, 4), 1, RuntimeError, r"none empty, got \(1, 1, 0, 4\)"),
        ((1, 4, 4), (1, 2, 3), ValueError, "output_size must be one integer or two, got 3"),
        ((1, 4, 4), 0, ValueError, "output_size must be >= 1, got 0"),
        ((1, 4, 4), 1.5, TypeError, "output_size must be an integer, got float"),
    ],
)
def test_arguments_are_checked(pool, shape, size, error, message):
    with pytest.raises(error, match=message):
        pool(Tensor(np.ones(shape)), size)
