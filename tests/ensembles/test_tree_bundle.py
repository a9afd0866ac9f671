"""Many trees asked together say what each says alone."""

import numpy as np
import pytest

from lib.classical.trees import DecisionTreeRegressor
from lib.ensembles import tree_bundle
from lib.ensembles.tree_bundle import TreeBundle


def trees(n_outputs=1):
    """Return data and trees of many depths, one of them a single leaf."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(150, 4))
    y = X[:, 0] + np.sin(3 * X[:, 1]) + rng.normal(size=150)
    grown = [DecisionTreeRegressor(max_depth=d, max_features=2, random_state=d).fit(X, y).tree_ for d in (1, 3, 9, 2)]
    grown.append(DecisionTreeRegressor().fit(X, np.full(150, 5.0)).tree_)
    grown.append(DecisionTreeRegressor().fit(X, y).tree_)
    return X, grown


@pytest.mark.parametrize("n_samples", [0, 1, 2, 150])
@pytest.mark.parametrize("pairs", [1, 300, 1 << 14])
def test_sum_and_apply(monkeypatch, n_samples, pairs):
    monkeypatch.setattr(tree_bundle, "PAIRS", pairs)
    X, grown = trees()
    assert {tree.n_nodes for tree in grown} > {1, 3}
    bundle = TreeBundle.of(grown)
    X = X[:n_samples] + 0.01
    np.testing.assert_allclose(bundle.sum_values(X), sum(tree.predict(X) for tree in grown))
    np.testing.assert_array_equal(bundle.apply(X), np.array([tree.apply(X) for tree in grown]).T)


def test_sum_of_the_trees_that_are_asked():
    X, grown = trees()
    asked = np.random.default_rng(1).random((len(grown), len(X))) < 0.4
    asked[:, 3] = False
    expected = sum(tree.predict(X) * row[:, None] for tree, row in zip(grown, asked))
    np.testing.assert_allclose(TreeBundle.of(grown).sum_values_of(X, asked), expected, atol=1e-12)


def test_children_are_neighbours_and_leaves_lead_to_themselves():
    _, grown = trees()
    bundle = TreeBundle.of(grown)
    leaf = np.isinf(bundle.threshold)
    assert leaf.sum() == sum(tree.n_leaves for tree in grown)
    assert (bundle.left[leaf] == np.flatnonzero(leaf)).all()
    children = np.concatenate([bundle.left[~leaf], bundle.left[~leaf] + 1, bundle.root])
    assert sorted(children.tolist()) == list(range(len(bundle.left)))


def test_rows_that_do_not_stand_together_in_memory():
    X, grown = trees()
    bundle = TreeBundle.of(grown)
    np.testing.assert_array_equal(bundle.apply(np.asfortranarray(X)[::2]), bundle.apply(X)[::2])
