"""Metrics against scikit-learn's, over drawn labels, weights, ties and imbalance."""

import numpy as np
import pytest
import sklearn.calibration
import sklearn.metrics as theirs

import lib.classical as ours

SEEDS = range(40)


def draw(seed, n_classes=None):
    """Return labels, predictions, weights: imbalanced, sometimes text, sometimes with zero weights."""
    rng = np.random.default_rng(seed)
    n_samples = int(rng.integers(6, 80))
    n_classes = n_classes or int(rng.integers(2, 6))
    names = np.array(["ant", "bee", "cat", "dog", "eel"]) if seed % 3 == 0 else np.arange(5) - seed % 2
    share = rng.dirichlet(np.full(n_classes, 0.8))
    truth = np.append(rng.choice(n_classes, n_samples, p=share), np.arange(n_classes))
    guess = np.where(rng.random(len(truth)) < 0.6, truth, rng.choice(n_classes, len(truth)))
    weight = rng.integers(0, 4, len(truth)) * rng.random(len(truth))
    weight[-n_classes:] = 0.5
    return names[truth], names[guess], (None, weight)[seed % 2], names[:n_classes]


@pytest.mark.parametrize("seed", SEEDS)
def test_labels(seed):
    truth, guess, weight, names = draw(seed)
    w = {"sample_weight": weight}
    np.testing.assert_allclose(ours.confusion_matrix(truth, guess, **w), theirs.confusion_matrix(truth, guess, **w))
    order = np.random.default_rng(seed).permutation(names)[:2]
    np.testing.assert_allclose(
        ours.confusion_matrix(truth, guess, labels=order, **w), theirs.confusion_matrix(truth, guess, labels=order, **w)
    )
    for name in ("accuracy_score", "balanced_accuracy_score"):
        assert getattr(ours, name)(truth, guess, **w) == pytest.approx(getattr(theirs, name)(truth, guess, **w))
    for name in ("precision_score", "recall_score", "f1_score"):
        for average in ("macro", "micro", "weighted", None):
            np.testing.assert_allclose(
                getattr(ours, name)(truth, guess, average=average, **w),
                getattr(theirs, name)(truth, guess, average=average, zero_division=0, **w),
                err_msg=f"{name} {average}",
                atol=1e-12,
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_two_classes(seed):
    truth, guess, weight, names = draw(seed, n_classes=2)
    for name in ("precision_score", "recall_score", "f1_score"):
        for pos_label in names.tolist():
            options = {"pos_label": pos_label, "sample_weight": weight}
            assert getattr(ours, name)(truth, guess, **options) == pytest.approx(
                getattr(theirs, name)(truth, guess, zero_division=0, **options)
            )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("drop_intermediate", [True, False])
def test_roc(seed, drop_intermediate):
    truth, _, weight, names = draw(seed, n_classes=2)
    rng = np.random.default_rng(seed)
    score = rng.normal(size=len(truth)) + (truth == names[1])
    if seed % 2:
        score = np.round(score)  # many ties
    options = {"pos_label": names[1], "sample_weight": weight, "drop_intermediate": drop_intermediate}
    for mine, other in zip(ours.roc_curve(truth, score, **options), theirs.roc_curve(truth, score, **options)):
        np.testing.assert_allclose(mine, other, atol=1e-12)
    assert ours.roc_auc_score(truth, score, sample_weight=weight) == pytest.approx(
        theirs.roc_auc_score(truth, score, sample_weight=weight), rel=1e-12
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_probabilities(seed):
    truth, _, weight, names = draw(seed)
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(len(names)), len(truth))
    labels = np.sort(names)
    for y_pred in (p, p[:, 1] if len(names) == 2 else p):
        assert ours.log_loss(truth, y_pred, labels=labels, sample_weight=weight) == pytest.approx(
            theirs.log_loss(truth, y_pred, labels=labels, sample_weight=weight), rel=1e-10
        )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
def test_brier_and_calibration(seed, strategy):
    truth, _, weight, names = draw(seed, n_classes=2)
    p = np.random.default_rng(seed).random(len(truth))
    if seed % 2:
        p = np.round(p, 1)  # on the edges of bins
    options = {"pos_label": names[1]}
    assert ours.brier_score_loss(truth, p, sample_weight=weight, **options) == pytest.approx(
        theirs.brier_score_loss(truth, p, sample_weight=weight, **options)
    )
    for n_bins in (1, 4, 10):
        mine = ours.calibration_curve(truth, p, n_bins=n_bins, strategy=strategy, **options)
        other = sklearn.calibration.calibration_curve(truth, p, n_bins=n_bins, strategy=strategy, **options)
        np.testing.assert_allclose(mine, other, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_regression(seed):
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(2, 40)), *((int(rng.integers(1, 4)),) if seed % 2 else ()))
    y, y_pred, weight = rng.normal(size=shape), rng.normal(size=shape), rng.random(shape[0])
    for name in ("mean_squared_error", "mean_absolute_error"):
        for w in (None, weight):
            assert getattr(ours, name)(y, y_pred, sample_weight=w) == pytest.approx(
                getattr(theirs, name)(y, y_pred, sample_weight=w), rel=1e-12
            )
    assert ours.r2_score(y, y_pred, weight) == pytest.approx(theirs.r2_score(y, y_pred, sample_weight=weight))
