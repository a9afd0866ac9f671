"""The lasso: its optimality conditions, exact zeros, and where it stops."""

import numpy as np
import pytest

from lib.classical import ConvergenceWarning, Lasso, LinearRegression
from lib.classical.lasso import soft_threshold


@pytest.mark.parametrize("value", [-2.0, -0.5, 0.0, 0.3, 1.7])
@pytest.mark.parametrize("threshold", [0.0, 0.5, 3.0])
def test_soft_threshold_is_the_minimiser_it_claims_to_be(value, threshold):
    x = np.linspace(-4, 4, 80001)
    best = x[np.argmin(0.5 * (x - value) ** 2 + threshold * np.abs(x))]
    assert soft_threshold(value, threshold) == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize("shape", [(50, 6), (10, 30), (20, 1)])
@pytest.mark.parametrize("alpha", [0.01, 0.1, 1.0])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("fit_intercept", [False, True])
def test_optimality_conditions(shape, alpha, weighted, fit_intercept):
    rng = np.random.default_rng(0)
    X = rng.normal(size=shape)
    y = X[:, 0] * 3 + rng.normal(size=shape[0]) + 1
    weight = rng.random(shape[0]) if weighted else np.ones(shape[0])
    model = Lasso(alpha=alpha, fit_intercept=fit_intercept, tol=1e-12, max_iter=100_000).fit(X, y, weight)
    share = weight / weight.sum()
    residual = y - model.predict(X)
    slope = X.T @ (share * residual)
    used = model.coef_ != 0
    np.testing.assert_allclose(slope[used], alpha * np.sign(model.coef_[used]), atol=1e-5)
    assert np.all(np.abs(slope[~used]) <= alpha + 1e-5)
    assert abs(share @ residual) < 1e-10 or not fit_intercept
    assert fit_intercept or model.intercept_ == 0


def test_one_feature_in_closed_form():
    x, y = np.array([-1.0, 0.0, 1.0]), np.array([-2.0, 0.0, 2.0])
    for alpha in (0.1, 1.0, 2.0):  # slope 2 less alpha over the mean square 2/3, not below 0
        assert Lasso(alpha=alpha, tol=1e-14).fit(x[:, None], y).coef_[0] == pytest.approx(max(2 - 1.5 * alpha, 0))


def test_zeros_are_exact_and_grow_with_the_penalty():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(60, 20))
    y = X[:, :3] @ [4.0, -3.0, 2.0] + 0.3 * rng.normal(size=60)
    models = [Lasso(alpha=a, tol=1e-10).fit(X, y) for a in (0.001, 0.15, 1.0, 100.0)]
    zeros = [int(np.sum(model.coef_ == 0)) for model in models]
    assert zeros == sorted(zeros)
    assert zeros[0] < 17 <= zeros[2]
    assert zeros[3] == 20
    assert models[3].intercept_ == pytest.approx(y.mean())
    assert models[3].n_iter_ == 1


def test_duality_gap_bounds_the_distance_from_the_minimum():
    rng = np.random.default_rng(2)
    X = rng.normal(size=(40, 10)) + rng.normal(size=(40, 1))
    y = X @ rng.normal(size=10)

    def objective(model):
        return 0.5 * np.sum((y - model.predict(X)) ** 2) + 40 * 0.1 * np.abs(model.coef_).sum()

    exact = objective(Lasso(alpha=0.1, tol=1e-14, max_iter=100_000).fit(X, y))
    for tol in (1e-1, 1e-2, 1e-4):
        rough = Lasso(alpha=0.1, tol=tol).fit(X, y)
        assert -1e-9 <= objective(rough) - exact <= rough.dual_gap_ + 1e-9
        assert rough.dual_gap_ <= tol * np.sum((y - y.mean()) ** 2)


def test_no_penalty_is_least_squares():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(30, 3)), rng.normal(size=30)
    np.testing.assert_allclose(Lasso(alpha=0).fit(X, y).coef_, LinearRegression().fit(X, y).coef_, rtol=1e-10)


def test_a_weight_counts_copies():
    rng = np.random.default_rng(4)
    X, y, weight = rng.normal(size=(15, 3)), rng.normal(size=15), rng.integers(0, 4, 15)
    copies = np.repeat(np.arange(15), weight)
    weighted = Lasso(alpha=0.1, tol=1e-13).fit(X, y, weight).coef_
    np.testing.assert_allclose(weighted, Lasso(alpha=0.1, tol=1e-13).fit(X[copies], y[copies]).coef_, atol=1e-6)


def test_degenerate_data_are_survived():
    assert Lasso().fit([[1.0], [1.0]], [2.0, 2.0]).predict([[5.0]])[0] == 2.0  # nothing varies
    assert Lasso(alpha=0.1).fit([[1.0, 0.0], [2.0, 0.0]], [1.0, 2.0]).coef_[1] == 0.0  # a column of zeros


def test_stopping_early_is_said():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(30, 1)) + 0.01 * rng.normal(size=(30, 5))
    with pytest.warns(ConvergenceWarning, match=r"Lasso stopped after max_iter=2 rounds at a duality gap of .*, above"):
        model = Lasso(alpha=1e-4, max_iter=2, tol=1e-10).fit(X, X @ [1.0, -1.0, 2.0, -2.0, 1.0])
    assert model.n_iter_ == 2


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"alpha": -1.0}, ValueError, "alpha must be >= 0, got -1.0"),
        ({"max_iter": 0}, ValueError, "max_iter must be >= 1, got 0"),
        ({"max_iter": 1.5}, TypeError, "max_iter must be an integer, got float"),
        ({"tol": -1e-3}, ValueError, "tol must be >= 0, got -0.001"),
    ],
)
def test_parameters_are_checked_in_fit(params, error, message):
    with pytest.raises(error, match=message):
        Lasso(**params).fit([[0.0], [1.0]], [0.0, 1.0])


def test_inputs_are_left_alone():
    rng = np.random.default_rng(6)
    X, y, weight = rng.normal(size=(9, 4)), rng.normal(size=9), rng.random(9)
    kept = X.copy(), y.copy(), weight.copy()
    first = Lasso(alpha=0.01).fit(X, y, weight).coef_.tobytes()
    assert first == Lasso(alpha=0.01).fit(X, y, weight).coef_.tobytes()
    for now, before in zip((X, y, weight), kept):
        np.testing.assert_array_equal(now, before)
