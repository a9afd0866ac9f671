"""Regression trees: step functions, means, and what they cannot do."""

import pickle

import numpy as np
import pytest

from lib.classical.trees import DecisionTreeRegressor


def test_by_hand():
    X, y = [[1], [2], [3], [4]], [1.0, 1.0, 5.0, 7.0]
    model = DecisionTreeRegressor(max_depth=1).fit(X, y)
    assert model.predict([[2.4], [2.6]]).tolist() == [1.0, 6.0]
    assert model.score(X, y) == pytest.approx(1 - 2 / 27)  # 2 of 27 are left


def test_weights_move_the_mean():
    model = DecisionTreeRegressor().fit([[0.0], [0.0]], [0.0, 4.0], [1.0, 3.0])
    assert model.predict([[0.0]]).tolist() == [3.0]
    assert model.tree_.weight.tolist() == [4.0]


def test_learns_a_curve():
    rng = np.random.default_rng(0)
    X = rng.uniform(0, 6, (400, 1))
    y = np.sin(X.ravel())
    assert DecisionTreeRegressor().fit(X, y).score(X, y) == 1.0
    grid = np.linspace(0, 6, 200)[:, None]
    assert DecisionTreeRegressor(max_depth=6).fit(X, y).score(grid, np.sin(grid.ravel())) > 0.99


def test_never_leaves_the_range_of_the_targets():
    X = np.arange(20.0)[:, None]
    model = DecisionTreeRegressor().fit(X, 2 * X.ravel())
    assert model.predict([[1e6], [-1e6]]).tolist() == [38.0, 0.0]


def test_integers_and_floats_give_the_same_tree():
    X = np.random.default_rng(0).integers(0, 9, (50, 3))
    y = X.sum(axis=1)
    whole, real = DecisionTreeRegressor().fit(X, y), DecisionTreeRegressor().fit(X.astype(float), y.astype(float))
    assert pickle.dumps(whole.tree_) == pickle.dumps(real.tree_)


def test_same_seed_same_bytes():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 4)), rng.normal(size=60)
    trees = [
        pickle.dumps(DecisionTreeRegressor(max_features="sqrt", random_state=seed).fit(X, y).tree_)
        for seed in (0, 0, 1)
    ]
    assert trees[0] == trees[1] != trees[2]


def test_text_says_means():
    assert "-> 1 (2 rows)" in DecisionTreeRegressor(max_depth=1).fit([[0], [0], [1]], [0.5, 1.5, 9.0]).to_text()


def test_errors():
    with pytest.raises(ValueError, match="y must be numeric, got text"):
        DecisionTreeRegressor().fit([[0.0], [1.0]], ["a", "b"])
    with pytest.raises(ValueError, match="same number of samples, got 2 and 3"):
        DecisionTreeRegressor().fit([[0.0], [1.0]], [1.0, 2.0, 3.0])
