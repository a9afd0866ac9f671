"""The bound on AdaBoost's training error: its value by hand, and that it holds."""

import numpy as np
import pytest

from lib.classical.trees import DecisionTreeClassifier
from lib.ensembles import AdaBoostClassifier, training_error_bound


def draw(seed, n_samples=120):
    """Return a noisy problem with two classes."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, 4))
    return X, np.where(X[:, 0] * X[:, 1] + 0.5 * rng.normal(size=n_samples) > 0, "yes", "no")


def rounds(model):
    """Return errors and weights of the rounds that took place."""
    n = len(model.estimators_)
    return model.estimator_errors_[:n], model.estimator_weights_[:n]


def test_by_hand():
    # 2 sqrt(.3 * .7) = .9165, times 2 sqrt(.1 * .9) = .6.
    np.testing.assert_allclose(training_error_bound([0.3, 0.1]), [0.91652, 0.54991], atol=1e-5)
    assert training_error_bound([0.5, 0.5]).tolist() == [1.0, 1.0]
    assert training_error_bound([0.0]).tolist() == [0.0]


def test_it_is_below_the_exponential_of_the_squared_edges():
    errors = np.linspace(0.01, 0.49, 20)
    edges = 0.5 - errors
    assert (training_error_bound(errors) <= np.exp(-2 * np.cumsum(edges**2))).all()


def test_the_best_weights_are_the_default():
    errors = np.array([0.3, 0.2, 0.45])
    best = np.log((1 - errors) / errors)  # twice the book's alpha
    np.testing.assert_allclose(training_error_bound(errors, best), training_error_bound(errors))
    assert (training_error_bound(errors, 0.5 * best) > training_error_bound(errors)).all()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("learning_rate", [1.0, 0.5])
def test_the_training_error_stays_below(seed, learning_rate):
    X, y = draw(seed)
    weight = np.random.default_rng(seed).uniform(0.2, 2, len(y)) if seed % 2 else None
    stump = DecisionTreeClassifier(max_depth=2)
    model = AdaBoostClassifier(stump, n_estimators=40, learning_rate=learning_rate).fit(X, y, weight)
    bound = training_error_bound(*rounds(model))
    error = 1 - np.array(list(model.staged_score(X, y, weight)))
    assert (error <= bound + 1e-12).all()
    assert bound[-1] < 0.9 * bound[0]


def test_the_bound_is_the_mean_exponential_loss():
    X, y = draw(9)
    model = AdaBoostClassifier(n_estimators=10).fit(X, y)
    errors, weights = rounds(model)
    sign = np.where(y == "yes", 1, -1)
    votes = [np.where(member.predict(X) == "yes", 1, -1) for member in model.estimators_]
    losses = [np.exp(-sign * (weights[:t] / 2 @ np.array(votes[:t]))).mean() for t in range(1, 11)]
    np.testing.assert_allclose(training_error_bound(errors), losses, rtol=1e-9)


def test_it_holds_after_a_round_without_error():
    X, y = np.arange(6.0)[:, None], [0, 0, 0, 1, 1, 1]
    model = AdaBoostClassifier().fit(X, y)
    assert training_error_bound(*rounds(model)) == pytest.approx([np.exp(-0.5)])  # scikit-learn's weight 1
    assert model.score(X, y) == 1.0


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([0.2, 1.2],), ValueError, "errors must lie between 0 and 1, got 1.2"),
        (([-0.1],), ValueError, "errors must lie between 0 and 1, got -0.1"),
        (([0.2, 0.3], [1.0]), ValueError, "estimator_weights must have one entry for each of the 2 errors, got 1"),
        (([[0.2]],), ValueError, "errors must be a 1D array"),
    ],
)
def test_unusable_arguments(arguments, error, message):
    with pytest.raises(error, match=message):
        training_error_bound(*arguments)
