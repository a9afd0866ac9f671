"""Random forests and permutation importance against scikit-learn's."""

import numpy as np
import pytest
import sklearn.datasets as datasets
import sklearn.ensemble as theirs
import sklearn.inspection
from sklearn.linear_model import Ridge as TheirRidge

import lib.ensembles as ours

N_SEEDS = 20
LOADERS = {
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "breast cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
}


def halves(name):
    """Return training and test halves, of at most 300 rows each."""
    X, y = LOADERS[name](return_X_y=True)
    rows = np.random.default_rng(0).permutation(len(y))[:600]
    train, test = np.array_split(rows, 2)
    return X[train], y[train], X[test], y[test]


def scores(make, train_X, train_y, X, y, **settings):
    """Return the score of one forest for each seed."""
    models = (make(20, random_state=seed, **settings) for seed in range(N_SEEDS))
    return np.array([model.fit(train_X, train_y).score(X, y) for model in models])


def assert_alike(mine, other, margin, step=0.0):
    """Hold the mean score to the interval over scikit-learn's seeds (and a step), and close to its mean."""
    assert other.min() - step <= mine.mean() <= other.max() + step
    # Standard error of the difference of the two means, and what a systematic difference may be at most.
    error = np.sqrt((mine.var(ddof=1) + other.var(ddof=1)) / N_SEEDS)
    assert abs(mine.mean() - other.mean()) < margin + 3 * error


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("settings", [{}, {"min_samples_leaf": 3, "max_features": 0.5}], ids=["plain", "larger leaves"])
def test_accuracy_is_within_the_seeds_of_scikit_learn(name, settings):
    data = halves(name)
    mine = scores(ours.RandomForestClassifier, *data, **settings)
    other = scores(theirs.RandomForestClassifier, *data, **settings)
    assert_alike(mine, other, margin=0.005, step=1 / len(data[3]))  # one row more or less


@pytest.mark.parametrize("name", ["diabetes", "friedman"])
@pytest.mark.parametrize("max_features", [1.0, "sqrt"])
def test_r2_is_within_the_seeds_of_scikit_learn(name, max_features):
    if name == "diabetes":
        X, y = datasets.load_diabetes(return_X_y=True)
    else:
        X, y = datasets.make_friedman1(400, noise=1.0, random_state=0)
    half = len(y) // 2
    data = X[:half], y[:half], X[half:], y[half:]
    mine = scores(ours.RandomForestRegressor, *data, max_features=max_features)
    other = scores(theirs.RandomForestRegressor, *data, max_features=max_features)
    assert_alike(mine, other, margin=0.01)


@pytest.mark.parametrize("name", LOADERS)
def test_out_of_bag_score_agrees(name):
    X, y, _, _ = halves(name)
    settings = {"n_estimators": 150, "oob_score": True, "random_state": 0}
    mine = ours.RandomForestClassifier(**settings).fit(X, y)
    other = theirs.RandomForestClassifier(**settings).fit(X, y)
    assert mine.oob_score_ == pytest.approx(other.oob_score_, abs=0.025)
    difference = np.abs(mine.oob_decision_function_ - other.oob_decision_function_)
    assert difference.mean() < 0.04


@pytest.mark.parametrize("name", ["wine", "breast cancer"])
def test_importances_and_sizes_of_trees_agree(name):
    X, y, _, _ = halves(name)
    mine = ours.RandomForestClassifier(300, random_state=0).fit(X, y)
    other = theirs.RandomForestClassifier(300, random_state=0).fit(X, y)
    np.testing.assert_allclose(mine.feature_importances_, other.feature_importances_, atol=0.05)
    their_sizes = [tree.tree_.node_count for tree in other.estimators_]
    assert np.mean([tree.n_nodes for tree in mine.estimators_]) == pytest.approx(np.mean(their_sizes), rel=0.08)
    their_depths = [tree.tree_.max_depth for tree in other.estimators_]
    assert np.mean([tree.depth for tree in mine.estimators_]) == pytest.approx(np.mean(their_depths), rel=0.08)


def test_weights_move_the_forest_as_much():
    X, y, new, _ = halves("breast cancer")
    weight = np.where(y == 0, 8.0, 1.0)
    for bootstrap in (True, False):
        settings = {"n_estimators": 150, "bootstrap": bootstrap, "min_samples_leaf": 5, "random_state": 0}
        mine = ours.RandomForestClassifier(**settings).fit(X, y, weight).predict_proba(new)
        other = theirs.RandomForestClassifier(**settings).fit(X, y, weight).predict_proba(new)
        assert np.abs(mine - other).mean() < 0.02


def test_permutation_importance_agrees():
    X, y = datasets.load_diabetes(return_X_y=True)
    model = TheirRidge(alpha=0.1).fit(X, y)
    mine = ours.permutation_importance(model, X, y, n_repeats=40, random_state=0)
    other = sklearn.inspection.permutation_importance(model, X, y, n_repeats=40, random_state=0)
    assert mine.importances.shape == other.importances.shape
    error = np.sqrt((mine.importances_std**2 + other.importances_std**2) / 40)
    assert (np.abs(mine.importances_mean - other.importances_mean) < 4 * error + 1e-12).all()
    np.testing.assert_allclose(mine.importances_std, other.importances_std, rtol=0.5, atol=1e-3)
