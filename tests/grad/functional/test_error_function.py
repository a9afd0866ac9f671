"""The error function equals the standard library's to the last bits."""

import math

import numpy as np

from lib.grad.functional.error_function import erf


def test_against_the_standard_library():
    x = np.concatenate([np.linspace(-7, 7, 4001), [0.0, -0.0, 1e-300, 1e-8, 5.99999, 6.0, -1e9, np.inf, -np.inf]])
    expected = np.array([math.erf(each) for each in x])
    np.testing.assert_allclose(erf(x), expected, rtol=4e-16, atol=0)


def test_shapes_and_nan():
    assert np.isnan(erf(np.array([np.nan, 1.0]))).tolist() == [True, False]
    assert erf(np.zeros((2, 0))).shape == (2, 0)
    assert erf(np.float64(0.0)).shape == ()
