"""The ROC curve and its area: by hand, by counting pairs, with ties."""

import re

import numpy as np
import pytest

from lib.classical import roc_auc_score, roc_curve
from lib.classical.metrics.ranking import is_positive


def test_curve_by_hand():
    fpr, tpr, thresholds = roc_curve([0, 1, 0, 1], [0.1, 0.9, 0.4, 0.4])
    np.testing.assert_array_equal(thresholds, [np.inf, 0.9, 0.4, 0.1])
    np.testing.assert_array_equal(tpr, [0, 0.5, 1, 1])
    np.testing.assert_array_equal(fpr, [0, 0, 0.5, 1])


@pytest.mark.parametrize("n_levels", [2, 5, 1000])
@pytest.mark.parametrize("weighted", [False, True])
def test_area_counts_pairs_and_half_of_ties(n_levels, weighted):
    rng = np.random.default_rng(n_levels)
    y, score = rng.integers(0, 2, 80), rng.integers(0, n_levels, 80)
    weight = rng.random(80) if weighted else np.ones(80)
    wins = (score[y == 1][:, None] > score[y == 0]) + 0.5 * (score[y == 1][:, None] == score[y == 0])
    pairs = weight[y == 1][:, None] * weight[y == 0]
    expected = np.sum(wins * pairs) / pairs.sum()
    assert roc_auc_score(y, score, sample_weight=weight) == pytest.approx(expected, rel=1e-12)


def test_area_is_blind_to_order_of_rows_and_to_rising_transformations():
    rng = np.random.default_rng(0)
    y, score = rng.integers(0, 2, 60), rng.integers(0, 9, 60)
    order = rng.permutation(60)
    area = roc_auc_score(y, score)
    assert roc_auc_score(y[order], score[order]) == pytest.approx(area, rel=1e-14)
    assert roc_auc_score(y, np.exp(score / 3)) == pytest.approx(area, rel=1e-14)
    assert roc_auc_score(y, -score) == pytest.approx(1 - area, rel=1e-12)


def test_constant_scores_know_nothing():
    assert roc_auc_score([0, 1, 0, 1, 1], np.zeros(5)) == 0.5


def test_dropping_points_leaves_the_curve():
    rng = np.random.default_rng(1)
    y, score = rng.integers(0, 2, 60), rng.random(60)
    short, full = roc_curve(y, score), roc_curve(y, score, drop_intermediate=False)
    assert len(short[0]) < len(full[0]) == 61
    np.testing.assert_allclose(np.interp(full[0], *short[:2])[-1], 1)
    assert np.trapezoid(short[1], short[0]) == pytest.approx(np.trapezoid(full[1], full[0]), rel=1e-12)


@pytest.mark.parametrize(
    ("y", "pos_label", "expected"),
    [
        ([0, 1], None, [False, True]),
        ([-1, 1], None, [False, True]),
        (["bad", "good"], None, [False, True]),
        (["bad", "good"], "bad", [True, False]),
        ([False, True], None, [False, True]),
        ([1, 1], None, [True, True]),
        ([0, 0], None, [False, False]),
        (["no", "no"], "yes", [False, False]),
    ],
)
def test_which_label_is_positive(y, pos_label, expected):
    assert is_positive(y, pos_label).tolist() == expected


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: roc_curve([0, 1, 2], [0, 1, 2]), "y_true must hold at most 2 classes, got 3"),
        (lambda: roc_curve([], []), "y_true must have shape (n_samples,) and not be empty, got (0,)"),
        (lambda: roc_curve([[0], [1]], [0, 1]), "y_true must have shape (n_samples,) and not be empty, got (2, 1)"),
        (lambda: roc_curve([0, 1], [0, 1], pos_label=5), "pos_label must be one of the labels [0, 1], got 5"),
        (lambda: roc_curve([0, 1], [0.0, 1.0, 2.0]), "y_score must have the shape of y_true, (2,), got (3,)"),
        (lambda: roc_curve([0, 1], [0.0, np.nan]), "y_score must hold no missing values"),
        (lambda: roc_auc_score([1, 1], [0, 1]), "y_true must hold both classes with positive weight"),
        (lambda: roc_auc_score([0, 1], [0, 1], sample_weight=[1, 0]), "y_true must hold both classes with positive"),
    ],
)
def test_unusable_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
