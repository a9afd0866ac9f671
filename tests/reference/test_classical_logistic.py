"""Logistic and softmax regression against scikit-learn at a tight optimum, and against scipy's minimiser."""

import numpy as np
import pytest
import scipy.optimize
from sklearn.datasets import load_breast_cancer, load_digits, load_iris
from sklearn.linear_model import LogisticRegression as Theirs
from sklearn.preprocessing import StandardScaler

from lib.classical import LogisticRegression


def penalised_loss(model, X, y, weight=None):
    """Return mean negative log-likelihood plus penalty, in nats per unit of weight."""
    weight = np.ones(len(y)) if weight is None else weight
    index = np.searchsorted(model.classes_, y)
    log_p = model.predict_log_proba(X)[np.arange(len(y)), index]
    penalty = 0 if np.isinf(model.C) else 0.5 * (model.coef_**2).sum() / model.C
    return (penalty - weight @ log_p) / weight.sum()


def draw(seed):
    """Return overlapping classes of a random number, shape and balance, with weights for every second seed."""
    rng = np.random.default_rng(seed)
    n_classes = int(rng.integers(2, 6))
    n_samples, n_features = int(rng.integers(20, 150)), int(rng.integers(1, 12))
    if seed % 5 == 4:
        n_features = n_samples + 10
    share = rng.dirichlet(np.full(n_classes, 0.7 if seed % 3 == 0 else 5.0))
    index = np.append(rng.choice(n_classes, n_samples, p=share), np.arange(n_classes))
    X = rng.normal(size=(len(index), n_features)) + rng.normal(size=(n_classes, n_features))[index]
    X *= 10 ** rng.uniform(-1, 1, n_features)
    if seed % 4 == 1 and n_features > 1:
        X[:, 0] = 2 * X[:, 1]
    labels = np.array([f"class {chr(97 + k)}" for k in range(n_classes)]) if seed % 2 else np.arange(n_classes) * 3
    weight = rng.integers(0, 3, len(index)) * rng.random(len(index))
    weight[-n_classes:] = 1
    return X, labels[index], (None, weight)[seed % 2]


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
def test_same_optimum_as_scikit_learn(seed, C):
    X, y, weight = draw(seed)
    fit_intercept = seed % 7 > 0
    mine = LogisticRegression(C=C, fit_intercept=fit_intercept).fit(X, y, weight)
    other = Theirs(C=C, fit_intercept=fit_intercept, tol=1e-9, max_iter=1000, solver="newton-cholesky")
    other.fit(X, y, weight)
    assert penalised_loss(mine, X, y, weight) <= penalised_loss(other, X, y, weight) + 1e-10
    scale = 1 + np.abs(other.coef_).max()
    np.testing.assert_allclose(mine.coef_ / scale, other.coef_ / scale, atol=1e-6)
    np.testing.assert_allclose(mine.predict_proba(X), other.predict_proba(X), atol=1e-6)
    assert mine.coef_.shape == other.coef_.shape
    assert mine.classes_.tolist() == other.classes_.tolist()
    assert mine.classes_.dtype == other.classes_.dtype
    assert mine.intercept_.shape == other.intercept_.shape
    if len(mine.classes_) == 2:
        np.testing.assert_allclose(mine.intercept_ / scale, other.intercept_ / scale, atol=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_same_optimum_without_penalty(seed):
    rng = np.random.default_rng(seed)
    n_classes = 2 + seed % 3
    X = rng.normal(size=(400, 3))
    score = 0.7 * X @ rng.normal(size=(3, n_classes)) + rng.gumbel(size=(400, n_classes))
    y = score.argmax(axis=1)
    mine = LogisticRegression(C=np.inf).fit(X, y)
    other = Theirs(C=np.inf, tol=1e-9, max_iter=2000).fit(X, y)
    assert penalised_loss(mine, X, y) <= penalised_loss(other, X, y) + 1e-10
    np.testing.assert_allclose(mine.coef_, other.coef_, atol=1e-4)
    np.testing.assert_allclose(mine.intercept_, other.intercept_ - other.intercept_.mean() * (n_classes > 2), atol=1e-4)


@pytest.mark.parametrize(
    ("load", "scaled"),
    [
        (load_breast_cancer, False),
        (load_breast_cancer, True),
        (load_iris, False),
        (load_digits, False),
        (load_digits, True),
    ],
)
def test_same_optimum_on_real_data(load, scaled):
    X, y = load(return_X_y=True)
    X = StandardScaler().fit_transform(X) if scaled else X
    mine = LogisticRegression().fit(X, y)
    other = Theirs(tol=1e-9, max_iter=1000, solver="newton-cholesky").fit(X, y)
    assert penalised_loss(mine, X, y) <= penalised_loss(other, X, y) + 1e-10
    np.testing.assert_allclose(mine.predict_proba(X), other.predict_proba(X), atol=1e-6)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_same_optimum_as_a_general_minimiser(n_classes):
    rng = np.random.default_rng(n_classes)
    y = rng.integers(0, n_classes, 100)
    X = rng.normal(size=(100, 3)) + 0.5 * y[:, None]
    model = LogisticRegression(C=0.5).fit(X, y)
    rows = 1 if n_classes == 2 else n_classes

    def objective(flat):
        W, b = flat[: 3 * rows].reshape(rows, 3), flat[3 * rows :]
        logits = X @ W.T + b
        logits = np.column_stack([np.zeros(100), logits]) if rows == 1 else logits
        return 0.5 * (W**2).sum() + 0.5 * np.sum(np.logaddexp.reduce(logits, axis=1) - logits[np.arange(100), y])

    best = scipy.optimize.minimize(objective, np.zeros(4 * rows), tol=1e-10)
    at_model = objective(np.concatenate([model.coef_.ravel(), model.intercept_]))
    assert at_model <= best.fun + 1e-8
