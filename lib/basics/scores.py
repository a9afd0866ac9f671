"""The two scores that every estimator's ``score`` method reports."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics.check_targets import check_sample_weight


def _as_pair(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return both as arrays of one shape, refusing the pair that would silently broadcast to a matrix."""
    truth, prediction = np.asarray(y_true), np.asarray(y_pred)
    if truth.shape != prediction.shape:
        raise ValueError(f"y_pred must have the shape of y_true, {truth.shape}, got {prediction.shape}")
    if truth.size == 0:
        raise ValueError("y_true must hold at least one value, got none")
    return truth, prediction


def accuracy_score(y_true: ArrayLike, y_pred: ArrayLike, sample_weight: Any = None) -> float:
    """Compute the share of predictions that equal the label.

    Parameters
    ----------
    y_true, y_pred : array_like, shape (n_samples,)
        Labels of any one type.
    sample_weight : array_like, shape (n_samples,), optional
        Weight of each sample.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If the shapes differ, nothing is given, or a weight is unusable.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import accuracy_score
    >>> accuracy_score(["good", "bad", "good", "good"], ["good", "good", "good", "good"])
    0.75
    """
    truth, prediction = _as_pair(y_true, y_pred)
    weight = check_sample_weight(sample_weight, len(truth))
    return float(np.average(truth == prediction, weights=weight))


def r2_score(y_true: ArrayLike, y_pred: ArrayLike, sample_weight: Any = None) -> float:
    r"""Compute the coefficient of determination :math:`R^2 = 1 - \sum(y-\hat y)^2 / \sum(y-\bar y)^2`.

    Parameters
    ----------
    y_true, y_pred : array_like, shape (n_samples,) or (n_samples, n_outputs)
        Target and prediction; several outputs are averaged.
    sample_weight : array_like, shape (n_samples,), optional
        Weight of each sample.

    Returns
    -------
    float
        1 for a perfect prediction, 0 for one no better than the mean, negative for a worse one.

    Raises
    ------
    ValueError
        If the shapes differ, nothing is given, or a weight is unusable.

    Notes
    -----
    A constant target leaves nothing to explain: the score is then 1 if the prediction is exact and 0 if not.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import r2_score
    >>> r2_score([1.0, 2.0, 3.0], [1.0, 2.0, 4.0])
    0.5
    """
    truth, prediction = (part.astype(np.float64) for part in _as_pair(y_true, y_pred))
    weight = check_sample_weight(sample_weight, len(truth)).reshape((-1,) + (1,) * (truth.ndim - 1))
    residual = np.sum(weight * (truth - prediction) ** 2, axis=0)
    total = np.sum(weight * (truth - np.average(truth, axis=0, weights=weight.ravel())) ** 2, axis=0)
    constant = total == 0
    ratio = np.where(constant, residual > 0, residual / np.where(constant, 1.0, total))
    return float(np.mean(1.0 - ratio))
