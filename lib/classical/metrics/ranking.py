"""Scores of a ranking: the ROC curve and the area below it."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_array, check_sample_weight


def is_positive(y_true: ArrayLike, pos_label: Any = None) -> np.ndarray:
    """Tell which samples belong to the positive class.

    Parameters
    ----------
    y_true : array_like, shape (n_samples,)
        Labels, at most two different ones.
    pos_label : label, optional
        The positive class; the greater of the two labels by default.

    Returns
    -------
    ndarray of bool, shape (n_samples,)

    Raises
    ------
    ValueError
        If `y_true` is empty or not 1-D, has more than two labels, or `pos_label` is neither of two labels.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical.metrics.ranking import is_positive
    >>> is_positive(["bad", "good", "bad"], pos_label="bad")
    array([ True, False,  True])
    """
    truth = np.asarray(y_true)
    if truth.ndim != 1 or not len(truth):
        raise ValueError(f"y_true must have shape (n_samples,) and not be empty, got {truth.shape}")
    labels = np.unique(truth)
    if len(labels) > 2:
        raise ValueError(f"y_true must hold at most 2 classes, got {len(labels)}")
    if pos_label is None:
        # With one label only, 1 and True are known to mean positive; every other label stands for the negative class.
        pos_label = labels[-1] if len(labels) == 2 or labels[-1] == 1 else None
    elif len(labels) == 2 and pos_label not in labels:
        raise ValueError(f"pos_label must be one of the labels {labels.tolist()}, got {pos_label!r}")
    return truth == pos_label if pos_label is not None else np.zeros(len(truth), dtype=bool)


def roc_curve(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    pos_label: Any = None,
    sample_weight: Any = None,
    drop_intermediate: bool = True,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Trace the false-positive and true-positive rates as the decision threshold falls.

    Parameters
    ----------
    y_true : array_like, shape (n_samples,)
        Labels of two classes.
    y_score : array_like, shape (n_samples,)
        The higher, the more positive: probabilities or decision values.
    pos_label : label, optional
        The positive class; the greater of the two labels by default.
    sample_weight : array_like, shape (n_samples,), optional
    drop_intermediate : bool, default True
        Leave out points on a straight line between their neighbours.

    Returns
    -------
    fpr, tpr : ndarray, shape (n_thresholds,)
        Shares of the negatives and of the positives that score at least the threshold; both rise from 0 to 1.
    thresholds : ndarray, shape (n_thresholds,)
        Falling, beginning with infinity, above which nothing is positive.

    Raises
    ------
    ValueError
        If the shapes differ, a class is missing or has no weight, or an argument is unusable.

    Notes
    -----
    Samples with the same score cross the threshold together, so ties give one slanted step, not a staircase whose
    shape depends on the order of the rows. Costs one sort.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Fawcett (2006), *An introduction to ROC analysis*, algorithm 1.

    Examples
    --------
    >>> from lib.classical import roc_curve
    >>> fpr, tpr, thresholds = roc_curve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    >>> fpr, tpr
    (array([0. , 0. , 0.5, 0.5, 1. ]), array([0. , 0.5, 0.5, 1. , 1. ]))
    >>> thresholds
    array([ inf, 0.8 , 0.4 , 0.35, 0.1 ])
    """
    positive = is_positive(y_true, pos_label)
    score = check_array(y_score, "y_score", ndim=1)
    if score.shape != positive.shape:
        raise ValueError(f"y_score must have the shape of y_true, {positive.shape}, got {score.shape}")
    weight = check_sample_weight(sample_weight, len(score))
    counts = weight > 0  # rows that weigh nothing would add points to the curve
    positive, score, weight = positive[counts], score[counts], weight[counts]
    order = np.argsort(-score, kind="stable")
    score = score[order]
    # The last sample of each run of equal scores.
    ends = np.append(np.flatnonzero(np.diff(score)), len(score) - 1)
    true_positives = np.cumsum((weight * positive)[order])[ends]
    false_positives = np.cumsum((weight * ~positive)[order])[ends]
    if drop_intermediate and len(ends) > 2:
        corner = np.ones(len(ends), dtype=bool)
        corner[1:-1] = (np.diff(true_positives, 2) != 0) | (np.diff(false_positives, 2) != 0)
        ends, true_positives, false_positives = ends[corner], true_positives[corner], false_positives[corner]
    if true_positives[-1] == 0 or false_positives[-1] == 0:
        raise ValueError("y_true must hold both classes with positive weight: with one alone a rate is undefined")
    tpr = np.concatenate([[0.0], true_positives / true_positives[-1]])
    fpr = np.concatenate([[0.0], false_positives / false_positives[-1]])
    return fpr, tpr, np.concatenate([[np.inf], score[ends]])


def roc_auc_score(y_true: ArrayLike, y_score: ArrayLike, *, sample_weight: Any = None) -> float:
    r"""Compute the area below the ROC curve.

    It equals :math:`P(s_+ > s_-) + \tfrac12 P(s_+ = s_-)`: the chance that a random positive scores above a random
    negative, a tie counting one half.

    Parameters
    ----------
    y_true : array_like, shape (n_samples,)
        Labels of two classes; the greater one is positive.
    y_score : array_like, shape (n_samples,)
        The higher, the more positive.
    sample_weight : array_like, shape (n_samples,), optional

    Returns
    -------
    float
        Between 0 and 1; one half for scores that know nothing.

    Raises
    ------
    ValueError
        As in ``roc_curve``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Hanley and McNeil (1982), *The Meaning and Use of the Area under a Receiver Operating Characteristic (ROC) Curve*.

    Examples
    --------
    >>> from lib.classical import roc_auc_score
    >>> roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    0.75
    """
    fpr, tpr, _ = roc_curve(y_true, y_score, sample_weight=sample_weight)
    return float(np.trapezoid(tpr, fpr))
