"""The weighted vote, by hand and after each member."""

import numpy as np
import pytest

from lib.basics import NotFittedError
from lib.ensembles import AdaBoostClassifier
from lib.ensembles.weighted_vote import WeightedVote


class Always:
    """Predict one label."""

    def __init__(self, label):
        self.label = label

    def predict(self, X):
        return np.full(len(X), self.label)


def vote(classes, labels, weights):
    """Return a vote of members that always say the same."""
    model = WeightedVote()
    model.classes_, model.n_classes_, model.n_features_in_ = np.array(classes), len(classes), 1
    model.estimators_, model.estimator_weights_ = [Always(label) for label in labels], np.array(weights)
    return model


X = [[0.0]]


def test_two_classes_by_hand():
    model = vote(["no", "yes"], ["yes", "no", "no"], [3.0, 1.0, 4.0])
    assert [score.tolist() for score in model.staged_decision_function(X)] == [[2.0], [1.0], [-0.5]]
    assert [label[0] for label in model.staged_predict(X)] == ["yes", "yes", "no"]
    assert model.decision_function(X).tolist() == [-0.5]
    assert model.predict(X).tolist() == ["no"]
    assert list(model.staged_score(X, ["yes"])) == [1.0, 1.0, 0.0]
    np.testing.assert_allclose(model.predict_proba(X), [[0.622459, 0.377541]], atol=1e-6)  # sigmoid of 0.5


def test_three_classes_by_hand():
    model = vote(["a", "b", "c"], ["a", "b", "b"], [2.0, 1.0, 1.0])
    stages = list(model.staged_decision_function(X))
    np.testing.assert_allclose(stages[0], [[1, -0.5, -0.5]])
    np.testing.assert_allclose(stages[1], [[1.5 / 3, 0, -1.5 / 3]], atol=1e-15)
    np.testing.assert_allclose(stages[2], [[0.25, 0.25, -0.5]])
    assert model.predict(X).tolist() == ["a"]  # a tie goes to the first class
    odds = np.exp([0.125, 0.125, -0.25])
    np.testing.assert_allclose(model.predict_proba(X), [odds / odds.sum()])
    for probabilities in model.staged_predict_proba(X):
        assert probabilities.sum() == pytest.approx(1)


def test_stages_do_not_share_memory():
    model = vote(["a", "b", "c"], ["a", "b"], [1.0, 1.0])
    first, second = model.staged_decision_function(X)
    assert first[0].tolist() == [1.0, -0.5, -0.5]
    assert second[0].tolist() != first[0].tolist()


def test_one_class():
    model = vote(["only"], ["only"], [1.0])
    assert model.predict_proba(X).tolist() == [[1.0]]
    assert model.predict(X).tolist() == ["only"]


def test_misuse():
    with pytest.raises(NotFittedError, match="this AdaBoostClassifier is not fitted yet"):
        AdaBoostClassifier().predict(X)
    with pytest.raises(ValueError, match="X has 2 features, but WeightedVote is expecting 1 features"):
        next(vote(["no", "yes"], ["no"], [1.0]).staged_predict([[0.0, 1.0]]))
