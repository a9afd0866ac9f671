"""Ridge: the closed form in its three guises, and what the penalty does."""

import numpy as np
import pytest

from lib.classical import LinearRegression, Ridge
from lib.classical.ridge import ridge_solution


@pytest.mark.parametrize("shape", [(30, 5), (5, 5), (4, 9), (1, 3), (8, 1)])
@pytest.mark.parametrize("alpha", [1e-14, 1e-6, 0.5, 1e4])
@pytest.mark.parametrize("n_targets", [None, 2])
def test_solution_equals_least_squares_on_rows_added_for_the_penalty(shape, alpha, n_targets):
    rng = np.random.default_rng(0)
    A = rng.normal(size=shape)
    b = rng.normal(size=shape[0] if n_targets is None else (shape[0], n_targets))
    extra = np.zeros(shape[1] if n_targets is None else (shape[1], n_targets))
    stacked = np.vstack([A, np.sqrt(alpha) * np.eye(shape[1])])
    expected = np.linalg.lstsq(stacked, np.concatenate([b, extra]), rcond=None)[0]
    np.testing.assert_allclose(ridge_solution(A, b, alpha), expected, rtol=1e-6, atol=1e-9)


def test_gradient_of_the_penalised_loss_is_zero():
    rng = np.random.default_rng(1)
    X, y, weight = rng.normal(size=(40, 3)), rng.normal(size=40), rng.random(40)
    model = Ridge(alpha=2.0).fit(X, y, weight)
    residual = model.predict(X) - y
    np.testing.assert_allclose(X.T @ (weight * residual) + 2.0 * model.coef_, 0, atol=1e-12)
    assert abs(weight @ residual) < 1e-12  # the intercept is not penalised


def test_intercept_is_not_shrunk():
    X, y = np.array([[-1.0], [1.0]]), np.array([99.0, 101.0])
    model = Ridge(alpha=1e9).fit(X, y)
    assert model.intercept_ == pytest.approx(100.0)
    assert abs(model.coef_[0]) < 1e-6


def test_a_stronger_penalty_gives_shorter_coefficients():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(20, 4)), rng.normal(size=20)
    lengths = [np.linalg.norm(Ridge(alpha=a).fit(X, y).coef_) for a in (0, 0.1, 1, 10, 100, 1000)]
    assert np.all(np.diff(lengths) < 0)


def test_no_penalty_is_least_squares():
    rng = np.random.default_rng(3)
    for shape in [(20, 4), (4, 20)]:
        X, y = rng.normal(size=shape), rng.normal(size=shape[0])
        np.testing.assert_allclose(Ridge(alpha=0).fit(X, y).coef_, LinearRegression().fit(X, y).coef_, rtol=1e-10)


def test_a_weight_counts_copies():
    rng = np.random.default_rng(4)
    X, y, weight = rng.normal(size=(12, 3)), rng.normal(size=12), rng.integers(0, 4, 12)
    copies = np.repeat(np.arange(12), weight)
    np.testing.assert_allclose(Ridge().fit(X, y, weight).coef_, Ridge().fit(X[copies], y[copies]).coef_, rtol=1e-10)


@pytest.mark.parametrize(
    ("alpha", "error", "message"),
    [
        (-1.0, ValueError, "alpha must be >= 0, got -1.0"),
        (np.inf, ValueError, "alpha must be >= 0, got inf"),
        ("1", TypeError, "alpha must be a number, got str"),
        (True, TypeError, "alpha must be a number, got bool"),
    ],
)
def test_alpha_is_checked_in_fit(alpha, error, message):
    model = Ridge(alpha=alpha)  # scikit-learn's contract: the constructor only stores
    with pytest.raises(error, match=message):
        model.fit([[0.0], [1.0]], [0.0, 1.0])


def test_inputs_are_left_alone():
    rng = np.random.default_rng(5)
    X, y, weight = rng.normal(size=(5, 9)), rng.normal(size=5), rng.random(5)
    kept = X.copy(), y.copy(), weight.copy()
    Ridge().fit(X, y, weight)
    for now, before in zip((X, y, weight), kept):
        np.testing.assert_array_equal(now, before)
