"""The fast grower: as the readable tree on data that bins keep whole, and its limits, weights and leaf numbers."""

import numpy as np
import pytest

from lib.classical import accuracy_score
from lib.classical.trees import DecisionTreeClassifier, DecisionTreeRegressor
from lib.data import load_credit, load_diamonds, load_penguins
from lib.ensembles.binning import Binner
from lib.ensembles.level_growth import grow_level_wise


def grow(X, target, weight=None, **settings):
    """Grow trees on features as they are; one of unit weights if none are given."""
    X = np.asarray(X, dtype=float)
    binner = Binner.fit(X)
    weight = np.ones((1, len(X))) if weight is None else np.asarray(weight, dtype=float)
    return grow_level_wise(binner.encode(X), binner, target, weight, **settings)


def classes(seed, n_samples=300, n_values=40, n_classes=4):
    """Return features of few values, and labels that depend on them with noise."""
    rng = np.random.default_rng(seed)
    X = rng.integers(0, n_values, (n_samples, 4)).astype(float)
    score = X @ rng.normal(size=(4, n_classes)) + 0.3 * n_values * rng.normal(size=(n_samples, n_classes))
    return X, score.argmax(axis=1)


@pytest.mark.parametrize("criterion", ["gini", "entropy"])
@pytest.mark.parametrize("min_samples_leaf", [1, 4])
@pytest.mark.parametrize("weighted", [False, True])
def test_as_the_readable_tree_where_no_two_questions_are_equally_good(criterion, min_samples_leaf, weighted):
    X, y = classes(0)
    rng = np.random.default_rng(1)
    weight = rng.uniform(0.5, 1.5, len(y)) if weighted else np.ones(len(y))
    settings = {"max_depth": 3, "min_samples_leaf": min_samples_leaf}
    readable = DecisionTreeClassifier(criterion=criterion, **settings).fit(X, y, weight).tree_
    name = "squares" if criterion == "gini" else "entropy"
    growth = grow(X, y, weight[None], n_classes=4, criterion=name, **settings)
    tree = growth.trees[0].cut()  # numbered depth-first, as the other
    assert tree.feature.tolist() == readable.feature.tolist()
    np.testing.assert_array_equal(tree.n_samples, readable.n_samples)
    for field in ("threshold", "value", "weight", "impurity"):
        np.testing.assert_allclose(
            getattr(tree, field), getattr(readable, field), rtol=0, atol=0.51 if field == "threshold" else 1e-9
        )


@pytest.mark.parametrize("min_samples_leaf", [1, 5])
def test_as_the_readable_regression_tree(min_samples_leaf):
    rng = np.random.default_rng(2)
    X = rng.integers(0, 50, (250, 3)).astype(float)
    y = np.sin(X[:, 0] / 8) + X[:, 1] / 25 + 0.2 * rng.normal(size=250)
    weight = rng.uniform(0.5, 2, 250)
    settings = {"max_depth": 5, "min_samples_leaf": min_samples_leaf}
    readable = DecisionTreeRegressor(**settings).fit(X, y, weight).tree_
    growth = grow(X, (weight * y)[None, None], weight[None], **settings)
    tree = growth.trees[0].cut()
    assert tree.feature.tolist() == readable.feature.tolist()
    np.testing.assert_array_equal(tree.n_samples, readable.n_samples)
    for field in ("value", "weight", "impurity"):
        np.testing.assert_allclose(getattr(tree, field), getattr(readable, field), atol=1e-9)


def numbers_of(table, target):
    """Return a table as floats, text columns as numbers of their values, and the target."""
    names = [name for name in table.names if name != target]
    columns = []
    for name in names:
        column = np.asarray(table[name])
        if column.dtype.kind == "f":
            columns.append(np.nan_to_num(column, nan=-1.0))
        else:
            columns.append(np.unique(column.astype(str), return_inverse=True)[1].astype(float))
    return np.column_stack(columns), np.asarray(table[target])


