"""Boosted regression trees: a case by hand, losses of the reader's own, stages, quantiles, weights."""

import numpy as np
import pytest

from lib.classical import AbsoluteError, Huber, SquaredError
from lib.ensembles import GradientBoostingRegressor, Pinball


def draw(n_samples=151, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, 3))
    return X, np.sin(2 * X[:, 0]) + X[:, 1] ** 2 + 0.3 * rng.normal(size=n_samples)


def test_by_hand():
    X, y = [[0], [1], [2], [3]], [0, 0, 6, 8]
    model = GradientBoostingRegressor(n_estimators=2, learning_rate=0.5, max_depth=1).fit(X, y)
    stages = list(model.staged_predict(X))
    np.testing.assert_array_equal(stages[0], [1.75, 1.75, 5.25, 5.25])
    np.testing.assert_array_equal(stages[1], model.predict(X))
    np.testing.assert_array_equal(model.apply(X), [[1, 1], [1, 1], [2, 2], [2, 2]])


def test_stages_add_up_shrunken_trees():
    X, y = draw()
    model = GradientBoostingRegressor(n_estimators=7).fit(X, y)
    total = np.full(len(X), model.init_[0])
    for tree, stage, score in zip(model.estimators_[:, 0], model.staged_predict(X), model.train_score_):
        total += 0.1 * tree.predict(X)[:, 0]
        np.testing.assert_allclose(stage, total)
        assert score == pytest.approx(np.mean((y - total) ** 2))
    np.testing.assert_allclose(model.predict(X), total)


@pytest.mark.parametrize(
    ("own", "name"),
    [(SquaredError(), "squared_error"), (AbsoluteError(), "absolute_error"), (Pinball(0.9), "quantile")],
    ids=["square", "absolute", "quantile"],
)
def test_a_loss_object_is_boosted_as_the_loss_of_that_name(own, name):
    X, y = draw()
    settings = {"n_estimators": 15, "max_depth": 2}
    mine = GradientBoostingRegressor(loss=own, **settings).fit(X, y)
    named = GradientBoostingRegressor(loss=name, **settings).fit(X, y)
    # Where a leaf has many best constants, the two take different ones.
    np.testing.assert_allclose(mine.train_score_, named.train_score_, rtol=0.08 if name != "squared_error" else 1e-9)
    if name == "squared_error":
        np.testing.assert_allclose(mine.predict(X), named.predict(X), rtol=1e-9)


class LogCosh:
    """A loss of the reader's own, which gives no second derivative."""

    def value(self, y, y_pred, sample_weight=None):
        return np.average(np.log(np.cosh(y_pred - y)), weights=sample_weight)

    def gradient(self, y, y_pred):
        return np.tanh(y_pred - y) / len(y)


@pytest.mark.parametrize("loss", [LogCosh(), Huber(0.5)], ids=["log cosh", "huber"])
def test_own_losses_are_learned(loss):
    X, y = draw(300)
    model = GradientBoostingRegressor(loss=loss, n_estimators=40).fit(X, y)
    assert (np.diff(model.train_score_) < 0).all()
    new_X, new_y = draw(300, seed=1)
    assert model.score(new_X, new_y) > 0.75


class Poisson:
    """The loss of counts, whose predictions are logarithms of rates, with its second derivative."""

    def value(self, y, y_pred, sample_weight=None):
        return np.average(np.exp(y_pred) - y * y_pred, weights=sample_weight)

    def gradient(self, y, y_pred):
        return (np.exp(y_pred) - y) / len(y)

    def curvature(self, y, y_pred):
        return np.exp(y_pred)


def test_a_loss_for_counts_takes_newton_steps():
    X, _ = draw(600)
    rate = np.exp(X[:, 0])
    y = np.random.default_rng(1).poisson(rate)
    model = GradientBoostingRegressor(loss=Poisson(), n_estimators=60).fit(X, y)
    assert model.init_ == pytest.approx(np.log(y.mean()))
    assert (np.diff(model.train_score_) < 0).all()
    assert np.corrcoef(model.predict(X), X[:, 0])[0, 1] > 0.9


def test_searched_leaves_are_the_best_constants():
    X, y = draw()
    model = GradientBoostingRegressor(loss=LogCosh(), n_estimators=1, learning_rate=1.0).fit(X, y)
    leaf = model.apply(X)[:, 0]
    for number in np.unique(leaf):
        inside = leaf == number
        assert np.tanh(model.predict(X)[inside] - y[inside]).sum() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("alpha", [0.1, 0.5, 0.9])
def test_quantiles_hold_their_share(alpha):
    X, y = draw(600)
    model = GradientBoostingRegressor(loss="quantile", alpha=alpha, n_estimators=50).fit(X, y)
    new_X, new_y = draw(600, seed=1)
    assert np.mean(new_y <= model.predict(new_X)) == pytest.approx(alpha, abs=0.1)


def test_an_outlier_pulls_less_under_robust_losses():
    X, y = draw(300)
    wild = y.copy()
    wild[::20] += 1000.0
    new_X, new_y = draw(300, seed=1)
    error = {
        loss: np.abs(GradientBoostingRegressor(loss=loss).fit(X, wild).predict(new_X) - new_y).mean()
        for loss in ("squared_error", "absolute_error", "huber")
    }
    assert error["absolute_error"] < 1 < error["squared_error"] / 10
    assert error["huber"] < error["squared_error"]


def test_a_weight_of_2_is_a_second_copy():
    X, y = draw(60)
    weight = np.where(np.arange(60) % 2, 2.0, 1.0)
    for loss in ("squared_error", "absolute_error", "huber", "quantile"):
        weighted = GradientBoostingRegressor(loss=loss, n_estimators=10).fit(X, y, weight)
        copied = GradientBoostingRegressor(loss=loss, n_estimators=10).fit(
            np.repeat(X, weight.astype(int), axis=0), np.repeat(y, weight.astype(int))
        )
        np.testing.assert_allclose(weighted.predict(X), copied.predict(X), atol=1e-10)


def test_constants():
    X, _ = draw(20)
    for loss in ("squared_error", "absolute_error", "huber", "quantile"):
        model = GradientBoostingRegressor(loss=loss, n_estimators=3).fit(X, np.full(20, 7.0))
        np.testing.assert_allclose(model.predict(X), 7.0)
        model = GradientBoostingRegressor(loss=loss, n_estimators=3).fit(np.ones((20, 2)), X[:, 0])
        assert len(np.unique(model.predict(X[:, :2]))) == 1
    assert GradientBoostingRegressor(n_estimators=2).fit([[1.0]], [3.0]).predict([[9.0]]) == 3.0
