"""Each model reaches a stated score on a small real data set, on rows it did not see."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits

from lib.classical import (
    BinaryCrossEntropy,
    CrossEntropy,
    GridSearchCV,
    KFold,
    Lasso,
    LinearRegression,
    LogisticRegression,
    PolynomialFeatures,
    RandomFeatureRegressor,
    Ridge,
    SquaredError,
    StratifiedKFold,
    accuracy_score,
    count_parameters,
    cross_val_predict,
    cross_val_score,
    gradient_descent,
    roc_auc_score,
)
from lib.data import SelectKBest, StandardScaler, make_pipeline, train_test_split

SHUFFLED = KFold(5, shuffle=True, random_state=0)
STRATIFIED = StratifiedKFold(5, shuffle=True, random_state=0)


@pytest.mark.parametrize(
    ("model", "least"),
    [
        (LinearRegression(), 0.45),
        (Ridge(alpha=0.1), 0.45),
        (Lasso(alpha=0.1), 0.45),
        (make_pipeline(StandardScaler(), RandomFeatureRegressor(300, alpha=10.0, random_state=0)), 0.40),
    ],
    ids=str,
)
def test_diabetes(model, least):
    X, y = load_diabetes(return_X_y=True)
    assert cross_val_score(model, X, y, cv=SHUFFLED).mean() > least


def test_breast_cancer():
    X, y = load_breast_cancer(return_X_y=True)
    model = make_pipeline(StandardScaler(), LogisticRegression())
    assert cross_val_score(model, X, y, cv=STRATIFIED).mean() > 0.97
    score = cross_val_predict(model, X, y, cv=STRATIFIED, method="predict_proba")[:, 1]
    assert roc_auc_score(y, score) > 0.99


def test_digits():
    X, y = load_digits(return_X_y=True)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, tol=1e-6))
    train, test, y_train, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=0)
    model.fit(train, y_train)
    assert model.score(test, y_test) > 0.96
    assert count_parameters(model[-1]) == 10 * 65


def test_descent_learns_digits_in_thirty_epochs():
    X, y = load_digits(return_X_y=True)
    train, test, y_train, y_test = train_test_split(X / 16, y, test_size=0.25, stratify=y, random_state=0)
    history = gradient_descent(
        train, y_train, CrossEntropy(), lr=0.5, n_epochs=30, batch_size=32, validation=(test, y_test), rng=0
    )
    assert accuracy_score(y_test, history.predict(test).argmax(axis=1)) > 0.94
    assert history.train_loss[0] == pytest.approx(np.log(10))
    assert history.validation_loss[-1] < 0.25


def test_a_tiny_real_set_is_overfitted():
    X, y = load_breast_cancer(return_X_y=True)
    few = StandardScaler().fit_transform(X[:20])
    history = gradient_descent(few, y[:20], BinaryCrossEntropy(), lr=1.0, n_epochs=1000)
    assert history.train_loss[-1] < 0.01
    X, y = load_diabetes(return_X_y=True)
    few = PolynomialFeatures(2).fit_transform(StandardScaler().fit_transform(X[:20]))
    assert LinearRegression().fit(few, y[:20]).score(few, y[:20]) > 1 - 1e-9
    assert SquaredError().value(y[:20], np.full(20, y[:20].mean())) > 1000


def test_search_finds_a_penalty_that_helps():
    X, y = load_diabetes(return_X_y=True)
    powers = make_pipeline(PolynomialFeatures(2, include_bias=False), StandardScaler(), Ridge())
    search = GridSearchCV(powers, {"ridge__alpha": [0.0, 1.0, 10.0, 100.0, 1000.0]}, cv=SHUFFLED).fit(X, y)
    assert search.best_params_["ridge__alpha"] > 0
    assert search.best_score_ > search.cv_results_["mean_test_score"][0] + 0.02


def test_selection_before_the_split_invents_a_score_from_noise():
    # Erratum E08: pure noise, 5,000 features, honest accuracy is one half.
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(50, 5000)), np.repeat([0, 1], 25)
    leaked = SelectKBest(k=50).fit(X, y).transform(X)
    honest = make_pipeline(SelectKBest(k=50), LogisticRegression())
    assert cross_val_score(LogisticRegression(), leaked, y, cv=STRATIFIED).mean() > 0.85
    assert 0.3 < cross_val_score(honest, X, y, cv=STRATIFIED).mean() < 0.7
