"""Classification trees: XOR, labels of any type, shares, weights."""

import pickle

import numpy as np
import pytest

from lib.classical import LogisticRegression
from lib.classical.trees import DecisionTreeClassifier


def xor(n_samples=200, seed=0):
    X = np.random.default_rng(seed).uniform(-1, 1, size=(n_samples, 2))
    return X, np.where(X[:, 0] * X[:, 1] > 0, "same", "different")


@pytest.mark.parametrize("criterion", ["gini", "entropy"])
def test_learns_xor_which_no_line_can(criterion):
    X, y = xor()
    assert LogisticRegression().fit(X, y).score(X, y) < 0.7
    model = DecisionTreeClassifier(criterion=criterion).fit(X, y)
    assert model.score(X, y) == 1.0
    assert model.score(*xor(500, seed=1)) > 0.9


def test_four_corners_in_two_questions():
    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [False, True, True, False]
    model = DecisionTreeClassifier().fit(X, y)
    assert model.predict(X).tolist() == y
    assert (model.get_depth(), model.get_n_leaves()) == (2, 4)


@pytest.mark.parametrize("labels", [["a", "b", "c"], [3, 1, 2], [10, -5, 0]], ids=str)
def test_labels_of_any_type(labels):
    X = np.arange(9.0)[:, None]
    y = np.repeat(labels, 3)
    model = DecisionTreeClassifier().fit(X, y)
    assert model.predict(X).tolist() == y.tolist()
    assert model.classes_.tolist() == sorted(labels)


def test_shares_count_weight():
    model = DecisionTreeClassifier().fit([[0.0], [0.0], [1.0]], ["no", "yes", "yes"], [1.0, 3.0, 2.0])
    np.testing.assert_allclose(model.predict_proba([[0.0], [1.0]]), [[0.25, 0.75], [0, 1]])
    assert model.predict([[0.0]]).tolist() == ["yes"]


def test_equal_shares_give_the_first_label():
    assert DecisionTreeClassifier().fit([[0.0], [0.0]], ["b", "a"]).predict([[0.0]]).tolist() == ["a"]


def test_a_class_without_weight_is_no_class():
    model = DecisionTreeClassifier().fit([[0.0], [1.0], [2.0]], ["a", "b", "c"], [1.0, 0.0, 1.0])
    assert model.classes_.tolist() == ["a", "c"]


def test_one_class_is_enough():
    model = DecisionTreeClassifier().fit([[0.0], [1.0]], ["only", "only"])
    assert model.predict([[5.0]]).tolist() == ["only"]
    assert model.get_depth() == 0


def test_integers_and_floats_give_the_same_tree():
    X = np.random.default_rng(0).integers(0, 9, (50, 3))
    y = X.sum(axis=1) % 3
    whole, real = DecisionTreeClassifier().fit(X, y), DecisionTreeClassifier().fit(X.astype(float), y)
    assert pickle.dumps(whole.tree_) == pickle.dumps(real.tree_)


def test_same_seed_same_bytes():
    X, y = xor()
    trees = [
        pickle.dumps(DecisionTreeClassifier(max_features=1, random_state=seed).fit(X, y).tree_) for seed in (0, 0, 1)
    ]
    assert trees[0] == trees[1] != trees[2]


def test_text_says_labels():
    model = DecisionTreeClassifier().fit([[0], [1]], ["cold", "warm"])
    assert model.to_text(["degrees"]).splitlines() == [
        "degrees <= 0.5",
        "|   -> cold (1 rows)",
        "degrees >  0.5",
        "|   -> warm (1 rows)",
    ]


def test_errors():
    with pytest.raises(ValueError, match="criterion must be one of 'gini', 'entropy', got 'error'"):
        DecisionTreeClassifier(criterion="error").fit([[0.0], [1.0]], [0, 1])
    with pytest.raises(ValueError, match="Unknown label type: y must hold class labels, got continuous values"):
        DecisionTreeClassifier().fit([[0.0], [1.0]], [0.5, 1.0])
