"""The forest of regression trees: out-of-bag by hand, several outputs, far-off targets, weights."""

import numpy as np
import pytest

from lib.basics import r2_score
from lib.classical.trees import DecisionTreeRegressor
from lib.ensembles import RandomForestRegressor, bootstrap_counts


def draw(seed=0, n_samples=120):
    """Return a smooth function of two features, with noise."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-2, 2, (n_samples, 3))
    return X, np.sin(2 * X[:, 0]) + X[:, 1] ** 2 + 0.2 * rng.normal(size=n_samples)


def test_prediction_is_the_mean_of_the_trees():
    X, y = draw()
    model = RandomForestRegressor(6, random_state=0).fit(X, y)
    np.testing.assert_allclose(model.predict(X), np.mean([tree.predict(X)[:, 0] for tree in model.estimators_], axis=0))
    assert y.min() <= model.predict(10 * X).min()
    assert model.predict(10 * X).max() <= y.max()


def test_out_of_bag_by_hand():
    X, y = draw(n_samples=50)
    model = RandomForestRegressor(40, oob_score=True, random_state=3).fit(X, y)
    counts = bootstrap_counts(50, 40, random_state=np.random.default_rng(3))
    expected = np.zeros(50)
    for i in range(50):
        said = [tree.predict(X[i : i + 1])[0, 0] for tree, row in zip(model.estimators_, counts) if row[i] == 0]
        expected[i] = np.mean(said)
    for tree, row in zip(model.estimators_, counts):
        assert tree.value[0, 0] == pytest.approx(np.average(y, weights=row))
    np.testing.assert_allclose(model.oob_prediction_, expected)
    assert model.oob_score_ == pytest.approx(r2_score(y, expected))


def test_rows_that_every_tree_saw_are_reported():
    X, y = draw(n_samples=10)
    with pytest.warns(UserWarning, match="of 10 rows are in the bag of every member and have no out-of-bag") as told:
        model = RandomForestRegressor(2, oob_score=True, random_state=0).fit(X, y)
    assert told[0].filename == __file__
    known = ~np.isnan(model.oob_prediction_)
    assert 0 < known.sum() < 10
    assert model.oob_score_ == pytest.approx(r2_score(y[known], model.oob_prediction_[known]))


def test_one_tree_on_all_rows_is_the_readable_tree():
    X, y = draw()
    weight = np.random.default_rng(1).uniform(0.5, 2, len(y))
    settings = {"max_depth": 5, "min_samples_leaf": 5}  # in tiny nodes several questions are equally good
    forest = RandomForestRegressor(1, bootstrap=False, **settings).fit(X, y, weight)
    tree = DecisionTreeRegressor(**settings).fit(X, y, weight)
    np.testing.assert_allclose(forest.predict(X), tree.predict(X))
    np.testing.assert_allclose(forest.feature_importances_, tree.feature_importances_)
    np.testing.assert_allclose(forest.estimators_[0].cut().impurity, tree.tree_.cut().impurity, atol=1e-9)


@pytest.mark.parametrize("far", [1e6, -1e9])
def test_targets_far_from_zero_lose_no_digits(far):
    X, y = draw()
    near = RandomForestRegressor(1, bootstrap=False, max_depth=4).fit(X, y).predict(X)
    shifted = RandomForestRegressor(1, bootstrap=False, max_depth=4).fit(X, y + far).predict(X)
    np.testing.assert_allclose(shifted - far, near, atol=1e-5)


def test_several_outputs():
    X, y = draw()
    Y = np.column_stack([y, -y, X[:, 2]])
    model = RandomForestRegressor(20, oob_score=True, random_state=0).fit(X, Y)
    assert model.predict(X).shape == Y.shape
    assert model.oob_prediction_.shape == Y.shape
    np.testing.assert_allclose(model.predict(X)[:, 0], -model.predict(X)[:, 1])
    assert model.score(X, Y) > 0.8


def test_a_constant_target():
    model = RandomForestRegressor(3).fit([[0.0], [1.0], [2.0]], [0.1, 0.1, 0.1])
    assert model.predict([[9.0]]) == pytest.approx(0.1)
    assert {tree.n_nodes for tree in model.estimators_} == {1}


def test_whole_weights_without_bootstrap_equal_copies():
    X, y = draw()
    weight = np.random.default_rng(5).integers(0, 3, len(y))
    settings = {"n_estimators": 2, "bootstrap": False, "max_depth": 3}
    weighted = RandomForestRegressor(**settings).fit(X, y, weight)
    copied = RandomForestRegressor(**settings).fit(np.repeat(X, weight, axis=0), np.repeat(y, weight))
    np.testing.assert_allclose(weighted.predict(X), copied.predict(X))


def test_same_seed_same_bytes():
    X, y = draw()
    one, two, other = (RandomForestRegressor(5, random_state=s).fit(X, y).predict(X) for s in (0, 0, 1))
    assert one.tobytes() == two.tobytes() != other.tobytes()


@pytest.mark.parametrize("max_features", [1.0, "sqrt", 1])
def test_it_learns(max_features):
    X, y = draw(n_samples=800)
    model = RandomForestRegressor(40, max_features=max_features, random_state=0).fit(X[:500], y[:500])
    assert model.score(X[500:], y[500:]) > 0.8
