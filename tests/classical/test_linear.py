"""Least squares: by hand, against the normal equations, and where they break down."""

import numpy as np
import pytest

from lib.classical import LinearRegression
from lib.classical.linear import least_squares


def test_line_through_four_points_worked_by_hand():
    # Strang (2016), Introduction to Linear Algebra, section 4.3: b = 6, 0, 0 at t = 0, 1, 2 gives 5 - 3t.
    model = LinearRegression().fit([[0.0], [1.0], [2.0]], [6.0, 0.0, 0.0])
    np.testing.assert_allclose(model.coef_, [-3.0], rtol=1e-12)
    assert model.intercept_ == pytest.approx(5.0, rel=1e-12)
    assert model.rank_ == 1


def test_residual_is_orthogonal_to_every_feature():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(50, 4)) * [1, 100, 1e-3, 1], rng.normal(size=50)
    residual = y - LinearRegression().fit(X, y).predict(X)
    assert abs(residual.sum()) < 1e-10
    assert np.all(np.abs(X.T @ residual) < 1e-9 * np.linalg.norm(X, axis=0))


@pytest.mark.parametrize("shape", [(30, 4), (4, 4), (3, 8), (1, 5), (6, 1)])
def test_shortest_solution_equals_the_pseudo_inverse(shape):
    rng = np.random.default_rng(1)
    A, b = rng.normal(size=shape), rng.normal(size=shape[0])
    solution, rank = least_squares(A, b)
    np.testing.assert_allclose(solution, np.linalg.pinv(A) @ b, rtol=1e-8, atol=1e-10)
    assert rank == min(shape)


def test_collinear_columns_share_the_coefficient():
    x = np.linspace(-1, 1, 9)
    solution, rank = least_squares(np.column_stack([x, 2 * x]), 5 * x)
    np.testing.assert_allclose(solution, [1.0, 2.0], rtol=1e-10)  # the shortest of all that give slope 5
    assert rank == 1


def test_zero_column_gets_zero():
    solution, rank = least_squares(np.column_stack([np.arange(5.0), np.zeros(5)]), np.arange(5.0))
    np.testing.assert_allclose(solution, [1.0, 0.0], atol=1e-12)
    assert rank == 1


def test_constant_feature_gets_zero_beside_an_intercept():
    X = np.column_stack([np.full(7, 0.1), np.arange(7.0)])
    model = LinearRegression().fit(X, np.arange(7.0) + 3)
    np.testing.assert_allclose(model.coef_, [0.0, 1.0], atol=1e-12)
    assert model.rank_ == 1


def test_badly_conditioned_powers_keep_their_digits():
    # The normal equations alone lose all digits here: their matrix has a condition number of about 1e17.
    x = np.linspace(0, 1, 40)
    powers = x[:, None] ** np.arange(1, 10)
    target = powers @ np.ones(9)
    by_normal_equations = np.linalg.solve(powers.T @ powers, powers.T @ target)
    ours = LinearRegression(fit_intercept=False).fit(powers, target).coef_
    assert np.abs(ours - 1).max() < 1e-3 * np.abs(by_normal_equations - 1).max() + 1e-5
    assert np.abs(ours - 1).max() < 1e-4


def test_units_of_a_feature_do_not_matter():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(40, 3)), rng.normal(size=40)
    units = np.array([1e-6, 1.0, 1e6])
    np.testing.assert_allclose(
        LinearRegression().fit(X * units, y).coef_ * units, LinearRegression().fit(X, y).coef_, rtol=1e-8
    )


@pytest.mark.parametrize("fit_intercept", [True, False])
def test_a_weight_counts_copies(fit_intercept):
    rng = np.random.default_rng(3)
    X, y, weight = rng.normal(size=(20, 3)), rng.normal(size=20), rng.integers(0, 4, 20)
    copies = np.repeat(np.arange(20), weight)
    model = LinearRegression(fit_intercept=fit_intercept)
    weighted = model.fit(X, y, sample_weight=weight).predict(X)
    np.testing.assert_allclose(weighted, model.fit(X[copies], y[copies]).predict(X), rtol=1e-9, atol=1e-11)


def test_without_intercept_the_line_passes_through_zero():
    model = LinearRegression(fit_intercept=False).fit([[1.0], [2.0]], [2.0, 2.0])
    assert model.intercept_ == 0
    np.testing.assert_allclose(model.coef_, [6 / 5])


def test_inputs_are_left_alone_and_equal_fits_are_equal_bytes():
    rng = np.random.default_rng(4)
    X, y, weight = rng.normal(size=(20, 3)), rng.normal(size=20), rng.random(20)
    kept = X.copy(), y.copy(), weight.copy()
    first = LinearRegression().fit(X, y, weight).coef_.tobytes()
    assert first == LinearRegression().fit(X, y, weight).coef_.tobytes()
    for now, before in zip((X, y, weight), kept):
        np.testing.assert_array_equal(now, before)


@pytest.mark.parametrize(
    ("X", "y", "error", "message"),
    [
        ([1.0, 2.0], [1.0, 2.0], ValueError, "X must be a 2D array"),
        ([[1.0], [2.0]], [1.0], ValueError, "X and y must have the same number of samples, got 2 and 1"),
        ([[1.0], [np.nan]], [1.0, 2.0], ValueError, "contains NaN"),
        ([[1.0], [2.0]], ["a", "b"], ValueError, "y must be numeric"),
        ([[1.0], [2.0]], None, ValueError, "requires y to be passed"),
    ],
)
def test_unusable_data_are_named(X, y, error, message):
    with pytest.raises(error, match=message):
        LinearRegression().fit(X, y)
