"""Stacking: level one is made out of fold, which is what keeps the final estimator honest."""

import numpy as np
import pytest

from lib.classical import KFold, LogisticRegression
from lib.classical.trees import DecisionTreeClassifier
from lib.data import StandardScaler, make_pipeline
from lib.ensembles import StackingClassifier
from lib.ensembles.out_of_fold import out_of_fold


def noisy(seed, n_samples=300):
    """Return a problem where a full tree memorises and a plane does well."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, 6))
    y = np.where(X @ [1.0, 1.0, 1.0, 0, 0, 0] + 1.5 * rng.normal(size=n_samples) > 0, "yes", "no")
    return X, y


def members():
    """Return a member that memorises and one that cannot."""
    return [("tree", DecisionTreeClassifier()), ("plane", LogisticRegression())]


def test_the_final_estimator_learns_from_out_of_fold_predictions():
    X, y = noisy(0)
    index = (y == "yes").astype(int)
    folds = list(KFold(4).split(X))
    model = StackingClassifier(members(), cv=folds).fit(X, y)
    level_one = np.column_stack(
        [out_of_fold(name, member, X, index, folds, "predict_proba", 2)[:, 1] for name, member in members()]
    )
    by_hand = LogisticRegression().fit(level_one, index)
    np.testing.assert_array_equal(model.final_estimator_.coef_, by_hand.coef_)
    np.testing.assert_array_equal(model.estimators_[1].coef_, LogisticRegression().fit(X, index).coef_)


def test_the_leak():
    """In-sample level one makes the final estimator trust the member that memorises, and costs accuracy."""
    X, y = noisy(1)
    X_test, y_test = noisy(2, 2000)
    honest = StackingClassifier(members()).fit(X, y)
    fitted = [(name, member.fit(X, y)) for name, member in members()]
    leaky = StackingClassifier(fitted, cv="prefit").fit(X, y)
    trust = [model.final_estimator_.coef_[0] for model in (honest, leaky)]
    assert trust[1][0] > trust[1][1]
    assert trust[0][0] < trust[0][1]
    assert trust[1][0] > 4 * trust[0][0]
    assert honest.score(X_test, y_test) > leaky.score(X_test, y_test) + 0.03
    assert leaky.score(X, y) == 1.0


def test_prefit_members_are_taken_as_they_are():
    X, y = noisy(3)
    fitted = [(name, member.fit(X[:150], y[:150])) for name, member in members()]
    model = StackingClassifier(fitted, cv="prefit").fit(X[150:], y[150:])
    assert model.estimators_[0] is fitted[0][1]
    by_labels = StackingClassifier(fitted, cv="prefit", stack_method="predict").fit(X[150:], y[150:])
    np.testing.assert_array_equal(by_labels.transform(X)[:, 0], fitted[0][1].predict(X) == "yes")
    assert set(model.predict(X)) == {"no", "yes"}


def test_a_prefit_member_may_lack_a_class_but_not_know_another():
    X = np.array([[-2.0], [-1.0], [1.0], [2.0], [3.0], [4.0]])
    y = np.array(["a", "a", "b", "b", "c", "c"])
    some = LogisticRegression().fit(X[2:], y[2:])
    model = StackingClassifier([("some", some)], cv="prefit").fit(X, y)
    assert (model.transform(X)[:, 0] == 0).all()
    with pytest.raises(ValueError, match=r"must know no class but \['b', 'c'\], those of y, got 'a'"):
        StackingClassifier([("all", LogisticRegression().fit(X, y))], cv="prefit").fit(X[2:], y[2:])


def test_a_prefit_member_must_be_fitted():
    X, y = noisy(4)
    with pytest.raises(ValueError, match="is not fitted yet"):
        StackingClassifier(members(), cv="prefit").fit(X, y)


def test_weights_of_rows_are_copies():
    X, y = noisy(5, 60)
    weight = np.random.default_rng(0).integers(1, 4, 60)
    copies = np.repeat(np.arange(60), weight)
    half = np.arange(60) % 2
    planes = [("weak", LogisticRegression(C=0.01)), ("strong", LogisticRegression())]

    def folds(rows):
        return [(np.flatnonzero(half[rows] != k), np.flatnonzero(half[rows] == k)) for k in (0, 1)]

    one = StackingClassifier(planes, cv=folds(np.arange(60))).fit(X, y, weight)
    two = StackingClassifier(planes, cv=folds(copies)).fit(X[copies], y[copies])
    np.testing.assert_allclose(one.predict_proba(X), two.predict_proba(X), atol=1e-7)


def test_weights_that_a_member_would_lose_are_refused():
    X, y = noisy(6, 60)
    model = StackingClassifier([("scaled", make_pipeline(StandardScaler(), LogisticRegression()))])
    with pytest.raises(TypeError, match="fit of 'scaled' must take sample_weight when weights are given, got Pipeline"):
        model.fit(X, y, np.ones(60))


def test_cv_that_is_none():
    X, y = noisy(7, 60)
    with pytest.raises(TypeError, match="cv must be a number of folds, have a split method or hold"):
        StackingClassifier(members(), cv="some").fit(X, y)
