"""The record of a grown tree: where rows go, what it says of itself, and cutting branches off."""

import numpy as np
import pytest

from lib.classical.trees import DecisionTreeRegressor, Tree

NAN = np.nan


@pytest.fixture
def tree():
    """Return a tree of three leaves, numbered level by level: the root's right child is 1, its left child 2.

    x1 <= 0.5 gives leaf 2; else x0 <= 2 gives leaf 3 and x0 > 2 leaf 4.
    """
    return Tree(
        feature=np.array([1, 0, -1, -1, -1]),
        threshold=np.array([0.5, 2.0, NAN, NAN, NAN]),
        left=np.array([2, 3, -1, -1, -1]),
        right=np.array([1, 4, -1, -1, -1]),
        value=np.array([[0.5, 0.5], [0.25, 0.75], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]),
        weight=np.array([6.0, 4.0, 2.0, 1.0, 3.0]),
        n_samples=np.array([6, 4, 2, 1, 3]),
        impurity=np.array([0.5, 0.375, 0.0, 0.0, 0.0]),
    )


def test_rows_go_where_the_questions_send_them(tree):
    X = np.array([[9.0, 0.5], [2.0, 0.6], [2.1, 0.6], [0.0, -5.0]])
    assert tree.apply(X).tolist() == [2, 3, 4, 2]
    assert tree.predict(X).tolist() == [[1, 0], [1, 0], [0, 1], [1, 0]]
    assert tree.apply(X[:0]).tolist() == []


def test_size(tree):
    assert (tree.n_nodes, tree.n_leaves, tree.depth) == (5, 3, 2)
    assert tree.depth_of_nodes().tolist() == [0, 1, 1, 2, 2]


def test_decreases_and_importances_by_hand(tree):
    # Root: (6 * 0.5 - 4 * 0.375) / 6 = 0.25 for x1; node 1: 4 * 0.375 / 6 = 0.25 for x0.
    np.testing.assert_allclose(tree.decreases(), [0.25, 0.25, 0, 0, 0])
    np.testing.assert_allclose(tree.feature_decreases(3), [0.25, 0.25, 0])
    np.testing.assert_allclose(tree.importances(3), [0.5, 0.5, 0])


def test_a_single_leaf():
    leaf = DecisionTreeRegressor().fit([[1.0], [1.0]], [0.0, 2.0]).tree_
    assert (leaf.n_nodes, leaf.n_leaves, leaf.depth) == (1, 1, 0)
    assert leaf.apply(np.zeros((3, 1))).tolist() == [0, 0, 0]
    assert leaf.importances(2).tolist() == [0.0, 0.0]
    assert leaf.to_text() == "-> 1 (2 rows)"


def test_text(tree):
    assert tree.to_text(["age", "height"], ["no", "yes"]).splitlines() == [
        "height <= 0.5",
        "|   -> no (2 rows)",
        "height >  0.5",
        "|   age <= 2",
        "|   |   -> no (1 rows)",
        "|   age >  2",
        "|   |   -> yes (3 rows)",
    ]
    assert "x1 <= 0.5\n|   -> 1, 0 (2 rows)" in tree.to_text()


def test_text_wants_names_for_all(tree):
    with pytest.raises(ValueError, match="names must hold at least 2 names, got 1"):
        tree.to_text(["age"])
    with pytest.raises(ValueError, match="labels must hold 2 labels, got 3"):
        tree.to_text(labels=["a", "b", "c"])


def test_cut_numbers_depth_first(tree):
    again = tree.cut()
    assert again.feature.tolist() == [1, -1, 0, -1, -1]
    assert (again.left.tolist(), again.right.tolist()) == ([1, -1, 3, -1, -1], [2, -1, 4, -1, -1])
    X = np.random.default_rng(0).normal(size=(50, 2)) * 3
    np.testing.assert_array_equal(again.predict(X), tree.predict(X))
    np.testing.assert_array_equal(again.weight, [6, 2, 4, 1, 3])


def test_cut_takes_branches_off(tree):
    smaller = tree.cut(np.array([False, True, False, False, False]))
    assert smaller.feature.tolist() == [1, -1, -1]
    assert np.isnan(smaller.threshold[1:]).all()
    assert smaller.value.tolist() == [[0.5, 0.5], [1.0, 0.0], [0.25, 0.75]]
    assert tree.n_nodes == 5
    assert tree.cut(np.ones(5, dtype=bool)).n_nodes == 1


def test_a_row_goes_down_as_one_question_after_the_other():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 3)), rng.normal(size=200)
    tree = DecisionTreeRegressor().fit(X, y).tree_
    for row in X:
        node = 0
        while tree.feature[node] >= 0:
            node = (tree.left if row[tree.feature[node]] <= tree.threshold[node] else tree.right)[node]
        assert tree.apply(row[None]) == node


def test_a_tree_may_be_deeper_than_python_recurses():
    # A chain: node 2i asks about i, its left child 2i + 1 is a leaf, its right child 2i + 2 asks on.
    depth = 3000
    inner = np.arange(2 * depth + 1) % 2 == 0
    inner[-1] = False
    number = np.arange(2 * depth + 1)
    chain = Tree(
        feature=np.where(inner, 0, -1),
        threshold=np.where(inner, number / 2, NAN),
        left=np.where(inner, number + 1, -1),
        right=np.where(inner, number + 2, -1),
        value=number[:, None].astype(float),
        weight=np.ones(len(number)),
        n_samples=np.ones(len(number), dtype=int),
        impurity=np.zeros(len(number)),
    )
    assert chain.depth == depth
    assert chain.apply(np.array([[0.0], [1e9]])).tolist() == [1, 2 * depth]
    assert chain.cut().n_nodes == chain.n_nodes
    assert chain.to_text().count("\n") == 2 * depth + depth
