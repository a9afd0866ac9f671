"""Bagging for numbers: the mean prediction, and the variance it takes away."""

import numpy as np
import pytest

from lib.classical.trees import DecisionTreeRegressor
from lib.ensembles import BaggingRegressor


def noisy(rng, n_samples=60):
    """Return a curve with noise."""
    X = rng.uniform(-3, 3, size=(n_samples, 1))
    return X, np.sin(X[:, 0]) + 0.5 * rng.normal(size=n_samples)


def test_the_mean_of_the_members_predictions():
    X, y = noisy(np.random.default_rng(0))
    model = BaggingRegressor(DecisionTreeRegressor(max_depth=2), 5, random_state=0).fit(X, y)
    np.testing.assert_allclose(model.predict(X), np.mean([member.predict(X) for member in model.estimators_], axis=0))


def test_it_takes_away_variance_not_bias():
    rng = np.random.default_rng(1)
    grid = np.linspace(-2.5, 2.5, 20)[:, None]
    trees, bags = [], []
    for seed in range(12):
        X, y = noisy(rng)
        trees.append(DecisionTreeRegressor().fit(X, y).predict(grid))
        bags.append(BaggingRegressor(n_estimators=15, random_state=seed).fit(X, y).predict(grid))
    variance = [np.var(each, axis=0).mean() for each in (trees, bags)]
    assert variance[1] < 0.8 * variance[0]


def test_out_of_bag_predictions():
    X, y = noisy(np.random.default_rng(2), 500)
    model = BaggingRegressor(n_estimators=30, oob_score=True, random_state=0).fit(X, y)
    X_test, y_test = noisy(np.random.default_rng(3), 1000)
    assert model.oob_score_ == pytest.approx(model.score(X_test, y_test), abs=0.08)
    assert model.oob_score_ < model.score(X, y) - 0.1


def test_a_constant_target():
    model = BaggingRegressor(random_state=0).fit([[0.0], [1.0], [2.0]], [4.0, 4.0, 4.0])
    assert model.predict([[9.0]]).tolist() == [4.0]


def test_text_is_no_target():
    with pytest.raises(ValueError, match="y must be numeric, got text"):
        BaggingRegressor().fit([[0.0], [1.0]], ["a", "b"])
