"""Out-of-fold responses: every row is judged by a model that has not seen it."""

import numpy as np
import pytest

from lib.basics import ClassifierMixin, Estimator
from lib.classical import KFold, LogisticRegression, cross_val_predict
from lib.classical.trees import DecisionTreeClassifier
from lib.ensembles.out_of_fold import out_of_fold

rng = np.random.default_rng(0)
X = rng.normal(size=(30, 2))
Y = (X[:, 0] + rng.normal(size=30) > 0).astype(int)
FOLDS = list(KFold(3).split(X))


class Remembers(ClassifierMixin, Estimator):
    """Predict 1 for rows it was trained on, else 0."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.known_ = {tuple(row) for row in X}
        return self

    def predict(self, X):
        return np.array([int(tuple(row) in self.known_) for row in X])


def test_no_row_is_judged_by_a_model_that_knows_it():
    assert out_of_fold("it", Remembers(), X, Y, FOLDS, "predict", 2).tolist() == [0] * 30
    assert Remembers().fit(X, Y).predict(X).tolist() == [1] * 30


@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
def test_equals_cross_val_predict_where_that_works(method):
    shuffled = list(KFold(3, shuffle=True, random_state=1).split(X))
    mine = out_of_fold("plane", LogisticRegression(), X, Y, shuffled, method, 2)
    np.testing.assert_array_equal(mine, cross_val_predict(LogisticRegression(), X, Y, cv=shuffled, method=method))


def test_weights_are_those_of_the_training_rows():
    weight = rng.integers(1, 4, 30).astype(float)
    values = out_of_fold("plane", LogisticRegression(), X, Y, FOLDS, "predict_proba", 2, weight)
    train, test = FOLDS[1]
    member = LogisticRegression().fit(X[train], Y[train], weight[train])
    np.testing.assert_array_equal(values[test], member.predict_proba(X[test]))


def test_a_class_missing_in_training_has_probability_zero():
    y = np.repeat([0, 1, 2], 10)  # each fold holds one class
    values = out_of_fold("tree", DecisionTreeClassifier(), X, y, FOLDS, "predict_proba", 3)
    assert (values[np.arange(30), y] == 0).all()
    np.testing.assert_allclose(values.sum(axis=1), 1)


def test_a_missing_class_has_no_decision_function():
    y = np.repeat([0, 1, 2], 10)
    with pytest.raises(ValueError, match="must hold all 3 classes for the decision_function of plane, got one with 2"):
        out_of_fold("plane", LogisticRegression(), X, y, FOLDS, "decision_function", 3)


@pytest.mark.parametrize("folds", [FOLDS[:2], [*FOLDS, FOLDS[0]]], ids=["a row missing", "a row twice"])
def test_every_row_is_tested_once(folds):
    with pytest.raises(ValueError, match="the test parts of cv must hold each of the 30 rows exactly once"):
        out_of_fold("plane", LogisticRegression(), X, Y, folds, "predict", 2)
