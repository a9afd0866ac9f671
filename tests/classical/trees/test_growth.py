"""Growing: by hand, what may not change the tree, and each limit in the grown tree."""

import pickle

import numpy as np
import pytest

from lib.classical.trees import Gini, Grower, Limits, SquaredDeviation


def grow(X, y, weight=None, n_candidates=None, seed=0, **limits):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weight = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=float)
    impurity = SquaredDeviation() if y.dtype.kind == "f" else Gini(int(y.max()) + 1)
    n_candidates = X.shape[1] if n_candidates is None else n_candidates
    return Grower(X, y, weight, impurity, Limits(**limits), n_candidates, np.random.default_rng(seed)).grow()


def draw(seed=0, n_samples=120):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, 4))
    return X, (X @ [1.0, -1.0, 0.5, 0.0] + rng.normal(size=n_samples) > 0).astype(int)


def same(a, b):
    return all(np.array_equal(x, y, equal_nan=x.dtype.kind == "f") for x, y in zip(vars(a).values(), vars(b).values()))


def test_by_hand():
    # y = 1, 1, 5, 7: the mean is 3.5 and the squared errors add up to 2 * 6.25 + 2.25 + 12.25 = 27.
    # x <= 2.5 leaves 0 and 2; then x <= 3.5 leaves nothing.
    tree = grow([[1], [2], [3], [4]], [1.0, 1.0, 5.0, 7.0])
    assert tree.feature.tolist() == [0, -1, 0, -1, -1]
    assert tree.threshold[[0, 2]].tolist() == [2.5, 3.5]
    assert tree.left.tolist() == [1, -1, 3, -1, -1]
    assert tree.right.tolist() == [2, -1, 4, -1, -1]
    assert tree.value.ravel().tolist() == [3.5, 1, 6, 5, 7]
    assert tree.weight.tolist() == tree.n_samples.tolist() == [4, 2, 2, 1, 1]
    np.testing.assert_allclose(tree.impurity, [27 / 4, 0, 1, 0, 0])


def test_a_first_question_that_achieves_nothing_is_asked_all_the_same():
    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    tree = grow(X, y)
    assert tree.decreases()[0] == 0
    assert tree.predict(np.array(X, dtype=float)).argmax(axis=1).tolist() == y


def test_rounding_does_not_stop_a_question_that_achieves_nothing():
    # In floating point this first question seems to lose 1e-15.
    assert grow([[0, 0], [0, 1], [1, 0], [1, 1]], [2.1, 8.0, 8.0, 2.1], [1.5] * 4).n_leaves == 4


def test_a_weight_of_two_is_a_second_copy():
    X, y = draw()
    weight = np.random.default_rng(1).integers(1, 4, len(y))
    copies = grow(np.repeat(X, weight, axis=0), np.repeat(y, weight))
    weighted = grow(X, y, weight)
    np.testing.assert_array_equal(weighted.feature, copies.feature)
    np.testing.assert_array_equal(weighted.threshold, copies.threshold)
    np.testing.assert_allclose(weighted.value, copies.value)
    np.testing.assert_allclose(weighted.weight, copies.weight)


def test_order_of_rows_and_scale_of_features_do_not_matter():
    X, y = draw()
    tree = grow(X, y)
    order = np.random.default_rng(1).permutation(len(y))
    assert same(grow(X[order], y[order]), tree)
    stretched = grow(np.exp(X), y)
    np.testing.assert_array_equal(stretched.feature, tree.feature)
    np.testing.assert_array_equal(stretched.n_samples, tree.n_samples)


@pytest.mark.parametrize("factor", [1e-9, 1e9])
def test_scale_of_the_target_does_not_matter(factor):
    X, _ = draw()
    y = np.random.default_rng(2).normal(100, 1, len(X))
    tree, scaled = grow(X, y), grow(X, factor * y)
    np.testing.assert_array_equal(scaled.feature, tree.feature)
    np.testing.assert_array_equal(scaled.threshold, tree.threshold)
    np.testing.assert_allclose(scaled.value, factor * tree.value)
    assert (np.abs(scaled.impurity[scaled.feature < 0]) <= 1e-20 * factor**2).all()


def test_each_limit_holds_in_the_grown_tree():
    X, y = draw()
    leaf = grow(X, y).feature < 0
    assert grow(X, y).n_samples[leaf].min() < 7
    assert grow(X, y, max_depth=3).depth == 3
    small = grow(X, y, min_samples_leaf=7)
    assert small.n_samples[small.feature < 0].min() >= 7
    few = grow(X, y, min_samples_split=20)
    assert few.n_samples[few.feature >= 0].min() >= 20
    assert grow(X, y, max_leaf_nodes=6).n_leaves == 6
    useful = grow(X, y, min_impurity_decrease=0.01)
    assert 1 < useful.n_leaves < leaf.sum()
    assert useful.decreases()[useful.feature >= 0].min() >= 0.01


def test_few_leaves_go_where_they_achieve_most():
    # Two groups of rows: the left one could gain 1 in all, the right one 100.
    X, y = np.array([[0.0], [1.0], [10.0], [11.0]]), np.array([0.0, 1.0, 50.0, 60.0])
    tree = grow(X, y, max_leaf_nodes=3)
    assert sorted(tree.threshold[tree.feature >= 0]) == [5.5, 10.5]


def test_drawn_features():
    X, y = draw()
    one = grow(X, y, n_candidates=1, seed=3)
    assert set(one.feature[one.feature >= 0]) == {0, 1, 2, 3}
    assert pickle.dumps(grow(X, y, n_candidates=1, seed=3)) == pickle.dumps(one)
    assert not same(grow(X, y, n_candidates=1, seed=4), one)
    assert same(grow(X, y, seed=1), grow(X, y, seed=2))  # nothing is drawn


def test_if_the_drawn_features_part_nothing_others_are_tried():
    X = np.zeros((8, 20))
    X[:, 11] = np.arange(8)
    for seed in range(10):
        tree = grow(X, [0, 0, 0, 0, 1, 1, 1, 1], n_candidates=2, seed=seed)
        assert (tree.feature[0], tree.threshold[0], tree.n_leaves) == (11, 3.5, 2)


def test_of_equally_good_drawn_features_the_first_is_taken():
    X = np.tile(np.arange(6.0)[:, None], 4)
    roots = {int(grow(X, [0, 0, 0, 1, 1, 1], n_candidates=3, seed=seed).feature[0]) for seed in range(20)}
    assert roots == {0, 1}  # three of four features hold one of the first two


def test_rows_that_no_feature_tells_apart_share_a_leaf():
    tree = grow([[1], [1], [2]], [0, 1, 1])
    assert tree.value.tolist() == [[1 / 3, 2 / 3], [0.5, 0.5], [0, 1]]
