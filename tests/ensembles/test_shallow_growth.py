"""Shallow trees grown together: the same trees as those grown one by one, limits, drawn features, weights."""

import numpy as np
import pytest

from lib.classical.trees import Grower, Limits, SquaredDeviation
from lib.ensembles.cut_sums import CutTable
from lib.ensembles.shallow_growth import grow_shallow, shared_sums


def draw(n_samples=80, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, 4))
    return X, rng.normal(size=(3, n_samples)) + [[1.0], [0.0], [50.0]] * np.sign(X[:, :1].T), rng


def grow(X, target, weight, limits, **settings):
    settings = {"n_candidates": X.shape[1], "rng": np.random.default_rng(0), **settings}
    return grow_shallow(CutTable.of(X), target, weight, limits, **settings)


@pytest.mark.parametrize(
    "limits",
    [Limits(1), Limits(3), Limits(3, min_samples_leaf=7), Limits(4, min_samples_split=30)],
    ids=["stump", "three", "large leaves", "large nodes"],
)
@pytest.mark.parametrize("weighted", [False, True])
def test_trees_are_those_of_the_readable_grower(limits, weighted):
    X, target, rng = draw()
    weight = rng.uniform(0.5, 2, 80) * (rng.random(80) < 0.8) if weighted else np.ones(80)
    growth = grow(X, target, weight, limits)
    used = weight > 0
    for tree, leaf, y in zip(growth.trees, growth.leaf, target):
        other = Grower(X[used], y[used], weight[used], SquaredDeviation(), limits, 4, np.random.default_rng(0)).grow()
        tree = tree.cut()  # number the nodes alike
        np.testing.assert_array_equal(tree.feature, other.feature)
        np.testing.assert_array_equal(tree.n_samples, other.n_samples)
        for name in ("value", "weight", "impurity"):
            np.testing.assert_allclose(getattr(tree, name), getattr(other, name), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(tree.predict(X[used]), other.predict(X[used]))
        assert (leaf[~used] == -1).all()
    for tree, leaf in zip(growth.trees, growth.leaf):
        np.testing.assert_array_equal(tree.apply(X[used]), leaf[used])


def test_thresholds_lie_in_the_middle_of_the_gap_in_the_node():
    X = np.array([[0.0], [1.0], [2.0], [3.0], [4.0]])
    # The second tree sees no difference but between its first and its last two rows of weight.
    growth = grow(X, np.array([[0.0, 0.0, 0.0, 0.0, 9.0], [0.0, 9.0, 9.0, 9.0, 9.0]]), np.ones(5), Limits(1))
    assert [tree.threshold[0] for tree in growth.trees] == [3.5, 0.5]
    growth = grow(X, np.array([[0.0, 5.0, 5.0, 5.0, 9.0]]), np.array([1.0, 0.0, 0.0, 0.0, 1.0]), Limits(1))
    assert growth.trees[0].threshold[0] == 1.5  # one of the two cuts in the middle of four that part alike


def test_nothing_to_part():
    growth = grow(np.ones((4, 2)), np.arange(4.0)[None], np.ones(4), Limits(3))
    assert growth.trees[0].n_nodes == 1
    assert growth.trees[0].value[0, 0] == 1.5
    X, _, _ = draw()
    assert grow(X, np.full((1, 80), 0.3), np.ones(80), Limits(3)).trees[0].n_nodes == 1


def test_sums_of_earlier_rounds_can_be_used_again():
    X, target, _ = draw()
    table, weight = CutTable.of(X), np.ones(80)
    settings = (Limits(3), 4, np.random.default_rng(0))
    first = grow_shallow(table, target, weight, *settings)
    again = grow_shallow(table, target, weight, *settings, shared=shared_sums(table, weight))
    for a, b in zip(first.trees, again.trees):
        np.testing.assert_array_equal(a.threshold, b.threshold)


def test_drawn_features():
    X, _, rng = draw(600)
    X = np.column_stack([X[:, :2], np.ones(600), X[:, 2:]])
    target = np.tile(X[:, 0] + 0.5 * X[:, 1], (300, 1))
    features = [tree.feature[0] for tree in grow(X, target, np.ones(600), Limits(1), n_candidates=1, rng=rng).trees]
    count = np.bincount(features, minlength=5)
    # Each feature is drawn in a fifth of the nodes; if it is the constant one, any of the others stands in.
    assert count[2] == 0
    assert (np.abs(np.delete(count, 2) - 75) < 35).all()
    two = [tree.feature[0] for tree in grow(X, target, np.ones(600), Limits(1), n_candidates=4, rng=rng).trees]
    assert np.mean(np.array(two) == 0) == pytest.approx(0.8, abs=0.08)


def test_single_precision_finds_questions_as_good():
    X, target, _ = draw(900)
    table = CutTable.of(X)
    assert table.answers.dtype == np.float32
    growth = grow_shallow(table, target, np.ones(900), Limits(3), 4, np.random.default_rng(0))
    for tree, y in zip(growth.trees, target):
        codes = np.column_stack([table.codes[j] for j in range(4)]).astype(float)
        other = Grower(codes, y, np.ones(900), SquaredDeviation(), Limits(3), 4, np.random.default_rng(0)).grow()
        errors = [np.mean((grown.predict(data)[:, 0] - y) ** 2) for grown, data in ((tree, X), (other, codes))]
        assert errors[0] == pytest.approx(errors[1], rel=1e-6)
