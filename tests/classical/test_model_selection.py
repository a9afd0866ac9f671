"""Cross-validation: each fold is judged by a model that did not see it, on every kind of container."""

import numpy as np
import pandas as pd
import pytest
import sklearn.linear_model
import sklearn.pipeline
import sklearn.tree

from lib.basics import ClassifierMixin, DataConversionWarning, Estimator, RegressorMixin
from lib.classical import (
    GridSearchCV,
    KFold,
    LinearRegression,
    LogisticRegression,
    cross_val_predict,
    cross_val_score,
    get_scorer,
)
from lib.classical.folds import check_cv
from lib.classical.model_selection import check_rows, fit_and_score, is_classifier
from lib.data import StandardScaler, Table, make_pipeline


class Memory(RegressorMixin, Estimator):
    """Remember every training row; predict 1 for rows seen in training and 0 for others."""

    def fit(self, X, y):
        self.rows_ = {tuple(row) for row in np.asarray(X)}
        return self

    def predict(self, X):
        return np.array([float(tuple(row) in self.rows_) for row in np.asarray(X)])


class Weighed(ClassifierMixin, Estimator):
    """Note the weights that arrive in fit."""

    def fit(self, X, y, sample_weight=None, flag=None):
        self.classes_ = np.unique(y)
        Weighed.seen.append((len(X), sample_weight, flag))
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])

    seen = []  # noqa: RUF012  shared on purpose: the model itself is thrown away


X = np.arange(20.0)[:, None]
Y = 3 * X[:, 0] + np.random.default_rng(0).normal(size=20)


@pytest.mark.parametrize(
    ("estimator", "expected"),
    [
        (LogisticRegression(), True),
        (LinearRegression(), False),
        (make_pipeline(StandardScaler(), LogisticRegression()), True),
        (make_pipeline(StandardScaler(), LinearRegression()), False),
        (GridSearchCV(LogisticRegression(), {"C": [1.0]}), True),
        (sklearn.linear_model.LogisticRegression(), True),
        (sklearn.linear_model.Ridge(), False),
        (sklearn.pipeline.make_pipeline(sklearn.tree.DecisionTreeClassifier()), True),
    ],
    ids=str,
)
def test_is_classifier_looks_inside(estimator, expected):
    assert is_classifier(estimator) is expected
    assert is_classifier(object()) is False


def test_no_test_row_is_in_the_training_part():
    assert np.all(cross_val_predict(Memory(), X, Y, cv=KFold(4, shuffle=True, random_state=0)) == 0)


def test_scores_are_those_of_fits_made_by_hand():
    scores = cross_val_score(LinearRegression(), X, Y, cv=4, scoring="neg_mean_squared_error")
    for score, (train, test) in zip(scores, KFold(4).split(X)):
        model = LinearRegression().fit(X[train], Y[train])
        assert score == pytest.approx(-np.mean((model.predict(X[test]) - Y[test]) ** 2), rel=1e-12)
    assert scores.shape == (4,)


def test_default_is_the_models_own_score_and_five_folds():
    scores = cross_val_score(LinearRegression(), X, Y)
    train, test = next(KFold(5).split(X))
    assert scores.shape == (5,)
    assert scores[0] == LinearRegression().fit(X[train], Y[train]).score(X[test], Y[test])


def test_folds_are_stratified_for_classifiers_only():
    label = np.repeat([0, 1, 2], 10)
    data = np.random.default_rng(1).normal(size=(30, 2)) + label[:, None]
    assert cross_val_score(LogisticRegression(), data, label, cv=3).min() > 0.4
    # Plain folds of sorted rows test a class that training never saw.
    np.testing.assert_array_equal(cross_val_score(LogisticRegression(), data, label, cv=KFold(3)), 0)
    by_number = cross_val_score(LinearRegression(), data, label, cv=3)
    np.testing.assert_array_equal(by_number, cross_val_score(LinearRegression(), data, label, cv=KFold(3)))


@pytest.mark.parametrize("kind", ["array", "table", "frame", "list"])
def test_every_container_gives_the_same_scores(kind):
    data = {
        "array": X,
        "table": Table({"x": X[:, 0]}),
        "frame": pd.DataFrame({"x": X[:, 0]}),
        "list": X.tolist(),
    }[kind]

    class FromTable(LinearRegression):
        def fit(self, X, y, sample_weight=None):
            return super().fit(X.to_array() if isinstance(X, Table) else X, y, sample_weight)

        def predict(self, X):
            return super().predict(X.to_array() if isinstance(X, Table) else X)

    np.testing.assert_array_equal(cross_val_score(FromTable(), data, Y), cross_val_score(LinearRegression(), X, Y))


