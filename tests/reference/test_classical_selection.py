"""Folds, cross-validation, curves and searches against scikit-learn's."""

import numpy as np
import pytest
import sklearn.linear_model
import sklearn.model_selection as theirs

import lib.classical as ours


def draw(seed):
    rng = np.random.default_rng(seed)
    n_samples = int(rng.integers(30, 90))
    X = rng.normal(size=(n_samples, 3))
    label = np.append(rng.integers(0, 3, n_samples - 21), np.repeat([0, 1, 2], 7))
    X = X + 0.5 * label[:, None]
    return X, X @ [1.0, -1.0, 0.5] + rng.normal(size=n_samples), np.array(["z", "m", "a"])[label]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("n_splits", [2, 3, 7])
def test_folds_in_order_are_the_same_rows(seed, n_splits):
    X, _, label = draw(seed)
    for name in ("KFold", "StratifiedKFold"):
        mine, other = getattr(ours, name)(n_splits), getattr(theirs, name)(n_splits)
        for a, b in zip(mine.split(X, label), other.split(X, label), strict=True):
            np.testing.assert_array_equal(a[0], b[0])
            np.testing.assert_array_equal(a[1], b[1])


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("scoring", [None, "neg_mean_squared_error", "r2", "neg_mean_absolute_error"])
def test_cross_validated_regression(seed, scoring):
    X, y, _ = draw(seed)
    mine = ours.cross_val_score(ours.Ridge(), X, y, cv=4, scoring=scoring)
    other = theirs.cross_val_score(sklearn.linear_model.Ridge(), X, y, cv=4, scoring=scoring)
    np.testing.assert_allclose(mine, other, rtol=1e-8)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("scoring", [None, "accuracy", "balanced_accuracy", "f1_macro", "neg_log_loss"])
def test_cross_validated_classification(seed, scoring):
    X, _, label = draw(seed)
    exact = sklearn.linear_model.LogisticRegression(tol=1e-8, max_iter=1000)
    mine = ours.cross_val_score(ours.LogisticRegression(), X, label, scoring=scoring)
    np.testing.assert_allclose(mine, theirs.cross_val_score(exact, X, label, scoring=scoring), rtol=1e-5)


@pytest.mark.parametrize("scoring", ["f1", "precision", "recall", "roc_auc", "neg_brier_score"])
def test_cross_validated_two_classes(scoring):
    X, y, _ = draw(0)
    label = (y > np.median(y)).astype(int)
    exact = sklearn.linear_model.LogisticRegression(tol=1e-8, max_iter=1000)
    mine = ours.cross_val_score(ours.LogisticRegression(), X, label, scoring=scoring)
    np.testing.assert_allclose(mine, theirs.cross_val_score(exact, X, label, scoring=scoring), rtol=1e-5)


@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
def test_predictions_of_rows_held_out(method):
    X, _, label = draw(1)
    exact = sklearn.linear_model.LogisticRegression(tol=1e-9, max_iter=1000)
    mine = ours.cross_val_predict(ours.LogisticRegression(), X, label, cv=3, method=method)
    other = theirs.cross_val_predict(exact, X, label, cv=3, method=method)
    if method == "predict":
        np.testing.assert_array_equal(mine, other)
    else:
        np.testing.assert_allclose(mine, other, atol=1e-4)


def test_curves():
    X, y, _ = draw(2)
    mine = ours.learning_curve(ours.Ridge(), X, y, train_sizes=[0.3, 0.6, 1.0], cv=4)
    other = theirs.learning_curve(sklearn.linear_model.Ridge(), X, y, train_sizes=[0.3, 0.6, 1.0], cv=4)
    for a, b in zip(mine, other):
        np.testing.assert_allclose(a, b, rtol=1e-8)
    options = {"param_name": "alpha", "param_range": [0.1, 1.0, 10.0], "cv": 4}
    mine = ours.validation_curve(ours.Ridge(), X, y, **options)
    other = theirs.validation_curve(sklearn.linear_model.Ridge(), X, y, **options)
    for a, b in zip(mine, other):
        np.testing.assert_allclose(a, b, rtol=1e-8)


@pytest.mark.parametrize("seed", range(5))
def test_grid_search_table(seed):
    X, y, _ = draw(seed)
    grid = [{"alpha": [0.1, 1.0, 10.0], "fit_intercept": [True, False]}, {"alpha": [100.0]}]
    mine = ours.GridSearchCV(ours.Ridge(), grid, cv=3, return_train_score=True).fit(X, y)
    other = theirs.GridSearchCV(sklearn.linear_model.Ridge(), grid, cv=3, return_train_score=True).fit(X, y)
    assert mine.cv_results_["params"] == other.cv_results_["params"]
    assert mine.best_params_ == other.best_params_
    assert mine.best_index_ == other.best_index_
    assert mine.best_score_ == pytest.approx(other.best_score_, rel=1e-9)
    for key, column in mine.cv_results_.items():
        if "score" in key:
            np.testing.assert_allclose(column, other.cv_results_[key], rtol=1e-6, atol=1e-9, err_msg=key)
    np.testing.assert_allclose(mine.predict(X), other.predict(X), rtol=1e-8)


def test_random_search_over_the_whole_grid_is_the_grid_search():
    X, y, _ = draw(3)
    grid = {"alpha": [0.1, 1.0, 10.0, 100.0]}
    whole = ours.RandomizedSearchCV(ours.Ridge(), grid, n_iter=4, random_state=0).fit(X, y)
    assert whole.best_params_ == ours.GridSearchCV(ours.Ridge(), grid).fit(X, y).best_params_
    assert sorted(whole.cv_results_["param_alpha"]) == grid["alpha"]
