"""Bagging for classes: the mean probability, by hand and out of bag."""

import numpy as np
import pytest

from lib.classical.trees import DecisionTreeClassifier
from lib.ensembles import BaggingClassifier


def noisy(seed, n_samples=200):
    """Return a problem where a full tree overfits."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, 5))
    return X, np.where(X[:, 0] + X[:, 1] + rng.normal(size=n_samples) > 0, "yes", "no")


def test_the_mean_of_the_members_probabilities():
    X, y = noisy(0)
    model = BaggingClassifier(DecisionTreeClassifier(max_depth=2), 5, random_state=0).fit(X, y)
    mean = np.mean([member.predict_proba(X) for member in model.estimators_], axis=0)
    np.testing.assert_allclose(model.predict_proba(X), mean)
    np.testing.assert_array_equal(model.predict(X), model.classes_[mean.argmax(axis=1)])


def test_bagging_a_full_tree_helps():
    gains = []
    for seed in range(3):
        (X, y), (X_test, y_test) = noisy(seed), noisy(seed + 100, 1000)
        tree = DecisionTreeClassifier().fit(X, y).score(X_test, y_test)
        model = BaggingClassifier(n_estimators=40, oob_score=True, random_state=seed).fit(X, y)
        gains.append(model.score(X_test, y_test) - tree)
        assert model.oob_score_ == pytest.approx(model.score(X_test, y_test), abs=0.07)
        assert model.score(X, y) > 0.97  # no estimate of anything
    assert np.mean(gains) > 0.02


def test_a_rare_class_that_most_samples_miss():
    X = np.arange(20.0)[:, None]
    y = np.array(["a"] * 10 + ["b"] * 9 + ["rare"])
    model = BaggingClassifier(n_estimators=30, max_samples=5, random_state=0).fit(X, y)
    shares = model.predict_proba(X)
    assert shares.shape == (20, 3)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert 0 < shares[19, 2] < 0.5


def test_one_class():
    model = BaggingClassifier(n_estimators=3, random_state=0).fit([[0.0], [1.0]], [5, 5])
    assert model.predict([[7.0]]).tolist() == [5]
    assert model.predict_proba([[7.0]]).tolist() == [[1.0]]


def test_integer_features_and_labels():
    X, y = noisy(1)
    whole, y = np.round(X * 2), np.where(y == "yes", 3, -3)
    one, two = (BaggingClassifier(random_state=0).fit(part, y) for part in (whole, whole.astype(int)))
    np.testing.assert_array_equal(one.predict_proba(whole), two.predict_proba(whole.astype(int)))
    assert one.predict(whole).dtype == y.dtype


def test_out_of_bag_score_with_weights_leaves_out_rows_without():
    X, y = noisy(2)
    weight = np.where(np.arange(200) < 150, 1.0, 0.0)
    wrong = np.where(np.arange(200) < 150, y, np.where(y == "yes", "no", "yes"))
    one = BaggingClassifier(n_estimators=60, oob_score=True, random_state=0).fit(X, y, weight)
    two = BaggingClassifier(n_estimators=60, oob_score=True, random_state=0).fit(X, wrong, weight)
    assert one.oob_score_ == two.oob_score_
