"""Gradient boosting against scikit-learn's: stage by stage on data without ties, and in accuracy over seeds."""

import numpy as np
import pytest
import sklearn.datasets as datasets
import sklearn.ensemble as theirs

import lib.ensembles as ours

N_SEEDS = 8


def draw(n_samples=151):
    """Return data without ties; scikit-learn's trees see single precision, so the features are given in it."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n_samples, 4)).astype(np.float32).astype(np.float64)
    y = X[:, 0] ** 2 + X[:, 1] * X[:, 2] + 0.3 * rng.normal(size=n_samples)
    return X, y, rng.uniform(0.5, 2, n_samples)


def assert_stages_agree(mine, other, X, method):
    n_stages = 0
    for a, b in zip(getattr(mine, method)(X), getattr(other, method)(X)):
        np.testing.assert_allclose(a.ravel(), np.ravel(b), atol=1e-8)
        n_stages += 1
    assert n_stages == mine.n_estimators


@pytest.mark.parametrize("grower", ["exact", "histogram"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(
    "settings",
    [{}, {"max_depth": 1}, {"max_depth": 5, "min_samples_leaf": 4}, {"learning_rate": 1.0, "min_samples_split": 20}],
    ids=str,
)
def test_squared_error_stage_by_stage(grower, weighted, settings):
    X, y, weight = draw()
    settings = {"n_estimators": 30, "min_samples_leaf": 3, **settings}
    mine = ours.GradientBoostingRegressor(grower=grower, **settings).fit(X, y, weight if weighted else None)
    other = theirs.GradientBoostingRegressor(random_state=0, **settings).fit(X, y, weight if weighted else None)
    assert_stages_agree(mine, other, X, "staged_predict")
    np.testing.assert_allclose(mine.train_score_, other.train_score_, rtol=1e-8)
    np.testing.assert_allclose(mine.feature_importances_, other.feature_importances_, atol=1e-6)
    new = np.random.default_rng(1).normal(size=(50, 4))
    if grower == "exact":  # cuts between values are in the same places only here
        np.testing.assert_allclose(mine.predict(new), other.predict(new), atol=1e-6)


@pytest.mark.parametrize("grower", ["exact", "histogram"])
def test_huber_stage_by_stage(grower):
    X, y, _ = draw()
    settings = {"loss": "huber", "n_estimators": 20, "max_depth": 2, "min_samples_leaf": 3}
    mine = ours.GradientBoostingRegressor(grower=grower, **settings).fit(X, y)
    other = theirs.GradientBoostingRegressor(random_state=0, **settings).fit(X, y)
    assert_stages_agree(mine, other, X, "staged_predict")
    np.testing.assert_allclose(mine.train_score_, other.train_score_, rtol=1e-8)


@pytest.mark.parametrize("loss", ["absolute_error", "quantile"])
def test_losses_of_signs_fall_as_fast(loss):
    # Many questions part signs alike; and the slope of a row that lies on the prediction, as one does at first, is 0
    # here and 1 there.
    X, y, _ = draw()
    settings = {"loss": loss, "n_estimators": 20, "min_samples_leaf": 5}
    mine = ours.GradientBoostingRegressor(**settings).fit(X, y)
    other = theirs.GradientBoostingRegressor(random_state=0, **settings).fit(X, y)
    np.testing.assert_allclose(mine.train_score_, other.train_score_, rtol=0.08)


@pytest.mark.parametrize("grower", ["exact", "histogram"])
@pytest.mark.parametrize(("loss", "n_classes"), [("log_loss", 2), ("exponential", 2), ("log_loss", 3)])
def test_classifier_stage_by_stage(grower, loss, n_classes):
    # At first all rows of a class have the same residual: only weights make each question's worth its own.
    X, y, weight = draw()
    label = np.array(["ash", "beech", "oak"])[np.digitize(y, [0.3] if n_classes == 2 else [0.0, 1.5])]
    settings = {"loss": loss, "n_estimators": 20, "min_samples_leaf": 10}
    mine = ours.GradientBoostingClassifier(grower=grower, **settings).fit(X, label, weight)
    other = theirs.GradientBoostingClassifier(random_state=0, **settings).fit(X, label, weight)
    for method in ("staged_decision_function", "staged_predict_proba"):
        assert_stages_agree(mine, other, X, method)
    np.testing.assert_array_equal(mine.predict(X), other.predict(X))
    doubled = 2 if loss == "log_loss" and n_classes == 2 else 1
    np.testing.assert_allclose(doubled * mine.train_score_, other.train_score_, rtol=1e-8)


def halves(name):
    """Return training and test halves, of at most 200 rows each."""
    if name == "friedman":
        X, y = datasets.make_friedman1(400, noise=1.0, random_state=0)
    else:
        X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    train, test = np.array_split(np.random.default_rng(0).permutation(len(y))[:400], 2)
    return X[train], y[train], X[test], y[test]


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes", "friedman"])
def test_scores_are_within_the_seeds_of_scikit_learn(name):
    train_X, train_y, X, y = halves(name)
    kind = "GradientBoostingRegressor" if name in ("diabetes", "friedman") else "GradientBoostingClassifier"
    settings = {"n_estimators": 30, "subsample": 0.5, "max_features": 0.5}
    mine, other = (
        np.array(
            [
                getattr(library, kind)(random_state=seed, **settings).fit(train_X, train_y).score(X, y)
                for seed in range(N_SEEDS)
            ]
        )
        for library in (ours, theirs)
    )
    step = 1 / len(y)  # one row more or less
    assert other.min() - step <= mine.mean() <= other.max() + step
    error = np.sqrt((mine.var(ddof=1) + other.var(ddof=1)) / N_SEEDS)
    assert abs(mine.mean() - other.mean()) < 0.005 + 3 * error


def test_accuracy_on_digits_is_within_a_hundredth_of_both_kinds():
    X, y = datasets.load_digits(return_X_y=True)
    train, test = np.array_split(np.random.default_rng(0).permutation(len(y)), 2)
    settings = {"max_depth": 3, "min_samples_leaf": 20}
    models = [
        ours.GradientBoostingClassifier(n_estimators=30, **settings),
        theirs.GradientBoostingClassifier(n_estimators=30, random_state=0, **settings),
        theirs.HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=None, early_stopping=False, **settings),
    ]
    scores = [model.fit(X[train], y[train]).score(X[test], y[test]) for model in models]
    assert scores[0] > max(scores[1:]) - 0.01
