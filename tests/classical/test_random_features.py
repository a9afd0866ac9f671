"""Random features: interpolation, the smallest norm, and double descent."""

import numpy as np
import pytest

from lib.basics import NotFittedError
from lib.classical import RandomFeatureRegressor


def problem(seed, n_samples=40, n_test=300, n_features=5):
    rng = np.random.default_rng(seed)
    X, X_test = rng.normal(size=(n_samples, n_features)), rng.normal(size=(n_test, n_features))
    beta = rng.normal(size=n_features)
    noise = 0.3 * rng.normal(size=n_samples)
    return X, np.sin(X @ beta) + noise, X_test, np.sin(X_test @ beta)


def median_test_error(p, alpha=0.0, n_repeats=15):
    errors = []
    for seed in range(n_repeats):
        X, y, X_test, y_test = problem(seed)
        model = RandomFeatureRegressor(p, alpha=alpha, random_state=seed).fit(X, y)
        errors.append(np.mean((model.predict(X_test) - y_test) ** 2))
    return np.median(errors)


def test_double_descent_and_its_cure():
    few, at_peak, many = (median_test_error(p) for p in (25, 40, 2000))
    assert at_peak > 5 * few
    assert at_peak > 5 * many
    assert many < few
    assert median_test_error(40, alpha=0.1) < at_peak / 5


def test_more_coefficients_than_samples_fit_exactly_with_the_smallest_norm():
    X, y, *_ = problem(0)
    model = RandomFeatureRegressor(200, random_state=0).fit(X, y)
    np.testing.assert_allclose(model.predict(X), y, atol=1e-8)
    features = np.sqrt(2 / 200) * np.maximum(X @ model.projection_ + model.offset_, 0)
    np.testing.assert_allclose(model.coef_, np.linalg.pinv(features) @ y, rtol=1e-6, atol=1e-9)
    other = model.coef_ + np.linalg.svd(features)[2][-1]  # also fits exactly, but longer
    np.testing.assert_allclose(features @ other, y, atol=1e-8)
    assert np.linalg.norm(other) > np.linalg.norm(model.coef_)


def test_norm_is_largest_at_the_threshold():
    X, y, *_ = problem(1)
    norms = [np.linalg.norm(RandomFeatureRegressor(p, random_state=1).fit(X, y).coef_) for p in (10, 40, 1000)]
    assert norms[1] > 3 * max(norms[0], norms[2])


def test_weights_and_seeds():
    X, y, *_ = problem(2)
    weight = np.r_[np.ones(20), np.zeros(20)]
    some = RandomFeatureRegressor(10, random_state=0).fit(X, y, weight)
    half = RandomFeatureRegressor(10, random_state=0).fit(X[:20], y[:20])
    np.testing.assert_allclose(some.coef_, half.coef_, rtol=1e-7)
    np.testing.assert_array_equal(some.projection_, half.projection_)
    assert not np.array_equal(RandomFeatureRegressor(10, random_state=1).fit(X, y).projection_, half.projection_)


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"n_random_features": 0}, ValueError, "n_random_features must be >= 1, got 0"),
        ({"n_random_features": 2.5}, TypeError, "n_random_features must be an integer, got float"),
        ({"alpha": -1.0}, ValueError, "alpha must be >= 0, got -1.0"),
    ],
)
def test_parameters_are_checked_in_fit(params, error, message):
    with pytest.raises(error, match=message):
        RandomFeatureRegressor(**params).fit([[0.0], [1.0]], [0.0, 1.0])


def test_order_of_calls():
    with pytest.raises(NotFittedError, match="this RandomFeatureRegressor is not fitted yet"):
        RandomFeatureRegressor().predict([[0.0]])
