"""Scorers: each name against its metric, and higher is always better."""

import numpy as np
import pytest

from lib.classical import LinearRegression, LogisticRegression, get_scorer, metrics
from lib.classical.scoring import SCORERS

RNG = np.random.default_rng(0)
LABEL = RNG.integers(0, 2, 80)
X = RNG.normal(size=(80, 2)) + LABEL[:, None]
TARGET = X[:, 0] + RNG.normal(size=80)
CLASSIFIER = LogisticRegression().fit(X, LABEL)
REGRESSOR = LinearRegression().fit(X, TARGET)
P = CLASSIFIER.predict_proba(X)[:, 1]
C, R = CLASSIFIER.predict(X), REGRESSOR.predict(X)

EXPECTED = {
    "accuracy": metrics.accuracy_score(LABEL, C),
    "balanced_accuracy": metrics.balanced_accuracy_score(LABEL, C),
    "f1": metrics.f1_score(LABEL, C),
    "f1_macro": metrics.f1_score(LABEL, C, average="macro"),
    "precision": metrics.precision_score(LABEL, C),
    "recall": metrics.recall_score(LABEL, C),
    "roc_auc": metrics.roc_auc_score(LABEL, P),
    "neg_log_loss": -metrics.log_loss(LABEL, P),
    "neg_brier_score": -metrics.brier_score_loss(LABEL, P),
    "r2": metrics.r2_score(TARGET, R),
    "neg_mean_squared_error": -metrics.mean_squared_error(TARGET, R),
    "neg_root_mean_squared_error": -np.sqrt(metrics.mean_squared_error(TARGET, R)),
    "neg_mean_absolute_error": -metrics.mean_absolute_error(TARGET, R),
}
REGRESSION = {name for name in EXPECTED if "error" in name or name == "r2"}


@pytest.mark.parametrize("name", sorted(SCORERS))
def test_name_gives_its_metric_with_higher_better(name):
    model, y = (REGRESSOR, TARGET) if name in REGRESSION else (CLASSIFIER, LABEL)
    assert get_scorer(name)(model, X, y) == pytest.approx(EXPECTED[name], rel=1e-12)
    worse = type(model)().fit(X, 1 - y)  # learns the opposite
    assert get_scorer(name)(worse, X, y) < EXPECTED[name]


def test_ranking_falls_back_on_probabilities():
    class ProbabilityOnly:
        def predict_proba(self, X):
            return CLASSIFIER.predict_proba(X)

    assert get_scorer("roc_auc")(ProbabilityOnly(), X, LABEL) == pytest.approx(EXPECTED["roc_auc"])


def test_log_loss_survives_a_test_part_without_one_class():
    ones = LABEL == 1
    assert get_scorer("neg_log_loss")(CLASSIFIER, X[ones], LABEL[ones]) == pytest.approx(np.log(P[ones]).mean())


def test_none_is_the_models_own_score_and_a_function_is_taken_as_it_is():
    assert get_scorer(None)(REGRESSOR, X, TARGET) == REGRESSOR.score(X, TARGET)
    own = lambda model, X, y: 42.0  # noqa: E731
    assert get_scorer(own) is own


def test_unknown_names_and_kinds_are_named():
    with pytest.raises(ValueError, match=r"scoring must be one of accuracy, .* got 'mse'"):
        get_scorer("mse")
    with pytest.raises(TypeError, match="scoring must be a name, a function or None, got int"):
        get_scorer(3)
