"""Linear, ridge and lasso regression against scikit-learn, over drawn shapes and awkward data."""

import numpy as np
import pytest
import scipy.linalg
import scipy.optimize
import sklearn.linear_model as theirs
import sklearn.preprocessing
from sklearn.datasets import load_diabetes

import lib.classical as ours
from lib.classical.linear import least_squares


def draw(seed):
    """Return features, targets and weights of a random shape with one awkward property."""
    rng = np.random.default_rng(seed)
    n_samples, n_features = int(rng.integers(3, 60)), int(rng.integers(1, 25))
    X = rng.normal(size=(n_samples, n_features)) * 10 ** rng.uniform(-2, 2, n_features) + rng.normal()
    kind = ("plain", "collinear", "constant", "duplicate rows", "large offset", "rounded")[seed % 6]
    if kind == "collinear" and n_features > 2:
        X[:, 0] = X[:, 1:3] @ rng.normal(size=2)
    elif kind == "constant":
        X[:, -1] = 0.1
    elif kind == "duplicate rows":
        X = X[rng.integers(0, max(n_samples // 2, 1), n_samples)]
    elif kind == "large offset":
        X += 1e4
    elif kind == "rounded":
        X = np.round(X)
    n_targets = int(rng.integers(0, 4))
    y = rng.normal(size=(n_samples, n_targets) if n_targets > 1 else n_samples) + 3
    weight = rng.integers(0, 3, n_samples) * rng.random(n_samples)
    weight[0] = 1.0
    return X, y, (None, weight)[seed % 2]


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("fit_intercept", [True, False])
def test_linear_regression(seed, fit_intercept):
    X, y, weight = draw(seed)
    mine = ours.LinearRegression(fit_intercept=fit_intercept).fit(X, y, weight)
    # Their default tol drops directions in which the features vary a millionth of the most; ours keeps all it can.
    other = theirs.LinearRegression(fit_intercept=fit_intercept, tol=1e-13).fit(X, y, weight)
    # Predictions are unique where weighted rows determine them; coefficients only at full rank.
    used = slice(None) if weight is None else weight > 0
    np.testing.assert_allclose(mine.predict(X)[used], other.predict(X)[used], rtol=1e-6, atol=1e-6)
    assert mine.coef_.shape == other.coef_.shape
    assert np.shape(mine.intercept_) == np.shape(other.intercept_) or not fit_intercept
    n_used = len(X) if weight is None else int((weight > 0).sum())
    if mine.rank_ == X.shape[1] < n_used:
        np.testing.assert_allclose(mine.coef_, other.coef_, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("seed", range(40))
def test_least_squares_is_the_shortest(seed):
    rng = np.random.default_rng(seed)
    shape = rng.integers(1, 30, 2)
    A = rng.normal(size=shape) @ np.diag(rng.integers(0, 2, shape[1]) if seed % 2 else np.ones(shape[1]))
    b = rng.normal(size=shape[0])
    solution, rank = least_squares(A, b)
    expected, _, expected_rank, _ = scipy.linalg.lstsq(A, b, cond=1e-12)
    np.testing.assert_allclose(solution, expected, rtol=1e-6, atol=1e-8)
    assert rank == expected_rank


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("alpha", [1e-3, 1.0, 1e3])
def test_ridge(seed, alpha):
    X, y, weight = draw(seed)
    fit_intercept = seed % 3 > 0
    mine = ours.Ridge(alpha=alpha, fit_intercept=fit_intercept).fit(X, y, weight)
    other = theirs.Ridge(alpha=alpha, fit_intercept=fit_intercept, solver="svd").fit(X, y, weight)
    used = slice(None) if weight is None else weight > 0
    np.testing.assert_allclose(mine.predict(X)[used], other.predict(X)[used], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(mine.coef_, other.coef_, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(mine.intercept_, other.intercept_, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("alpha", [1e-2, 0.1, 1.0])
def test_lasso(seed, alpha):
    X, y, weight = draw(seed)
    X = sklearn.preprocessing.StandardScaler().fit_transform(X)
    y = y if y.ndim == 1 else y[:, 0]
    fit_intercept = seed % 3 > 0
    tight = {"alpha": alpha, "fit_intercept": fit_intercept, "tol": 1e-11, "max_iter": 500_000}
    mine = ours.Lasso(**tight).fit(X, y, weight)
    other = theirs.Lasso(**tight).fit(X, y, weight)
    used = slice(None) if weight is None else weight > 0
    np.testing.assert_allclose(mine.predict(X)[used], other.predict(X)[used], atol=1e-4)
    assert np.abs(mine.coef_).sum() == pytest.approx(np.abs(other.coef_).sum(), abs=1e-4)
    if np.linalg.matrix_rank(X[used]) == X.shape[1]:  # then the solution is unique
        np.testing.assert_allclose(mine.coef_, other.coef_, atol=1e-4)


@pytest.mark.parametrize("interaction_only", [False, True])
@pytest.mark.parametrize(
    ("degree", "include_bias"), [(0, True), *((d, bias) for d in (1, 2, 3, 5) for bias in (True, False))]
)
@pytest.mark.parametrize("n_features", [1, 2, 4])
def test_polynomial_features(degree, interaction_only, include_bias, n_features):
    X = np.random.default_rng(degree).normal(size=(7, n_features))
    options = {"degree": degree, "interaction_only": interaction_only, "include_bias": include_bias}
    mine, other = ours.PolynomialFeatures(**options), sklearn.preprocessing.PolynomialFeatures(**options)
    np.testing.assert_allclose(mine.fit_transform(X), other.fit_transform(X), rtol=1e-12)
    assert mine.get_feature_names_out().tolist() == other.get_feature_names_out().tolist()
    np.testing.assert_array_equal(mine.powers_, other.powers_)
    names = [f"f{j}" for j in range(n_features)]
    assert mine.get_feature_names_out(names).tolist() == other.get_feature_names_out(names).tolist()


def test_lasso_on_real_data_keeps_the_same_features():
    X, y = load_diabetes(return_X_y=True)
    for alpha in (0.1, 0.5, 1.0):
        mine, other = ours.Lasso(alpha=alpha).fit(X, y), theirs.Lasso(alpha=alpha).fit(X, y)
        np.testing.assert_array_equal(mine.coef_ != 0, other.coef_ != 0)


@pytest.mark.parametrize("loss", [ours.Huber(1.0), ours.Huber(0.3)], ids=repr)
def test_huber_fit_equals_scipys(loss):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 2))
    y = X @ [1.0, -2.0] + 0.5 + rng.standard_t(1.5, size=50)
    mine = ours.gradient_descent(X, y, loss, lr=0.5, n_epochs=3000)
    other = scipy.optimize.minimize(lambda b: loss.value(y, X @ b[:2] + b[2]), np.zeros(3), tol=1e-12)
    np.testing.assert_allclose([*mine.coef, mine.intercept], other.x, atol=1e-4)
