"""Bias, variance and noise: cases whose parts are known exactly, and honest standard errors."""

import re

import numpy as np
import pytest

from lib.basics import Estimator, RegressorMixin
from lib.classical import BiasVariance, LinearRegression, bias_variance

X_TEST = np.linspace(-1, 1, 5)[:, None]


class Constant(RegressorMixin, Estimator):
    """Predict one number, whatever the data."""

    def __init__(self, value=0.0):
        self.value = value

    def fit(self, X, y):
        return self

    def predict(self, X):
        return np.full(len(X), self.value)


class Mean(Constant):
    """Predict the mean of the training targets."""

    def fit(self, X, y):
        self.value = float(np.mean(y))
        return self


def noise_only(rng):
    """Return 10 targets with mean 3 and variance 4."""
    return np.zeros((10, 1)), rng.normal(3.0, 2.0, size=10)


def test_a_constant_has_its_bias_and_no_variance():
    parts = bias_variance(Constant(1.0), noise_only, X_TEST, np.full(5, 3.0), 4.0, 50, rng=0)
    assert parts.bias_squared == pytest.approx(4.0, rel=1e-12)
    assert parts.variance == 0
    assert parts.noise == 4.0
    assert parts.bias_squared_se == parts.variance_se == 0
    assert parts.total == pytest.approx(8.0)


def test_a_mean_has_the_variance_of_a_mean():
    parts = bias_variance(Mean(), noise_only, X_TEST, np.full(5, 3.0), 4.0, 4000, rng=0)
    assert abs(parts.variance - 4 / 10) < 4 * parts.variance_se < 0.1
    assert abs(parts.bias_squared) < 4 * max(parts.bias_squared_se, 1e-4)
    assert abs(parts.expected_error - 4.4) < 4 * parts.expected_error_se


@pytest.mark.parametrize("seed", range(5))
def test_parts_add_up_to_the_error_measured_on_fresh_targets(seed):
    def make_training_set(rng):
        x = rng.uniform(-1, 1, size=(15, 1))
        return x, np.sin(3 * x[:, 0]) + 0.5 * rng.normal(size=15)

    parts = bias_variance(LinearRegression(), make_training_set, X_TEST, np.sin(3 * X_TEST[:, 0]), 0.25, 400, rng=seed)
    assert abs(parts.gap) < 4.5 * parts.gap_se
    assert parts.gap == pytest.approx(parts.expected_error - parts.total, rel=1e-9)
    assert parts.bias_squared > 10 * parts.bias_squared_se  # a line has a bias on a sine


def test_a_wrong_noise_variance_shows_in_the_gap():
    parts = bias_variance(Mean(), noise_only, X_TEST, np.full(5, 3.0), 4.0, 400, rng=0)
    wrong = BiasVariance(**{**vars(parts), "noise": 1.0})
    assert abs(parts.expected_error - wrong.total) > 10 * parts.gap_se


def test_few_repeats_do_not_inflate_the_bias():
    small = [bias_variance(Mean(), noise_only, X_TEST, np.full(5, 3.0), 4.0, 4, rng=s) for s in range(400)]
    corrected = np.array([parts.bias_squared for parts in small])
    plain = np.array([np.mean((parts.y_pred.mean(axis=0) - 3) ** 2) for parts in small])
    assert abs(corrected.mean()) < 4 * corrected.std() / 20
    assert plain.mean() == pytest.approx(4 / 10 / 4, rel=0.2)  # what the correction takes away: variance / repeats


def test_standard_errors_match_the_spread_over_repetitions():
    def make_training_set(rng):
        x = rng.uniform(-1, 1, size=(12, 1))
        return x, x[:, 0] ** 2 + 0.3 * rng.normal(size=12)

    runs = [
        bias_variance(LinearRegression(), make_training_set, X_TEST, X_TEST[:, 0] ** 2, 0.09, 40, rng=s)
        for s in range(150)
    ]
    for name in ("bias_squared", "variance", "expected_error", "gap"):
        spread = np.std([getattr(parts, name) for parts in runs])
        claimed = np.mean([getattr(parts, f"{name}_se") for parts in runs])
        assert claimed == pytest.approx(spread, rel=0.3), name


def test_noise_may_differ_from_point_to_point():
    sigma2 = np.array([0.0, 1.0, 4.0, 9.0, 16.0])
    parts = bias_variance(Constant(), noise_only, X_TEST, np.zeros(5), sigma2, 3000, rng=0)
    assert parts.noise == 6.0
    assert abs(parts.expected_error - 6.0) < 4 * parts.expected_error_se


def test_record_keeps_the_predictions_and_prints_without_them():
    parts = bias_variance(Mean(), noise_only, X_TEST, np.full(5, 3.0), 4.0, 7, rng=0)
    assert parts.y_pred.shape == (7, 5)
    assert "y_pred" not in repr(parts)
    assert np.var(parts.y_pred[:, 0], ddof=1) == pytest.approx(parts.variance)


def test_estimator_is_left_alone_and_same_seed_gives_same_bytes():
    model = Mean(value=-1.0)
    runs = [bias_variance(model, noise_only, X_TEST, np.zeros(5), 1.0, 5, rng=s).y_pred.tobytes() for s in (0, 0, 1)]
    assert model.value == -1.0
    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"make_training_set": 3}, TypeError, "make_training_set must be callable, got int"),
        ({"n_repeats": 2}, ValueError, "n_repeats must be >= 3, got 2"),
        ({"y_true": np.zeros(4)}, ValueError, "X_test and y_true must have the same length, got 5 and 4"),
        ({"y_true": np.zeros((5, 1))}, ValueError, "y_true must be a 1D array"),
        ({"noise_variance": -1.0}, ValueError, "noise_variance must be finite and not negative, got -1.0"),
        ({"noise_variance": [1.0, 2.0]}, ValueError, "noise_variance must be a number or have shape (5,), got (2,)"),
        ({"estimator": Constant(np.zeros(2))}, ValueError, "could not broadcast"),
    ],
)
def test_unusable_arguments_are_named(change, error, message):
    arguments = {
        "estimator": Mean(),
        "make_training_set": noise_only,
        "X_test": X_TEST,
        "y_true": np.zeros(5),
        "noise_variance": 1.0,
        **change,
    }
    with pytest.raises(error, match=re.escape(message)):
        bias_variance(**arguments)


def test_a_prediction_of_the_wrong_shape_is_named():
    class Column(Constant):
        def predict(self, X):
            return np.zeros((len(X), 1))

    with pytest.raises(ValueError, match=r"estimator must predict one number for each test point, got shape \(5, 1\)"):
        bias_variance(Column(), noise_only, X_TEST, np.zeros(5), 1.0)
