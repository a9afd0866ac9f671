"""Counting what was learned, against counts made by hand."""

import numpy as np
import pytest
import sklearn.linear_model
import sklearn.neural_network
import sklearn.pipeline
import sklearn.preprocessing

from lib.basics import NotFittedError
from lib.classical import (
    GridSearchCV,
    Lasso,
    LinearRegression,
    LogisticRegression,
    PolynomialFeatures,
    RandomFeatureRegressor,
    Ridge,
    count_parameters,
)
from lib.data import ColumnTransformer, MinMaxScaler, SimpleImputer, StandardScaler, make_pipeline

RNG = np.random.default_rng(0)
X = RNG.normal(size=(30, 4))
Y = RNG.normal(size=30)
LABEL = RNG.integers(0, 3, 30)


@pytest.mark.parametrize(
    ("estimator", "target", "count"),
    [
        (LinearRegression(), Y, 4 + 1),
        (LinearRegression(fit_intercept=False), Y, 4),
        (LinearRegression(), np.column_stack([Y, Y]), 2 * (4 + 1)),
        (Ridge(), Y, 4 + 1),
        (Lasso(), Y, 4 + 1),
        (LogisticRegression(), LABEL > 0, 4 + 1),
        (LogisticRegression(), LABEL, 3 * (4 + 1)),
        (LogisticRegression(fit_intercept=False), LABEL, 3 * 4),
        (RandomFeatureRegressor(17), Y, 17),  # the projections are drawn, not learned
        (StandardScaler(), Y, 4 + 4),
        (MinMaxScaler(), Y, 4 + 4),
        (SimpleImputer(), Y, 4),
        (make_pipeline(StandardScaler(), LinearRegression()), Y, 8 + 5),
        (make_pipeline(PolynomialFeatures(2, include_bias=False), LinearRegression()), Y, 14 + 1),
        (ColumnTransformer([("a", StandardScaler(), [0, 1])], remainder="passthrough"), Y, 2 + 2),
        (make_pipeline(ColumnTransformer([("a", StandardScaler(), [0, 1])]), Ridge()), Y, 4 + 3),
        (GridSearchCV(Ridge(), {"alpha": [1.0, 2.0]}), Y, 4 + 1),
        (sklearn.linear_model.LinearRegression(), Y, 4 + 1),
        (sklearn.pipeline.make_pipeline(sklearn.preprocessing.StandardScaler(), sklearn.linear_model.Ridge()), Y, 13),
    ],
    ids=lambda value: "" if isinstance(value, np.ndarray) else str(value),
)
def test_count(estimator, target, count):
    assert count_parameters(estimator.fit(X, target)) == count


def test_network_4_10_1_has_61_parameters():
    net = sklearn.neural_network.MLPRegressor(
        hidden_layer_sizes=(10,), solver="lbfgs", max_iter=2000, tol=1e-2, random_state=0
    )
    assert count_parameters(net.fit(X, Y)) == 4 * 10 + 10 + 10 + 1 == 61


def test_unfitted_and_unknown_are_named():
    with pytest.raises(NotFittedError, match="this Ridge is not fitted yet"):
        count_parameters(Ridge())
    for pipeline in (make_pipeline, sklearn.pipeline.make_pipeline):
        with pytest.raises(NotFittedError, match="this Ridge is not fitted yet"):
            count_parameters(pipeline(PolynomialFeatures(), Ridge()))
    with pytest.raises(TypeError, match="estimator must hold learned numbers such as coef_, got PolynomialFeatures"):
        count_parameters(PolynomialFeatures().fit(X))
