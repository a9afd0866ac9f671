"""The normal distribution in both precisions, against the standard library; its ends; float32 as near as promised."""

import math

import numpy as np
import pytest

from lib.grad.functional.normal_distribution import normal_distribution


def exact(x):
    """Return Phi and phi, number by number, from the standard library."""
    numbers = [float(each) for each in x]
    phi = [math.exp(-each * each / 2) / math.sqrt(2 * math.pi) for each in numbers]
    return np.array([0.5 * math.erfc(-each / math.sqrt(2)) for each in numbers]), np.array(phi)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 3e-16), (np.float32, 3e-7)])
def test_values(dtype, tolerance):
    x = np.linspace(-12, 12, 4001).astype(dtype)
    for found, expected in zip(normal_distribution(x), exact(x)):
        assert found.dtype == dtype
        np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance)


def test_the_tail_in_float32_is_right_to_a_share_of_itself():
    x = np.linspace(-12, 0, 4001).astype(np.float32)
    for found, expected in zip(normal_distribution(x), exact(x)):
        np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_ends_signs_and_shapes(dtype):
    x = np.array([[-np.inf, -1e30, -0.0], [0.0, 1e30, np.inf]], dtype)
    distribution, density = normal_distribution(x)
    np.testing.assert_allclose(distribution, [[0, 0, 0.5], [0.5, 1, 1]], atol=2e-7)
    np.testing.assert_allclose(density, np.array([[0, 0, 1], [1, 0, 0]]) / math.sqrt(2 * math.pi), rtol=1e-6)
    assert all(np.isnan(each).all() for each in normal_distribution(np.array([np.nan], dtype)))
    assert all(each.shape == (0, 3) for each in normal_distribution(np.empty((0, 3), dtype)))
