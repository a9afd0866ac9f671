"""Scores of predicted probabilities: are they honest, not only on the right side of one half."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_array, check_choice, check_integer, check_sample_weight
from lib.classical.metrics.ranking import is_positive


def log_loss(
    y_true: ArrayLike, y_pred: ArrayLike, *, labels: ArrayLike | None = None, sample_weight: Any = None
) -> float:
    r"""Compute the mean negative log-probability of the true class, :math:`-\frac1N\sum_i \log p_{i,y_i}`.

    Parameters
    ----------
    y_true : array_like, shape (n_samples,)
        Labels.
    y_pred : array_like, shape (n_samples, n_classes) or (n_samples,)
        Probabilities, classes in sorted order; one column stands for the greater of two labels.
    labels : array_like, shape (n_classes,), optional
        All labels there are, for a `y_true` that lacks some.
    sample_weight : array_like, shape (n_samples,), optional

    Returns
    -------
    float
        In nats; at least 0.

    Raises
    ------
    ValueError
        If the number of columns is not the number of labels, rows do not add up to 1, or the lengths differ.

    Notes
    -----
    A probability of exactly 0 for what happened would cost infinity; probabilities are kept one rounding step away from
    0 and 1. From logits use ``BinaryCrossEntropy`` or ``CrossEntropy``, which need no such step.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import log_loss
    >>> round(log_loss([1, 0], [0.9, 0.1]), 4)  # minus log 0.9
    0.1054
    """
    truth = np.asarray(y_true)
    probability = _as_probabilities(y_pred, "y_pred", len(truth))
    if probability.ndim == 1:
        probability = np.column_stack([1 - probability, probability])
    classes = np.unique(truth if labels is None else np.asarray(labels))
    if len(classes) != probability.shape[1]:
        raise ValueError(
            f"y_pred must have one column for each of the {len(classes)} labels, got {probability.shape[1]}; "
            "give labels where y_true lacks some"
        )
    column = np.searchsorted(classes, truth)
    if not np.array_equal(classes[np.minimum(column, len(classes) - 1)], truth):
        raise ValueError(f"labels must hold every label of y_true, got {classes.tolist()}")
    sums = probability.sum(axis=1)
    if not np.allclose(sums, 1, rtol=0, atol=1e-6):
        raise ValueError(f"each row of y_pred must add up to 1, got sums from {sums.min():g} to {sums.max():g}")
    weight = check_sample_weight(sample_weight, len(truth))
    eps = np.finfo(np.float64).eps
    true_class = np.clip(probability[np.arange(len(truth)), column], eps, 1 - eps)
    return float(np.average(-np.log(true_class), weights=weight))


def _as_probabilities(values: ArrayLike, name: str, n_samples: int) -> np.ndarray:
    """Return probabilities as an array of one row, or one number, for each sample."""
    probability = check_array(values, name, ndim=1 if np.ndim(values) == 1 else 2)
    if len(probability) != n_samples:
        raise ValueError(f"{name} must have {n_samples} rows, got {len(probability)}")
    if probability.min() < 0 or probability.max() > 1:
        raise ValueError(f"{name} must lie between 0 and 1, got {probability.min():g} to {probability.max():g}")
    return probability


def brier_score_loss(
    y_true: ArrayLike, y_proba: ArrayLike, *, sample_weight: Any = None, pos_label: Any = None
) -> float:
    r"""Compute the mean squared distance of the probability from what happened, :math:`\frac1N\sum_i (p_i - y_i)^2`.

    Parameters
    ----------
    y_true : array_like, shape (n_samples,)
        Labels of two classes.
    y_proba : array_like, shape (n_samples,)
        Probability of the positive class.
    sample_weight : array_like, shape (n_samples,), optional
    pos_label : label, optional
        The positive class; the greater of the two labels by default.

    Returns
    -------
    float
        Between 0 and 1; one quarter for a constant one half.

    Raises
    ------
    ValueError
        If a probability lies outside 0 to 1, shapes differ, or a label is unusable.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Brier (1950), *Verification of Forecasts Expressed in Terms of Probability*.

    Examples
    --------
    >>> from lib.classical import brier_score_loss
    >>> brier_score_loss([0, 1], [0.5, 0.5])
    0.25
    """
    positive = is_positive(y_true, pos_label)
    probability = _as_probabilities(np.ravel(y_proba), "y_proba", len(positive))
    weight = check_sample_weight(sample_weight, len(positive))
    return float(np.average((probability - positive) ** 2, weights=weight))


def calibration_curve(
    y_true: ArrayLike, y_prob: ArrayLike, *, pos_label: Any = None, n_bins: int = 5, strategy: str = "uniform"
) -> tuple[np.ndarray, np.ndarray]:
    """Compare, bin by bin, how often the event happened with how probable it was said to be.

    Parameters
    ----------
    y_true : array_like, shape (n_samples,)
        Labels of two classes.
    y_prob : array_like, shape (n_samples,)
        Probability of the positive class.
    pos_label : label, optional
        The positive class; the greater of the two labels by default.
    n_bins : int, default 5
        Number of bins, at least 1; empty ones are left out.
    strategy : {"uniform", "quantile"}, default "uniform"
        Bins of equal width, or of equally many samples.

    Returns
    -------
    prob_true : ndarray, shape (n_filled_bins,)
        Share of positives in each bin.
    prob_pred : ndarray, shape (n_filled_bins,)
        Mean predicted probability in each bin; equal to ``prob_true`` where the probabilities are honest.

    Raises
    ------
    TypeError, ValueError
        If a probability lies outside 0 to 1, shapes differ, or an argument is unusable.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Niculescu-Mizil and Caruana (2005), *Predicting Good Probabilities with Supervised Learning*, section 4.

    Examples
    --------
    >>> from lib.classical import calibration_curve
    >>> calibration_curve([0, 0, 1, 1], [0.1, 0.3, 0.7, 0.9], n_bins=2)
    (array([0., 1.]), array([0.2, 0.8]))
    """
    check_integer("n_bins", n_bins, low=1)
    check_choice("strategy", strategy, ("uniform", "quantile"))
    positive = is_positive(y_true, pos_label)
    probability = _as_probabilities(np.ravel(y_prob), "y_prob", len(positive))
    edges = np.linspace(0.0, 1.0, n_bins + 1)
    if strategy == "quantile":
        edges = np.quantile(probability, edges)
    # A probability on an inner edge belongs to the bin below it.
    bins = np.searchsorted(edges[1:-1], probability)
    size = np.bincount(bins, minlength=n_bins)
    filled = size > 0
    prob_true = np.bincount(bins, weights=positive, minlength=n_bins)[filled] / size[filled]
    prob_pred = np.bincount(bins, weights=probability, minlength=n_bins)[filled] / size[filled]
    return prob_true, prob_pred
