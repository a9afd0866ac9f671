"""What both forests share: bad parameters, leaf numbers, importances, chunks of trees."""

import numpy as np
import pytest

from lib.basics import NotFittedError
from lib.ensembles import RandomForestClassifier, RandomForestRegressor, forest

X = np.random.default_rng(0).normal(size=(80, 3))
Y = (X[:, 0] > 0).astype(int)
FORESTS = [RandomForestClassifier, RandomForestRegressor]


@pytest.mark.parametrize("make", FORESTS)
@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ({"n_estimators": 0}, ValueError, "n_estimators must be >= 1, got 0"),
        ({"n_estimators": 2.0}, TypeError, "n_estimators must be an integer, got float"),
        ({"criterion": "best"}, ValueError, "criterion must be one of .*, got 'best'"),
        ({"max_depth": 0}, ValueError, "max_depth must be >= 1, got 0"),
        ({"min_samples_split": 1}, ValueError, "min_samples_split must be >= 2, got 1"),
        ({"min_samples_leaf": 0}, ValueError, "min_samples_leaf must be >= 1, got 0"),
        ({"max_features": 0}, ValueError, "max_features must be >= 1, got 0"),
        ({"max_features": "half"}, ValueError, "max_features must be a number, 'sqrt', 'log2' or None, got 'half'"),
        ({"bootstrap": 1}, TypeError, "bootstrap must be True or False, got 1"),
        ({"oob_score": "yes"}, TypeError, "oob_score must be True or False, got 'yes'"),
        ({"oob_score": True, "bootstrap": False}, ValueError, "oob_score needs bootstrap=True, got bootstrap=False"),
        (
            {"max_samples": 5, "bootstrap": False},
            ValueError,
            "max_samples needs bootstrap=True, got bootstrap=False and 5",
        ),
        ({"max_samples": 1.5}, ValueError, "max_samples must be > 0 and <= 1, got 1.5"),
        ({"random_state": "x"}, TypeError, "rng must be None, an integer seed or a numpy Generator, got str"),
    ],
)
def test_bad_parameters_are_refused(make, parameters, error, message):
    with pytest.raises(error, match=message):
        make(**parameters).fit(X, Y)


@pytest.mark.parametrize("make", FORESTS)
def test_bad_data_are_refused(make):
    model = make(n_estimators=2)
    with pytest.raises(NotFittedError, match="not fitted yet; call fit"):
        model.predict(X)
    with pytest.raises(NotFittedError, match="not fitted yet; call fit"):
        model.apply(X)
    with pytest.raises(NotFittedError, match="not fitted yet; call fit"):
        model.feature_importances_  # noqa: B018
    with pytest.raises(ValueError, match="X and y must have the same number of samples, got 80 and 79"):
        model.fit(X, Y[:79])
    with pytest.raises(ValueError, match="sample_weight must not be negative"):
        model.fit(X, Y, -np.ones(80))
    model.fit(X, Y)
    with pytest.raises(ValueError, match=r"X has 2 features, but .* is expecting 3"):
        model.predict(X[:, :2])


@pytest.mark.parametrize("make", FORESTS)
def test_apply_gives_the_leaves_of_the_trees(make):
    model = make(n_estimators=4, random_state=0).fit(X, Y)
    leaves = model.apply(X)
    assert leaves.shape == (80, 4)
    for tree, leaf in zip(model.estimators_, leaves.T):
        np.testing.assert_array_equal(leaf, tree.apply(X))


@pytest.mark.parametrize("make", FORESTS)
def test_importances_find_the_feature_that_matters(make):
    shares = make(n_estimators=10, max_features=None, random_state=0).fit(X, Y).feature_importances_
    assert shares.sum() == pytest.approx(1)
    assert shares[0] > 0.9
    alone = make(n_estimators=3).fit(X, np.ones(80)).feature_importances_
    assert alone.tolist() == [0, 0, 0]


@pytest.mark.parametrize("make", FORESTS)
def test_trees_grown_in_several_turns(monkeypatch, make):
    settings = {"n_estimators": 7, "bootstrap": False, "max_features": None, "max_depth": 2}
    whole = make(**settings).fit(X, Y)
    monkeypatch.setattr(forest, "MOST_PAIRS", 3 * 80)
    parts = make(**settings).fit(X, Y)
    assert len(parts.estimators_) == 7
    np.testing.assert_array_equal(parts.predict(X), whole.predict(X))
    judged = make(n_estimators=20, oob_score=True, random_state=0).fit(X, Y)
    assert judged.oob_score_ > 0.6


@pytest.mark.parametrize("make", FORESTS)
def test_more_trees_than_rows(make):
    model = make(n_estimators=50, random_state=0).fit([[0.0], [1.0], [2.0]], [0, 0, 1])
    assert len(model.estimators_) == 50
    assert model.predict([[0.0]]).shape == (1,)


@pytest.mark.parametrize("make", FORESTS)
def test_a_fit_forgets_the_last_one(make):
    model = make(n_estimators=30, oob_score=True, random_state=0).fit(X, Y)
    assert hasattr(model, "oob_score_")
    model.set_params(oob_score=False).fit(X, Y)
    assert not [name for name in vars(model) if name.startswith("oob_") and name.endswith("_")]


@pytest.mark.parametrize("make", FORESTS)
def test_weights_of_zero_leave_rows_out(make):
    weight = np.where(X[:, 1] > 0, 1.0, 0.0)
    wrong = np.where(weight > 0, Y, 1 - Y)
    for bootstrap in (True, False):
        model = make(n_estimators=40, bootstrap=bootstrap, random_state=0).fit(X, wrong, weight)
        assert np.mean((model.predict(X[weight > 0]) > 0.5) == Y[weight > 0]) > 0.95


@pytest.mark.parametrize("make", FORESTS)
def test_max_samples(make):
    model = make(n_estimators=5, max_samples=7, random_state=0).fit(X, Y)
    assert {tree.weight[0] for tree in model.estimators_} == {7.0}
    model = make(n_estimators=5, max_samples=0.5, random_state=0).fit(X, Y)
    assert {tree.weight[0] for tree in model.estimators_} == {40.0}
    model = make(n_estimators=5, max_samples=0.5, random_state=0).fit(X, Y, np.full(80, 2.0))
    assert {tree.weight[0] for tree in model.estimators_} == {80.0}
