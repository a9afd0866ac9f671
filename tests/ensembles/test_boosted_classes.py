"""Scores, probabilities and labels of a boosted classifier belong together, after every round."""

import numpy as np
import pytest

from lib.basics import NotFittedError, sigmoid, softmax
from lib.ensembles import Exponential, GradientBoostingClassifier


def fitted(n_classes, loss="log_loss"):
    rng = np.random.default_rng(0)
    y = rng.integers(0, n_classes, 90)
    X = rng.normal(size=(90, 4)) + 1.5 * np.eye(n_classes, 4)[y]
    return GradientBoostingClassifier(n_estimators=6, loss=loss).fit(X, y), X


def test_two_classes():
    model, X = fitted(2)
    scores, shares = model.decision_function(X), model.predict_proba(X)
    np.testing.assert_allclose(shares[:, 1], sigmoid(scores))
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_array_equal(model.predict(X), scores >= 0)
    np.testing.assert_allclose(model.predict_log_proba(X), np.log(shares))
    assert model.apply(X).shape == (90, 6, 1)


@pytest.mark.parametrize("loss", ["exponential", Exponential()], ids=["name", "object"])
def test_scores_of_the_exponential_loss_are_half_log_odds(loss):
    model, X = fitted(2, loss)
    np.testing.assert_allclose(model.predict_proba(X)[:, 1], sigmoid(2 * model.decision_function(X)))


def test_several_classes():
    model, X = fitted(3)
    scores = model.decision_function(X)
    assert scores.shape == (90, 3)
    np.testing.assert_allclose(model.predict_proba(X), softmax(scores))
    np.testing.assert_array_equal(model.predict(X), scores.argmax(axis=1))
    assert model.apply(X).shape == (90, 6, 3)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_the_last_stage_is_the_model(n_classes):
    model, X = fitted(n_classes)
    for staged, whole in (
        (model.staged_decision_function, model.decision_function),
        (model.staged_predict_proba, model.predict_proba),
        (model.staged_predict, model.predict),
    ):
        stages = list(staged(X))
        assert len(stages) == 6
        np.testing.assert_allclose(stages[-1], whole(X))
    y = model.predict(X)
    losses = [-np.log(shares[np.arange(90), y]).mean() for shares in model.staged_predict_proba(X)]
    assert losses == sorted(losses, reverse=True)


@pytest.mark.parametrize("name", ["staged_decision_function", "staged_predict_proba", "staged_predict"])
def test_stages_need_fit(name):
    with pytest.raises(NotFittedError, match="not fitted"):
        next(getattr(GradientBoostingClassifier(), name)([[1.0]]))