TABLES = {
    "penguins": (load_penguins, "species", 2),
    "credit": (load_credit, "Status", 20),
    "diamonds": (load_diamonds, "cut", 30),
}


@pytest.mark.parametrize("name", TABLES)
def test_as_accurate_as_the_readable_tree(name):
    load, target, min_samples_leaf = TABLES[name]
    X, labels = numbers_of(load(), target)
    y = np.unique(labels.astype(str), return_inverse=True)[1]
    settings = {"min_samples_leaf": min_samples_leaf}
    differences = []
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(y))[:3000]
        train, test = np.split(order, [2 * len(order) // 3])
        readable = DecisionTreeClassifier(**settings).fit(X[train], y[train])
        tree = grow(X[train], y[train], n_classes=y.max() + 1, **settings).trees[0]
        fast = accuracy_score(y[test], tree.predict(X[test]).argmax(axis=1))
        differences.append(fast - accuracy_score(y[test], readable.predict(X[test])))
    assert abs(np.mean(differences)) < 0.01


def test_a_newton_step_by_hand():
    # gradients -1, -3 on the left and 2, 2 on the right; Hessians 1: steps -G / (H + 1)
    gradient, hessian = np.array([-1.0, -3.0, 2.0, 2.0]), np.ones((1, 4))
    tree = grow([[0.0], [0.0], [1.0], [1.0]], -gradient[None, None], hessian, l2=1.0).trees[0]
    np.testing.assert_allclose(tree.value.ravel(), [0.0, 4 / 3, -4 / 3])
    gain = 4**2 / 3 + 4**2 / 3 - 0**2 / 5
    for min_gain, n_nodes in ((gain - 1e-9, 3), (gain + 1e-9, 1)):
        grown = grow([[0.0], [0.0], [1.0], [1.0]], -gradient[None, None], hessian, l2=1.0, min_gain=min_gain)
        assert grown.trees[0].n_nodes == n_nodes


def test_trees_of_one_call_are_those_of_calls_of_their_own():
    X, y = classes(3)
    weight = np.random.default_rng(0).integers(0, 3, (5, len(y))).astype(float)
    together = grow(X, y, weight, n_classes=4)
    for tree, leaf, row in zip(together.trees, together.leaf, weight):
        alone = grow(X, y, row[None], n_classes=4)
        for field in ("feature", "threshold", "left", "right", "value", "weight", "n_samples", "impurity"):
            np.testing.assert_array_equal(getattr(tree, field), getattr(alone.trees[0], field))
        np.testing.assert_array_equal(leaf, alone.leaf[0])


def test_leaf_numbers_are_those_of_apply():
    X, y = classes(4)
    weight = np.random.default_rng(0).integers(0, 3, (3, len(y))).astype(float)
    growth = grow(X, y, weight, n_classes=4, max_depth=6)
    for tree, leaf, row in zip(growth.trees, growth.leaf, weight):
        inside = row > 0
        np.testing.assert_array_equal(leaf[inside], tree.apply(X[inside]))
        assert (leaf[~inside] == -1).all()
        assert tree.n_samples[0] == inside.sum()
        assert tree.weight[0] == row.sum()


@pytest.mark.parametrize("by_class", [True, False])
def test_a_weight_is_a_number_of_copies(by_class):
    X, y = classes(5, n_classes=3)
    weight = np.random.default_rng(0).integers(0, 4, len(y))
    copies = np.repeat(np.arange(len(y)), weight)
    binner = Binner.fit(X)
    codes = binner.encode(X)
    one = np.ones((1, len(copies)))
    if by_class:
        first = grow_level_wise(codes, binner, y, weight[None] * 1.0, n_classes=3)
        second = grow_level_wise(codes[copies], binner, y[copies], one, n_classes=3)
    else:
        first = grow_level_wise(codes, binner, (weight * y)[None, None] * 1.0, weight[None] * 1.0)
        second = grow_level_wise(codes[copies], binner, y[copies][None, None] * 1.0, one)
    for field in ("feature", "threshold", "value", "weight"):
        np.testing.assert_allclose(getattr(first.trees[0], field), getattr(second.trees[0], field), atol=1e-12)


def test_limits():
    X, y = classes(6)
    tree = grow(X, y, n_classes=4, max_depth=3).trees[0]
    assert tree.depth == 3
    tree = grow(X, y, n_classes=4, min_samples_leaf=7).trees[0]
    assert tree.n_samples[tree.feature < 0].min() >= 7
    tree = grow(X, y, n_classes=4, min_samples_split=30).trees[0]
    assert tree.n_samples[tree.feature >= 0].min() >= 30
    assert tree.n_samples[tree.feature < 0].min() < 15


def test_limits_count_rows_not_weights():
    X, y = np.arange(6.0)[:, None], np.array([0, 1, 0, 1, 0, 1])
    tree = grow(X, y, np.full((1, 6), 100.0), n_classes=2, min_samples_leaf=3).trees[0]
    assert tree.n_samples.tolist() == [6, 3, 3]


def test_an_exclusive_or_is_found_although_its_first_question_gains_nothing():
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    tree = grow(X, y, n_classes=2).trees[0]
    assert tree.predict(X).argmax(axis=1).tolist() == y.tolist()
    tree = grow(X, y[None, None] * 1.0).trees[0]
    assert tree.predict(X).ravel().tolist() == y.tolist()


@pytest.mark.parametrize("n_features", [1, 3])
def test_nothing_to_ask(n_features):
    one_class = grow(np.arange(4.0)[:, None], np.zeros(4, dtype=int), n_classes=1)
    constant = grow(np.ones((4, n_features)), np.array([0, 1, 0, 1]), n_classes=2)
    same_target = grow(np.arange(4.0)[:, None], np.full((1, 1, 4), 0.1))
    one_row = grow(np.zeros((1, n_features)), np.array([0]), n_classes=2)
    for growth in (one_class, constant, same_target, one_row):
        assert growth.trees[0].n_nodes == 1
        assert (growth.leaf == 0).all()
    assert constant.trees[0].value.tolist() == [[0.5, 0.5]]


def test_a_class_may_be_missing():
    X, y = classes(7)
    weight = np.stack([y != 2, y == 1]).astype(float)
    growth = grow(X, y, weight, n_classes=5)
    assert growth.trees[0].value.shape[1] == 5
    assert not growth.trees[0].value[:, [2, 4]].any()
    assert growth.trees[1].value.tolist() == [[0, 1, 0, 0, 0]]


def test_several_outputs_share_their_questions():
    rng = np.random.default_rng(8)
    X = rng.integers(0, 30, (100, 3)).astype(float)
    Y = np.column_stack([X[:, 0], X[:, 1] ** 2, rng.normal(size=100)])
    tree = grow(X, Y.T[:, None, :].copy(), max_depth=4).trees[0]
    leaf = tree.apply(X)
    for node in np.unique(leaf):
        np.testing.assert_allclose(tree.value[node], Y[leaf == node].mean(axis=0))
        np.testing.assert_allclose(tree.impurity[node], Y[leaf == node].var(axis=0).mean(), atol=1e-9)


def test_same_seed_same_trees_and_features_are_drawn():
    X, y = classes(9)
    weight = np.ones((4, len(y)))
    first, again, other = (
        grow(X, y, weight, n_classes=4, max_features=1, rng=np.random.default_rng(seed)) for seed in (0, 0, 1)
    )
    for one, two in zip(first.trees, again.trees):
        assert one.feature.tobytes() == two.feature.tobytes()
        assert one.threshold.tobytes() == two.threshold.tobytes()
    assert first.leaf.tobytes() != other.leaf.tobytes()
    assert len({tree.feature.tobytes() for tree in first.trees}) == 4
    for tree in first.trees:
        assert (
            tree.predict(X).argmax(axis=1).tolist()
            == grow(X, y, n_classes=4).trees[0].predict(X).argmax(axis=1).tolist()
        )
