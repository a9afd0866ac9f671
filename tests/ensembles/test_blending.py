"""Blending: members learn from one part of the rows, the final estimator from the other."""

import numpy as np
import pytest

from lib.classical import LogisticRegression
from lib.classical.trees import DecisionTreeClassifier
from lib.ensembles import BlendingClassifier

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 3))
Y = np.where(X[:, 0] + X[:, 1] + rng.normal(size=100) > 0.8, "yes", "no")
MEMBERS = [("tree", DecisionTreeClassifier()), ("plane", LogisticRegression())]


def blend(**settings):
    """Return a fitted blend."""
    return BlendingClassifier(MEMBERS, **{"random_state": 0, **settings}).fit(X, Y)


def test_by_hand():
    model = blend(holdout_size=0.3)
    rest = np.setdiff1d(np.arange(100), model.holdout_)
    index = (Y == "yes").astype(int)
    fitted = [DecisionTreeClassifier().fit(X[rest], index[rest]), LogisticRegression().fit(X[rest], index[rest])]
    level_one = np.column_stack([member.predict_proba(X[model.holdout_])[:, 1] for member in fitted])
    final = LogisticRegression().fit(level_one, index[model.holdout_])
    np.testing.assert_array_equal(model.final_estimator_.coef_, final.coef_)
    np.testing.assert_array_equal(model.estimators_[1].coef_, fitted[1].coef_)


def test_refit_trains_members_on_all_rows_and_leaves_the_final_estimator():
    plain, again = blend(), blend(refit=True)
    np.testing.assert_array_equal(plain.final_estimator_.coef_, again.final_estimator_.coef_)
    all_rows = LogisticRegression().fit(X, (Y == "yes").astype(int))
    np.testing.assert_array_equal(again.estimators_[1].coef_, all_rows.coef_)
    assert (plain.estimators_[1].coef_ != all_rows.coef_).all()


def test_the_holdout_keeps_the_proportions():
    for size, count in ((0.2, 20), (0.25, 25), (37, 37)):
        held = blend(holdout_size=size).holdout_
        assert len(held) == len(set(held)) == count
        assert (np.diff(held) > 0).all()
        assert abs((Y[held] == "yes").mean() - (Y == "yes").mean()) < 1 / count


def test_the_seed_draws_the_holdout():
    assert blend().holdout_.tolist() == blend().holdout_.tolist()
    assert blend().holdout_.tolist() != blend(random_state=1).holdout_.tolist()
    np.testing.assert_array_equal(blend().predict_proba(X), blend().predict_proba(X))


def test_a_class_that_the_final_estimator_has_not_met():
    """A rare class can miss the hold-out part: its probability is then 0, and the columns stay in place."""
    y = np.array(["a"] * 55 + ["b"] * 43 + ["c"] * 2)
    model = BlendingClassifier(MEMBERS, holdout_size=0.1, random_state=0).fit(X, y)
    assert "c" not in y[model.holdout_]
    probabilities = model.predict_proba(X)
    assert probabilities.shape == (100, 3)
    assert (probabilities[:, 2] == 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert set(model.predict(X)) <= {"a", "b"}


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"refit": 1}, TypeError, "refit must be True or False, got 1"),
        ({"holdout_size": 0.0}, ValueError, "holdout_size must be > 0 and < 1, got 0.0"),
        ({"holdout_size": 1.0}, ValueError, "holdout_size must be > 0 and < 1, got 1.0"),
        ({"holdout_size": 100}, ValueError, "holdout_size must be >= 1 and <= 99, got 100"),
        ({"holdout_size": True}, TypeError, "holdout_size must be an integer, got bool"),
        ({"holdout_size": "half"}, TypeError, "holdout_size must be a number, got str"),
        ({"holdout_size": 1}, ValueError, "each part must have at least as many rows as the 2 classes, got 1"),
    ],
)
def test_unusable_parameters(settings, error, message):
    with pytest.raises(error, match=message):
        blend(**settings)


def test_rows_that_cannot_be_split():
    with pytest.raises(ValueError, match="blending needs at least two rows to split, got n_samples = 1"):
        BlendingClassifier(MEMBERS).fit(X[:1], Y[:1])
    with pytest.raises(ValueError, match="at least 2 rows in each class, got 1 of class"):
        BlendingClassifier(MEMBERS).fit(X[:4], ["a", "a", "a", "b"])
