"""Boosted classifiers: leaves by hand, own losses, labels, classes that are missing."""

import numpy as np
import pytest

from lib.classical import AbsoluteError, BinaryCrossEntropy, CrossEntropy
from lib.ensembles import Exponential, GradientBoostingClassifier


def draw(n_classes=3, n_samples=150, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, n_classes, n_samples)
    return rng.normal(size=(n_samples, 4)) + 1.5 * np.eye(n_classes, 4)[y], y


def test_a_newton_step_by_hand():
    X, y = [[0], [1], [2], [3]], ["no", "no", "no", "yes"]
    model = GradientBoostingClassifier(n_estimators=1, max_depth=1, learning_rate=1.0).fit(X, y)
    # One in four: the log-odds are -log 3, and each leaf steps by residual over p (1 - p).
    assert model.init_ == pytest.approx(-np.log(3))
    np.testing.assert_allclose(model.estimators_[0, 0].value[1:, 0], [-0.25 / (3 / 16), 0.75 / (3 / 16)])
    np.testing.assert_allclose(model.decision_function(X), -np.log(3) + np.array([-4 / 3, -4 / 3, -4 / 3, 4]))


def test_newton_steps_of_three_classes_by_hand():
    X, y = [[0], [1], [2]], [0, 1, 2]
    model = GradientBoostingClassifier(n_estimators=1, max_depth=1, learning_rate=1.0).fit(X, y)
    np.testing.assert_allclose(model.init_, 0, atol=1e-15)
    assert model.estimators_.shape == (1, 3)
    # Class 0 is parted from the others: 2/3 times the residual 2/3 or -1/3, over 2/9.
    np.testing.assert_allclose(model.estimators_[0, 0].value[1:, 0], [2.0, -1.0])
    np.testing.assert_allclose(model.estimators_[0, 2].value[1:, 0], [-1.0, 2.0])


@pytest.mark.parametrize(
    ("own", "name", "n_classes"),
    [(BinaryCrossEntropy(), "log_loss", 2), (Exponential(), "exponential", 2), (CrossEntropy(), "log_loss", 3)],
    ids=["log loss", "exponential", "softmax"],
)
def test_a_loss_object_does_no_worse_than_the_loss_of_that_name(own, name, n_classes):
    X, y = draw(n_classes)
    mine = GradientBoostingClassifier(loss=own, n_estimators=10, max_depth=2).fit(X, y)
    named = GradientBoostingClassifier(loss=name, n_estimators=10, max_depth=2).fit(X, y)
    np.testing.assert_allclose(mine.init_ - mine.init_.mean(), named.init_ - named.init_.mean(), atol=0.2)
    # Each leaf is searched for the best constant; the other takes one Newton step.
    assert mine.train_score_[-1] <= named.train_score_[-1] + 1e-3
    assert np.mean(mine.predict(X) == named.predict(X)) > 0.9


def test_a_loss_with_one_score_for_each_class_works_for_two():
    X, y = draw(2)
    model = GradientBoostingClassifier(loss=CrossEntropy(), n_estimators=5).fit(X, y)
    assert model.decision_function(X).shape == (150, 2)
    assert model.score(X, y) > 0.9


class Logistic(BinaryCrossEntropy):
    """The log loss with its second derivative."""

    def curvature(self, y, y_pred):
        share = 1 / (1 + np.exp(-y_pred))
        return share * (1 - share)


def test_a_curvature_makes_newton_steps():
    X, y = draw(2)
    mine = GradientBoostingClassifier(loss=Logistic(), n_estimators=10).fit(X, y)
    named = GradientBoostingClassifier(n_estimators=10).fit(X, y)
    np.testing.assert_allclose(mine.decision_function(X), named.decision_function(X), atol=1e-9)


def test_labels_of_any_type():
    X, y = draw()
    names = np.array(["ash", "beech", "oak"])
    by_number, by_name = (GradientBoostingClassifier(n_estimators=5).fit(X, label) for label in (y, names[y]))
    assert by_name.classes_.tolist() == names.tolist()
    np.testing.assert_array_equal(names[by_number.predict(X)], by_name.predict(X))
    assert by_name.n_classes_ == 3


@pytest.mark.parametrize("loss", ["log_loss", "exponential"])
def test_two_classes_of_opposite_names_mirror_each_other(loss):
    X, y = draw(2)
    one, other = (GradientBoostingClassifier(loss=loss, n_estimators=8).fit(X, label) for label in (y, 1 - y))
    np.testing.assert_allclose(one.predict_proba(X), other.predict_proba(X)[:, ::-1], atol=1e-10)


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="y must hold at least 2 classes, got 1 class: a"):
        GradientBoostingClassifier().fit([[1], [2]], ["a", "a"])
    with pytest.raises(ValueError, match="y must hold at least 2 classes, got 1 class: a"):
        GradientBoostingClassifier().fit([[1], [2]], ["a", "b"], sample_weight=[1, 0])


def test_a_loss_that_does_not_fit_the_classes_is_refused():
    X, y = draw()
    with pytest.raises(ValueError, match="loss='exponential' is for two classes, got 3; use loss='log_loss'"):
        GradientBoostingClassifier(loss="exponential").fit(X, y)
    with pytest.raises(ValueError, match=r"loss must take a prediction for each of 3 classes, got AbsoluteError\(\)"):
        GradientBoostingClassifier(loss=AbsoluteError()).fit(X, y)


def test_a_class_without_weight_is_known_but_not_predicted():
    X, y = draw()
    model = GradientBoostingClassifier(n_estimators=5).fit(X, y, sample_weight=(y != 1).astype(float))
    assert model.classes_.tolist() == [0, 1, 2]
    assert 1 not in model.predict(X)
    assert (model.predict_proba(X)[:, 1] < 1e-6).all()


def test_weights_move_the_prediction():
    X, y = draw(2)
    plain = GradientBoostingClassifier(n_estimators=10).fit(X, y).predict_proba(X)[:, 1]
    heavy = GradientBoostingClassifier(n_estimators=10).fit(X, y, np.where(y == 1, 10.0, 1.0)).predict_proba(X)[:, 1]
    assert (heavy > plain).mean() > 0.95


def test_it_learns_what_no_single_question_can():
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, (800, 2))
    y = X[:, 0] * X[:, 1] > 0
    model = GradientBoostingClassifier(n_estimators=60, max_depth=2).fit(X[:400], y[:400])
    assert model.score(X[400:], y[400:]) > 0.9


def test_training_goes_on_when_every_row_is_fitted():
    X, y = [[0.0], [1.0]], [0, 1]
    model = GradientBoostingClassifier(n_estimators=400, learning_rate=1.0).fit(X, y)
    assert np.isfinite(model.decision_function(X)).all()
    assert model.train_score_[-1] < 1e-10
