"""What bagging draws, for classes and numbers alike: rows, features, seeds, out-of-bag rows."""

import numpy as np
import pytest

from lib.basics import NotFittedError
from lib.classical import LogisticRegression, Ridge
from lib.classical.trees import DecisionTreeClassifier, DecisionTreeRegressor
from lib.data import StandardScaler, make_pipeline
from lib.ensembles import BaggingClassifier, BaggingRegressor

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 6))
NUMBERS = X[:, 0] - X[:, 1] + rng.normal(size=60)
LABELS = np.where(NUMBERS > 0, "yes", "no")
CASES = [(BaggingClassifier, LABELS, DecisionTreeClassifier()), (BaggingRegressor, NUMBERS, DecisionTreeRegressor())]
both = pytest.mark.parametrize(("kind", "y", "tree"), CASES, ids=["classes", "numbers"])


@both
def test_a_bootstrap_leaves_out_a_third(kind, y, tree):
    model = kind(tree, 200, random_state=0).fit(X, y)
    kept = [len(set(rows)) / 60 for rows in model.estimators_samples_]
    assert {len(rows) for rows in model.estimators_samples_} == {60}
    assert np.mean(kept) == pytest.approx(1 - (1 - 1 / 60) ** 60, abs=0.01)


@both
def test_numbers_of_rows_and_features(kind, y, tree):
    model = kind(tree, 3, max_samples=0.5, max_features=0.5, random_state=0).fit(X, y)
    assert [len(rows) for rows in model.estimators_samples_] == [30] * 3
    assert [len(set(features)) for features in model.estimators_features_] == [3] * 3
    model = kind(tree, 3, max_samples=7, max_features=2, bootstrap=False, random_state=0).fit(X, y)
    assert [len(set(rows)) for rows in model.estimators_samples_] == [7] * 3
    assert [len(features) for features in model.estimators_features_] == [2] * 3
    tiny = kind(tree, 30, max_samples=1e-9, max_features=1e-9, random_state=0).fit(X, y)
    assert {len(rows) for rows in tiny.estimators_samples_} == {1}
    many = kind(tree, 30, max_samples=500, bootstrap_features=True, random_state=0).fit(X, y)
    assert {len(rows) for rows in many.estimators_samples_} == {500}
    assert min(len(set(features)) for features in many.estimators_features_) < 6


@both
def test_counts_do_the_work_of_copies(kind, y, tree):
    """A member that takes weights gets counts, one that does not gets copies: the trees are the same."""
    through_counts = kind(tree, 10, max_features=1, random_state=0).fit(X, y)
    through_copies = kind(make_pipeline(tree), 10, max_features=1, random_state=0).fit(X, y)
    for name in ("estimators_samples_", "estimators_features_"):
        assert all(map(np.array_equal, getattr(through_counts, name)[:1], getattr(through_copies, name)[:1]))
    rows, features = through_counts.estimators_samples_[0], through_counts.estimators_features_[0]
    index = (y == "yes").astype(int) if y.dtype.kind == "U" else y
    copies = type(tree)().fit(X[rows][:, features], index[rows])
    np.testing.assert_allclose(
        through_counts.estimators_[0].predict(X[:, features]), copies.predict(X[:, features]), atol=1e-12
    )


@both
def test_rows_are_drawn_by_their_weight(kind, y, tree):
    weight = np.arange(60.0)
    tree = type(tree)(max_depth=1)
    model = kind(tree, 400, max_samples=60, random_state=0).fit(X, y, weight)
    drawn = np.bincount(np.concatenate(model.estimators_samples_), minlength=60)
    assert drawn[0] == 0
    np.testing.assert_allclose(drawn / drawn.sum(), weight / weight.sum(), atol=0.004)


def test_weights_reach_the_members_when_nothing_is_drawn():
    weight = rng.integers(1, 4, 60).astype(float)
    model = BaggingRegressor(Ridge(), 1, bootstrap=False).fit(X, NUMBERS, weight)
    np.testing.assert_allclose(model.predict(X), Ridge().fit(X, NUMBERS, weight).predict(X))
    with pytest.raises(ValueError, match="estimator must take sample_weight when bootstrap=False, got Pipeline"):
        BaggingRegressor(make_pipeline(StandardScaler(), Ridge()), bootstrap=False).fit(X, NUMBERS, weight)


