"""What an ensemble does with each member: weights, seeds, a place for its classes."""

import numpy as np
import pytest

from lib.basics import Estimator
from lib.classical import LogisticRegression, Ridge
from lib.classical.trees import DecisionTreeClassifier
from lib.data import StandardScaler, make_pipeline
from lib.ensembles import BaggingClassifier
from lib.ensembles.members import class_shares, fit_member, set_seeds, spread_columns, takes_sample_weight

X, Y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0, 0, 1, 1])


class Nearest(Estimator):
    """Predict the class of the nearest row; takes no weights and gives no probabilities."""

    def fit(self, X, y):
        self.X_, self.y_ = np.asarray(X), np.asarray(y)
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return self.y_[np.abs(np.asarray(X)[:, None] - self.X_).sum(axis=2).argmin(axis=1)]


def test_takes_sample_weight():
    assert takes_sample_weight(Ridge())
    assert not takes_sample_weight(Nearest())
    assert not takes_sample_weight(make_pipeline(StandardScaler(), Ridge()))


def test_fit_member_fits_a_copy_with_the_weights():
    given = LogisticRegression()
    weight = np.array([1.0, 2.0, 3.0, 4.0])
    member = fit_member("plane", given, X, Y, weight)
    assert not hasattr(given, "coef_")
    assert member.coef_ == LogisticRegression().fit(X, Y, weight).coef_
    assert fit_member("nearest", Nearest(), X, Y, None).predict([[1.4]]) == [1]


def test_fit_member_refuses_weights_that_would_be_lost():
    with pytest.raises(TypeError, match="fit of 'nearest' must take sample_weight when weights are given, got Nearest"):
        fit_member("'nearest'", Nearest(), X, Y, np.ones(4))


def test_every_random_state_gets_its_own_seed():
    model = BaggingClassifier(DecisionTreeClassifier(random_state=5), random_state=5)
    seeds = {
        name: value
        for name, value in set_seeds(model, np.random.default_rng(0)).get_params().items()
        if name.endswith("random_state")
    }
    assert set(seeds) == {"random_state", "estimator__random_state"}
    assert len({5, *seeds.values()}) == 3
    other = set_seeds(BaggingClassifier(DecisionTreeClassifier()), np.random.default_rng(0))
    assert other.random_state == seeds["random_state"]


def test_spread_columns():
    values = np.array([[0.1, 0.9], [0.4, 0.6]])
    assert spread_columns(values, np.array([1, 3]), 4).tolist() == [[0, 0.1, 0, 0.9], [0, 0.4, 0, 0.6]]
    assert spread_columns(values, np.array([0, 1]), 2) is values


def test_class_shares_of_a_member_with_and_without_probabilities():
    labels = np.array([0, 0, 2, 2])
    probable = class_shares(LogisticRegression().fit(X, labels), X, 3)
    assert probable.shape == (4, 3)
    assert (probable[:, 1] == 0).all()
    np.testing.assert_allclose(probable.sum(axis=1), 1)
    assert class_shares(Nearest().fit(X, labels), X[1:3], 3).tolist() == [[1, 0, 0], [0, 0, 1]]
