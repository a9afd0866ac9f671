"""Scores of probabilities: log loss, Brier score, calibration."""

import re

import numpy as np
import pytest

from lib.basics import sigmoid
from lib.classical import BinaryCrossEntropy, brier_score_loss, calibration_curve, log_loss


def test_log_loss_by_hand():
    assert log_loss([1, 0], [0.8, 0.4]) == pytest.approx(-(np.log(0.8) + np.log(0.6)) / 2)
    assert log_loss(["a", "c"], [[0.5, 0.2, 0.3], [0.1, 0.1, 0.8]], labels=["a", "b", "c"]) == pytest.approx(
        -(np.log(0.5) + np.log(0.8)) / 2
    )
    assert log_loss([1, 0], [0.8, 0.4], sample_weight=[3, 1]) == pytest.approx(-(3 * np.log(0.8) + np.log(0.6)) / 4)


def test_log_loss_equals_cross_entropy_from_logits():
    rng = np.random.default_rng(0)
    y, logit = rng.integers(0, 2, 50), rng.normal(size=50)
    assert log_loss(y, sigmoid(logit)) == pytest.approx(BinaryCrossEntropy().value(y, logit), rel=1e-12)


def test_certainty_about_the_wrong_class_costs_much_but_not_infinity():
    assert 30 < log_loss([0, 1], [1.0, 1.0]) * 2 < 40
    assert log_loss([0, 1], [0.0, 1.0]) == pytest.approx(0, abs=1e-15)


def test_brier_score_by_hand():
    assert brier_score_loss([1, 0, 0], [0.9, 0.2, 0.5]) == pytest.approx((0.01 + 0.04 + 0.25) / 3)
    assert brier_score_loss(["n", "y"], [0.1, 0.7], pos_label="y") == pytest.approx((0.01 + 0.09) / 2)
    assert brier_score_loss([1, 0], [0.9, 0.2], sample_weight=[1, 3]) == pytest.approx((0.01 + 3 * 0.04) / 4)


@pytest.mark.parametrize("score", [log_loss, brier_score_loss])
def test_honest_probabilities_cost_least(score):
    rng = np.random.default_rng(1)
    p = rng.uniform(0.05, 0.95, size=20_000)
    y = (rng.random(20_000) < p).astype(int)
    honest = score(y, p)
    assert honest < score(y, p**2)
    assert honest < score(y, np.sqrt(p))
    assert honest < score(y, np.full(20_000, y.mean()))


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
def test_calibration_of_honest_probabilities_lies_on_the_diagonal(strategy):
    rng = np.random.default_rng(2)
    p = rng.random(50_000) ** 2
    y = (rng.random(50_000) < p).astype(int)
    happened, said = calibration_curve(y, p, n_bins=8, strategy=strategy)
    np.testing.assert_allclose(happened, said, atol=0.05)
    overconfident = calibration_curve(y, np.clip(2 * p - 0.5, 0, 1), n_bins=8, strategy="uniform")
    assert np.abs(overconfident[0] - overconfident[1]).max() > 0.1


def test_empty_bins_are_left_out_and_edges_belong_below():
    happened, said = calibration_curve([0, 1, 1], [0.0, 0.5, 1.0], n_bins=2)
    np.testing.assert_allclose(happened, [0.5, 1.0])
    np.testing.assert_allclose(said, [0.25, 1.0])
    assert len(calibration_curve([0, 1], [0.1, 0.9], n_bins=10)[0]) == 2


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: log_loss([0, 1], [[0.5, 0.5]]), ValueError, "y_pred must have 2 rows, got 1"),
        (lambda: log_loss([0, 1], [0.5, 1.5]), ValueError, "y_pred must lie between 0 and 1, got 0.5 to 1.5"),
        (
            lambda: log_loss([0, 1, 2], [0.1, 0.2, 0.3]),
            ValueError,
            "y_pred must have one column for each of the 3 labels",
        ),
        (lambda: log_loss([1, 1], [0.5, 0.5]), ValueError, "give labels where y_true lacks some"),
        (lambda: log_loss([0, 5], [0.5, 0.5], labels=[0, 1]), ValueError, "labels must hold every label of y_true"),
        (lambda: log_loss([0, 1], [[0.5, 0.2], [0.5, 0.5]]), ValueError, "each row of y_pred must add up to 1"),
        (
            lambda: brier_score_loss([0, 1], [-0.1, 0.5]),
            ValueError,
            "y_proba must lie between 0 and 1, got -0.1 to 0.5",
        ),
        (lambda: brier_score_loss([0, 1], [0.5]), ValueError, "y_proba must have 2 rows, got 1"),
        (lambda: calibration_curve([0, 1], [0.5, 2.0]), ValueError, "y_prob must lie between 0 and 1"),
        (lambda: calibration_curve([0, 1], [0.5, 0.5], n_bins=0), ValueError, "n_bins must be >= 1, got 0"),
        (lambda: calibration_curve([0, 1], [0.5, 0.5], strategy="even"), ValueError, "strategy must be one of"),
    ],
)
def test_unusable_arguments_are_named(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
