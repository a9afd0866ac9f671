"""What both kinds of boosting share: parameters, importances, seeds, early stopping, refitting."""

import numpy as np
import pytest

from lib.basics import NotFittedError
from lib.ensembles import GradientBoostingClassifier, GradientBoostingRegressor

KINDS = [GradientBoostingClassifier, GradientBoostingRegressor]


def draw(n_samples=120, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, 4))
    return X, (X[:, 0] + X[:, 1] * X[:, 2] + 0.3 * rng.normal(size=n_samples) > 0).astype(int)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"n_estimators": 0}, ValueError, "n_estimators must be >= 1, got 0"),
        ({"n_estimators": 2.0}, TypeError, "n_estimators must be an integer, got float"),
        ({"learning_rate": -0.1}, ValueError, "learning_rate must be >= 0, got -0.1"),
        ({"subsample": 0}, ValueError, "subsample must be > 0 and <= 1, got 0"),
        ({"subsample": 1.5}, ValueError, "subsample must be > 0 and <= 1, got 1.5"),
        ({"max_depth": 0}, ValueError, "max_depth must be >= 1, got 0"),
        ({"min_samples_split": 1}, ValueError, "min_samples_split must be >= 2, got 1"),
        ({"min_samples_leaf": 0}, ValueError, "min_samples_leaf must be >= 1, got 0"),
        ({"max_features": "half"}, ValueError, "max_features must be a number, 'sqrt', 'log2' or None, got 'half'"),
        ({"validation_fraction": 1.0}, ValueError, "validation_fraction must be > 0 and < 1, got 1.0"),
        ({"n_iter_no_change": 0}, ValueError, "n_iter_no_change must be >= 1, got 0"),
        ({"tol": -1}, ValueError, "tol must be >= 0, got -1"),
        ({"grower": "best"}, ValueError, "grower must be one of 'histogram', 'exact', got 'best'"),
        ({"max_leaf_nodes": 4}, ValueError, "max_leaf_nodes needs grower='exact', got grower='histogram'"),
        ({"max_leaf_nodes": 1, "grower": "exact"}, ValueError, "max_leaf_nodes must be >= 2, got 1"),
        ({"loss": "hinge"}, ValueError, "loss must be one of '.*', got 'hinge'"),
        ({"loss": 3}, ValueError, "loss must be one of '.*', got 3"),
        ({"random_state": -1}, ValueError, "rng must be a non-negative seed, got -1"),
    ],
)
def test_parameters_are_checked(kind, settings, error, message):
    with pytest.raises(error, match=message):
        kind(**settings).fit(*draw())


@pytest.mark.parametrize("kind", KINDS)
def test_methods_need_fit_and_its_features(kind):
    for name in ("predict", "apply"):
        with pytest.raises(NotFittedError, match=f"this {kind.__name__} is not fitted yet"):
            getattr(kind(), name)([[1.0]])
    with pytest.raises(NotFittedError, match="not fitted"):
        next(kind().staged_predict([[1.0]]))
    with pytest.raises(NotFittedError, match="not fitted"):
        _ = kind().feature_importances_
    with pytest.raises(ValueError, match=f"X has 1 features, but {kind.__name__} is expecting 4"):
        kind(n_estimators=1).fit(*draw()).predict([[1.0]])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("grower", ["exact", "histogram"])
@pytest.mark.parametrize("settings", [{"subsample": 0.5}, {"max_features": 1}, {"n_iter_no_change": 2}])
def test_same_seed_same_bytes(kind, grower, settings):
    X, y = draw()
    made = [
        kind(n_estimators=8, grower=grower, random_state=seed, **settings).fit(X, y).predict(X)
        if kind is GradientBoostingRegressor
        else kind(n_estimators=8, grower=grower, random_state=seed, **settings).fit(X, y).decision_function(X)
        for seed in (0, 0, 1)
    ]
    assert made[0].tobytes() == made[1].tobytes() != made[2].tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_shrinkage(kind):
    X, y = draw()
    quick = kind(n_estimators=10, learning_rate=1.0).fit(X, y)
    slow = kind(n_estimators=10, learning_rate=0.01).fit(X, y)
    assert quick.train_score_[-1] < slow.train_score_[-1] < slow.train_score_[0]
    still = kind(n_estimators=3, learning_rate=0.0).fit(X, y)
    np.testing.assert_allclose(still.train_score_, still.train_score_[0])
    # The first tree is the same, whatever the learning rate.
    np.testing.assert_array_equal(quick.estimators_[0, 0].threshold, slow.estimators_[0, 0].threshold)
    np.testing.assert_array_equal(quick.estimators_[0, 0].value, slow.estimators_[0, 0].value)


@pytest.mark.parametrize("kind", KINDS)
def test_early_stopping_and_refitting(kind):
    X, y = draw(400)
    model = kind(n_estimators=500, n_iter_no_change=5, subsample=0.8, random_state=0).fit(X, y)
    assert model.n_estimators_ == len(model.estimators_) == len(model.validation_score_) < 500
    assert len(model.train_score_) == len(model.oob_improvement_) == model.n_estimators_
    assert model.validation_score_[-1] > model.validation_score_[:-5].min() - model.tol
    assert model.estimators_[0, 0].n_samples[0] == int(0.8 * 360)  # a tenth is held out
    model.set_params(n_estimators=4, n_iter_no_change=None, subsample=1.0).fit(X, y)
    assert model.n_estimators_ == 4
    assert not hasattr(model, "validation_score_")
    assert not hasattr(model, "oob_improvement_")


@pytest.mark.parametrize("kind", KINDS)
def test_importances(kind):
    X, y = draw(600)
    X = np.column_stack([X, np.zeros(600)])
    share = kind(n_estimators=20).fit(X, y).feature_importances_
    assert share.sum() == pytest.approx(1)
    assert share[4] == 0
    assert share[3] < min(share[:3])
    np.testing.assert_array_equal(kind(n_estimators=2).fit(np.ones((6, 2)), [0, 1] * 3).feature_importances_, [0, 0])


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_weight_0_do_not_matter(kind):
    X, y = draw()
    weight = (np.arange(120) % 3 > 0).astype(float)
    whole, part = kind(n_estimators=5).fit(X, y, weight), kind(n_estimators=5).fit(X[weight > 0], y[weight > 0])
    np.testing.assert_array_equal(whole.predict(X), part.predict(X))


@pytest.mark.parametrize("kind", KINDS)
def test_leaves_limit_the_exact_grower(kind):
    X, y = draw()
    model = kind(n_estimators=3, grower="exact", max_depth=None, max_leaf_nodes=5).fit(X, y)
    assert {tree.n_leaves for tree in model.estimators_.ravel()} == {5}


@pytest.mark.parametrize("grower", ["exact", "histogram"])
def test_deep_trees(grower):
    X, y = draw()
    model = GradientBoostingRegressor(n_estimators=1, learning_rate=1.0, max_depth=None, grower=grower).fit(X, y)
    np.testing.assert_allclose(model.predict(X), y, atol=1e-12)