def test_a_share_of_weights_that_are_no_counts_is_warned_of():
    with pytest.warns(
        UserWarning, match=r"max_samples=0.5 of a total sample_weight of 1 draws 1 row\(s\) for each"
    ) as told:
        BaggingRegressor(max_samples=0.5, random_state=0).fit(X, NUMBERS, np.full(60, 1 / 60))
    assert told[0].filename == __file__


@both
def test_members_differ_and_the_seed_decides(kind, y, tree):
    models = [kind(tree, 5, random_state=seed).fit(X, y) for seed in (0, 0, 1)]
    assert models[0]._mean_response(X).tobytes() == models[1]._mean_response(X).tobytes()
    assert models[0]._mean_response(X).tobytes() != models[2]._mean_response(X).tobytes()
    assert len({member.random_state for member in models[0].estimators_}) == 5
    assert tree.random_state is None


@both
def test_rows_that_all_members_saw_have_no_out_of_bag_prediction(kind, y, tree):
    with pytest.warns(UserWarning, match="of 60 rows are in the bag of every member and have no out-of-bag") as told:
        model = kind(tree, 1, oob_score=True, random_state=0).fit(X, y)
    assert told[0].filename == __file__
    values = getattr(model, "oob_prediction_" if kind is BaggingRegressor else "oob_decision_function_")
    seen = np.isin(np.arange(60), model.estimators_samples_[0])
    np.testing.assert_array_equal(np.isnan(values.reshape(60, -1)).any(axis=1), seen)
    assert np.isfinite(model.oob_score_)
    with pytest.warns(UserWarning, match="2 of 2 rows"):
        assert np.isnan(kind(tree, 2, max_samples=40, oob_score=True, random_state=0).fit(X[:2], y[:2]).oob_score_)
    assert not hasattr(model.set_params(oob_score=False).fit(X, y), "oob_score_")


@both
def test_missing_values_are_up_to_the_members(kind, y, tree):
    from lib.data import SimpleImputer

    holes = X.copy()
    holes[::7, 2] = np.nan
    assert kind(make_pipeline(SimpleImputer(), tree), 5, random_state=0).fit(holes, y).score(holes, y) > 0.6
    with pytest.raises(ValueError, match="contains NaN"):
        kind(tree, 5, random_state=0).fit(holes, y)


@both
@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"n_estimators": 0}, ValueError, "n_estimators must be >= 1, got 0"),
        ({"max_samples": 0}, ValueError, "max_samples must be >= 1, got 0"),
        ({"max_samples": 1.5}, ValueError, "max_samples must be > 0 and <= 1, got 1.5"),
        ({"max_samples": "all"}, TypeError, "max_samples must be a number, got str"),
        ({"max_samples": 61, "bootstrap": False}, ValueError, "max_samples must be at most 60, the rows, when"),
        ({"max_features": 7}, ValueError, "max_features must be at most the number of features, 6, got 7"),
        ({"max_features": 0.0}, ValueError, "max_features must be > 0 and <= 1, got 0.0"),
        ({"bootstrap": 1}, TypeError, "bootstrap must be True or False, got 1"),
        ({"oob_score": True, "bootstrap": False}, ValueError, "oob_score needs bootstrap=True, got bootstrap=False"),
    ],
)
def test_unusable_parameters(kind, y, tree, settings, error, message):
    with pytest.raises(error, match=message):
        kind(tree, **settings).fit(X, y)


@both
def test_misuse(kind, y, tree):
    with pytest.raises(NotFittedError, match="is not fitted yet"):
        kind().predict(X)
    with pytest.raises(ValueError, match="X has 2 features, but Bagging"):
        kind(random_state=0).fit(X, y).predict(X[:, :2])


def test_linear_members_too():
    assert BaggingClassifier(LogisticRegression(), random_state=0).fit(X, LABELS).score(X, LABELS) > 0.7
