"""Logistic and softmax regression: optimality, labels, weights, and data without a best answer."""

import warnings

import numpy as np
import pytest

from lib.basics import NotFittedError, one_hot
from lib.classical import ConvergenceWarning, LogisticRegression


def draw(n_classes, seed=0, n_samples=80, n_features=4):
    """Return overlapping classes."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, n_classes, n_samples)
    return rng.normal(size=(n_samples, n_features)) + 0.8 * rng.normal(size=(n_classes, n_features))[y], y


@pytest.mark.parametrize("n_classes", [2, 3, 5])
@pytest.mark.parametrize("C", [1e-3, 1.0, 1e3, np.inf])
@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("weighted", [True, False])
def test_gradient_of_the_penalised_likelihood_is_zero(n_classes, C, fit_intercept, weighted):
    X, y = draw(n_classes, n_samples=300)
    weight = np.random.default_rng(1).random(300) if weighted else np.ones(300)
    model = LogisticRegression(C=C, fit_intercept=fit_intercept).fit(X, y, weight)
    error = (model.predict_proba(X) - one_hot(y, n_classes)) * weight[:, None]
    error = error[:, 1:] if n_classes == 2 else error
    np.testing.assert_allclose(error.T @ X + model.coef_ / C, 0, atol=1e-7 * len(X))
    if fit_intercept:
        np.testing.assert_allclose(error.sum(axis=0), 0, atol=1e-7 * len(X))
    else:
        np.testing.assert_array_equal(model.intercept_, 0)


def test_two_groups_worked_by_hand():
    # Without a penalty, one yes/no feature fits both groups' log-odds exactly: 1 of 4 and 3 of 4.
    X = np.repeat([[0.0], [1.0]], 4, axis=0)
    model = LogisticRegression(C=np.inf).fit(X, [1, 0, 0, 0, 1, 1, 1, 0])
    assert model.intercept_[0] == pytest.approx(-np.log(3), rel=1e-9)
    assert model.coef_[0, 0] == pytest.approx(2 * np.log(3), rel=1e-9)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_several_forms_of_the_answer_agree(n_classes):
    X, y = draw(n_classes)
    model = LogisticRegression().fit(X, y)
    probability = model.predict_proba(X)
    np.testing.assert_allclose(probability.sum(axis=1), 1, rtol=1e-14)
    np.testing.assert_allclose(np.exp(model.predict_log_proba(X)), probability, rtol=1e-12)
    np.testing.assert_array_equal(model.predict(X), model.classes_[probability.argmax(axis=1)])
    shape = (1, 4) if n_classes == 2 else (n_classes, 4)
    assert model.coef_.shape == shape
    assert model.intercept_.shape == shape[:1]
    assert model.decision_function(X).shape == ((80,) if n_classes == 2 else (80, n_classes))


@pytest.mark.parametrize(
    "labels",
    [["no", "yes"], ["b", "a", "c"], [3, -7], [True, False], [10, 20, 30, 40], [1.0, 2.0]],
    ids=str,
)
def test_labels_of_any_type(labels):
    X, index = draw(len(labels))
    model = LogisticRegression().fit(X, np.array(labels)[index])
    assert model.classes_.tolist() == sorted(labels)
    assert model.classes_.dtype == np.array(labels).dtype  # integers stay integers
    assert set(model.predict(X).tolist()) <= set(labels)
    place = np.searchsorted(sorted(labels), labels)
    np.testing.assert_allclose(model.predict_proba(X), LogisticRegression().fit(X, place[index]).predict_proba(X))


def test_log_probabilities_stay_finite_where_probabilities_round_to_zero():
    X, y = np.array([[-1.0], [1.0]]), [0, 1]
    model = LogisticRegression(C=1e6).fit(X, y)
    assert model.predict_proba([[-1e4]])[0, 1] == 0
    assert np.isfinite(model.predict_log_proba([[-1e4]])).all()


@pytest.mark.parametrize("n_classes", [2, 3])
def test_a_weight_counts_copies_and_zero_leaves_out(n_classes):
    X, y = draw(n_classes)
    weight = np.random.default_rng(2).integers(0, 3, 80)
    copies = np.repeat(np.arange(80), weight)
    weighted = LogisticRegression().fit(X, y, weight)
    copied = LogisticRegression().fit(X[copies], y[copies])
    np.testing.assert_allclose(weighted.coef_, copied.coef_, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(weighted.intercept_, copied.intercept_, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_units_of_features_without_penalty_do_not_matter(n_classes):
    X, y = draw(n_classes, n_samples=300)
    units, shift = np.array([1e-5, 1.0, 1e5, 10.0]), np.array([1.0, 1e3, 0.0, -5.0])
    plain = LogisticRegression(C=np.inf).fit(X, y).predict_proba(X)
    moved = (X + shift) * units
    np.testing.assert_allclose(LogisticRegression(C=np.inf).fit(moved, y).predict_proba(moved), plain, atol=1e-6)


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("C", [0.1, 1.0])
def test_more_features_than_samples_give_the_same_answer_as_the_direct_way(n_classes, C):
    # A copy of a feature with a zero beside each row makes 30 of 10 columns without changing the model.
    X, y = draw(n_classes, n_samples=25, n_features=10)
    wide = np.hstack([X, np.zeros((25, 20))])
    narrow = LogisticRegression(C=C).fit(X, y)
    model = LogisticRegression(C=C).fit(wide, y)
    np.testing.assert_allclose(model.coef_[:, :10], narrow.coef_, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(model.coef_[:, 10:], 0, atol=1e-12)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_collinear_columns_without_penalty_share_the_coefficient(n_classes):
    X, y = draw(n_classes, n_samples=300)
    plain = LogisticRegression(C=np.inf).fit(X, y)
    doubled = LogisticRegression(C=np.inf).fit(X[:, [0, 0, 1, 2, 3]], y)
    np.testing.assert_allclose(doubled.coef_[:, :1], doubled.coef_[:, 1:2], rtol=1e-6)
    np.testing.assert_allclose(doubled.predict_proba(X[:, [0, 0, 1, 2, 3]]), plain.predict_proba(X), atol=1e-6)


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("touching", [False, True])
def test_separable_classes_without_penalty_are_named(n_classes, touching):
    x = np.arange(10.0 * n_classes)
    y = (x // 10).astype(int)
    if touching:  # quasi-separation: two classes meet in one point
        x, y = np.append(x, 10.0), np.append(y, 0)
    with pytest.warns(ConvergenceWarning, match="the classes can be separated without error and there is no penalty"):
        model = LogisticRegression(C=np.inf).fit(x[:, None], y)
    assert np.isfinite(model.coef_).all()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        LogisticRegression(C=1.0).fit(x[:, None], y)


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("seed", range(10))
def test_overlapping_classes_without_penalty_give_no_warning(n_classes, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(80, 2))
    y = (0.5 * X @ rng.normal(size=(2, n_classes)) + rng.gumbel(size=(80, n_classes))).argmax(axis=1)
    assert LogisticRegression(C=np.inf).fit(X, y).n_iter_[0] < 20  # a warning would be an error here


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("C", [1.0, np.inf])
def test_too_few_steps_are_said_and_not_taken_for_separable_classes(n_classes, C):
    X, y = draw(n_classes)
    with pytest.warns(ConvergenceWarning, match="LogisticRegression stopped after max_iter=1 steps, before"):
        LogisticRegression(C=C, max_iter=1).fit(X, y)


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"C": 0}, ValueError, "C must be > 0, got 0"),
        ({"C": -np.inf}, ValueError, "C must be > 0, got -inf"),
        ({"C": np.nan}, ValueError, "C must be > 0, got nan"),
        ({"C": "1"}, TypeError, "C must be a number, got str"),
        ({"tol": 0.0}, ValueError, "tol must be > 0, got 0.0"),
        ({"max_iter": 0}, ValueError, "max_iter must be >= 1, got 0"),
    ],
)
def test_parameters_are_checked_in_fit(params, error, message):
    with pytest.raises(error, match=message):
        LogisticRegression(**params).fit([[0.0], [1.0]], [0, 1])


@pytest.mark.parametrize(
    ("y", "weight", "message"),
    [
        ([1, 1, 1], None, "y must hold at least 2 classes, got 1 class"),
        ([0.1, 0.2, 0.7], None, "Unknown label type"),
        (
            [0, 1, 1],
            [0.0, 1.0, 1.0],
            "sample_weight must be positive in at least 2 classes, got 1 class with weight: 1",
        ),
    ],
)
def test_unusable_labels_are_named(y, weight, message):
    with pytest.raises(ValueError, match=message):
        LogisticRegression().fit([[0.0], [1.0], [2.0]], y, weight)


def test_order_of_calls_and_number_of_features():
    with pytest.raises(NotFittedError, match="this LogisticRegression is not fitted yet"):
        LogisticRegression().predict([[0.0]])
    model = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    with pytest.raises(ValueError, match="X has 2 features, but LogisticRegression is expecting 1"):
        model.predict_proba([[0.0, 1.0]])


@pytest.mark.parametrize("n_classes", [2, 3])
def test_inputs_are_left_alone_and_equal_fits_are_equal_bytes(n_classes):
    X, y = draw(n_classes)
    weight = np.random.default_rng(0).random(80)
    kept = X.copy(), y.copy(), weight.copy()
    first = LogisticRegression().fit(X, y, weight).coef_.tobytes()
    assert first == LogisticRegression().fit(X, y, weight).coef_.tobytes()
    for now, before in zip((X, y, weight), kept):
        np.testing.assert_array_equal(now, before)