def test_estimator_is_left_unfitted():
    model = LinearRegression()
    cross_val_score(model, X, Y)
    cross_val_predict(model, X, Y)
    assert vars(model) == {"fit_intercept": True}


def test_predictions_come_back_in_the_order_of_the_rows():
    order = KFold(4, shuffle=True, random_state=3)
    np.testing.assert_allclose(cross_val_predict(LinearRegression(), X, 2 * X[:, 0], cv=order), 2 * X[:, 0], atol=1e-9)


@pytest.mark.parametrize("method", ["predict_proba", "predict_log_proba", "decision_function"])
def test_probabilities_of_rows_held_out(method):
    label = np.arange(20) % 2
    data = X + 8 * label[:, None]
    result = cross_val_predict(LogisticRegression(), data, label, cv=4, method=method)
    assert result.shape == ((20,) if method == "decision_function" else (20, 2))
    for train, test in check_cv(4, data, label, stratify=True):
        model = LogisticRegression().fit(data[train], label[train])
        np.testing.assert_array_equal(result[test], getattr(model, method)(data[test]))


def test_fit_and_score_returns_what_is_asked_for():
    train, test = np.arange(10), np.arange(10, 20)
    scorer = get_scorer("r2")
    assert len(fit_and_score(LinearRegression(), X, Y, train, test, scorer)) == 1
    both = fit_and_score(LinearRegression(), X, Y, train, test, scorer, train_score=True)
    assert both[1] == LinearRegression().fit(X[:10], Y[:10]).score(X[:10], Y[:10])


def test_fit_parameters_are_cut_to_the_training_rows():
    Weighed.seen.clear()
    train, test = np.array([0, 2, 4]), np.array([1, 3])
    label = np.array([0, 1, 0, 1, 1])
    params = {"sample_weight": np.arange(5.0), "flag": "whole"}
    fit_and_score(Weighed(), X[:5], label, train, test, get_scorer("accuracy"), fit_params=params)
    n_rows, weight, flag = Weighed.seen[0]
    assert n_rows == 3
    np.testing.assert_array_equal(weight, [0.0, 2.0, 4.0])
    assert flag == "whole"


def test_a_column_of_labels_is_flattened_with_a_warning():
    with pytest.warns(DataConversionWarning, match="A column-vector y was passed"):
        _, y = check_rows(LogisticRegression(), X, (np.arange(20) % 2)[:, None])
    assert y.shape == (20,)
    assert y.dtype.kind == "i"
    assert check_rows(LinearRegression(), X, Y[:, None])[1].shape == (20, 1)


class Sparse:
    """Stand in for a sparse matrix."""

    def toarray(self):
        return X


@pytest.mark.parametrize(
    ("data", "target", "error", "message"),
    [
        (X, Y[:-1], ValueError, "arrays must have the same number of rows"),
        (X, None, ValueError, "requires y to be passed"),
        (Sparse(), Y, TypeError, "X must be a dense array, got the sparse Sparse"),
        (3.0, Y, TypeError, "must be a table, an array or a list with rows"),
    ],
)
def test_rows_that_do_not_belong_together_are_named(data, target, error, message):
    with pytest.raises(error, match=message):
        cross_val_score(LinearRegression(), data, target)


def test_unusable_requests_are_named():
    with pytest.raises(ValueError, match="method must be one of 'predict'"):
        cross_val_predict(LinearRegression(), X, Y, method="transform")
    with pytest.raises(ValueError, match="the test parts of cv must hold each of the 20 rows exactly once"):
        cross_val_predict(LinearRegression(), X, Y, cv=[(np.arange(10), np.arange(10, 19))])
    label = np.array([0] * 8 + [1] * 8 + [2] * 4)
    pairs = [(np.arange(16), np.arange(16, 20)), (np.arange(4, 20), np.arange(16))]
    with pytest.raises(ValueError, match="every training part must hold the same classes for predict_proba"):
        cross_val_predict(LogisticRegression(), X, label, cv=pairs, method="predict_proba")
