"""Weighted centring takes the intercept out of least squares, exactly."""

import numpy as np
import pytest

from lib.classical.centring import centre


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("targets", [(), (2,)])
def test_centred_problem_has_the_solution_of_the_problem_with_a_column_of_ones(weighted, targets):
    rng = np.random.default_rng(0)
    X, y = 5 + rng.normal(size=(20, 3)), rng.normal(size=(20, *targets))
    weight = rng.random(20) if weighted else None
    A, b, X_mean, y_mean = centre(X, y, weight, True)
    solution = np.linalg.lstsq(A, b, rcond=None)[0]
    root = np.sqrt(weight if weighted else np.ones(20))
    ones = np.linalg.lstsq(np.column_stack([X, np.ones(20)]) * root[:, None], (y.T * root).T, rcond=None)[0]
    np.testing.assert_allclose(solution, ones[:3], rtol=1e-9)
    np.testing.assert_allclose(y_mean - X_mean @ solution, ones[3], rtol=1e-9)


def test_without_intercept_only_the_weights_act():
    X, y, weight = np.array([[1.0], [2.0]]), np.array([3.0, 4.0]), np.array([4.0, 9.0])
    A, b, X_mean, y_mean = centre(X, y, weight, False)
    np.testing.assert_array_equal(A, [[2.0], [6.0]])
    np.testing.assert_array_equal(b, [6.0, 12.0])
    assert X_mean == 0
    assert y_mean == 0


@pytest.mark.parametrize("value", [0.1, 1e9 / 3, -1e-9 / 7])
@pytest.mark.parametrize("n_samples", [3, 1000])
def test_a_constant_column_becomes_exact_zeros(value, n_samples):
    X = np.column_stack([np.full(n_samples, value), np.arange(n_samples)])
    A, *_ = centre(X, np.zeros(n_samples), None, True)
    assert np.all(A[:, 0] == 0)
    assert np.any(A[:, 1] != 0)


def test_a_small_but_real_spread_is_kept():
    X = 1e6 + 1e-3 * np.arange(10.0)[:, None]
    A, *_ = centre(X, np.zeros(10), None, True)
    assert np.all(np.diff(A[:, 0]) > 0)


def test_inputs_are_left_alone():
    X, y, weight = np.ones((3, 2)), np.ones(3), np.full(3, 2.0)
    centre(X, y, weight, True)
    assert np.all(X == 1)
    assert np.all(y == 1)
    assert np.all(weight == 2)
