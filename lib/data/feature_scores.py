"""Score each feature by its relation to the target, one feature at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_labels, check_X_y


def f_classif(X: ArrayLike, y: ArrayLike) -> np.ndarray:
    r"""Compute the F statistic of the analysis of variance of each feature between the classes.

    .. math:: F = \frac{\sum_k n_k (\bar x_k - \bar x)^2 / (K - 1)}{\sum_k \sum_{i \in k} (x_i - \bar x_k)^2 / (n - K)}

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,)
        Class labels.

    Returns
    -------
    ndarray, shape (n_features,)
        Large where the class means lie far apart for the scatter within the classes; infinite where there is none;
        0 for a constant feature.

    Raises
    ------
    ValueError
        If there are fewer than 2 classes, or no more rows than classes.

    Notes
    -----
    Cost O(n_samples n_features). Left out: p-values, which need the F distribution; the ranking is the same.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Fisher (1925), *Statistical Methods for Research Workers*, chapter 7.

    Examples
    --------
    >>> from lib.data import f_classif
    >>> f_classif([[1.0, 5.0], [2.0, 7.0], [3.0, 5.0], [4.0, 7.0]], [0, 0, 1, 1])
    array([8., 0.])
    """
    features, target = check_X_y(X, y, min_samples=2)
    classes, index = check_labels(target)
    n_samples, n_classes = len(features), len(classes)
    if n_samples <= n_classes:
        raise ValueError(f"X must have more rows than there are classes ({n_classes}), got {n_samples}")
    counts = np.bincount(index)
    # Subtle: centred first, so that large offsets do not eat the digits of the sums of squares.
    centred = features - features.mean(axis=0)
    means = np.stack([centred[index == k].mean(axis=0) for k in range(n_classes)])  # (n_classes, n_features)
    between = (counts[:, None] * means**2).sum(axis=0)
    within = ((centred - means[index]) ** 2).sum(axis=0)
    return _ratio(between / (n_classes - 1), within / (n_samples - n_classes))


def f_regression(X: ArrayLike, y: ArrayLike) -> np.ndarray:
    r"""Compute the F statistic of a straight-line fit of the target on each feature, from their correlation.

    .. math::

        r_j = \frac{\sum_i (x_{ij} - \bar x_j)(y_i - \bar y)}
                   {\sqrt{\sum_i (x_{ij} - \bar x_j)^2 \sum_i (y_i - \bar y)^2}},
        \qquad F_j = \frac{r_j^2}{1 - r_j^2} (n - 2)

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,)
        Numbers.

    Returns
    -------
    ndarray, shape (n_features,)
        Rises with :math:`|r|`; infinite for a perfect line; 0 for a constant feature or target.

    Raises
    ------
    ValueError
        If there are fewer than 3 rows.

    Notes
    -----
    Cost O(n_samples n_features). Sees straight lines only: a parabola around its vertex scores near 0. Left out:
    p-values. Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Guyon & Elisseeff (2003), *An introduction to variable and feature selection*, JMLR 3, section 2.

    Examples
    --------
    >>> from lib.data import f_regression
    >>> f_regression([[1.0, 0.0], [2.0, 9.0], [3.0, 0.0]], [1.0, 2.0, 4.0]).round(2)
    array([27.  ,  0.04])
    """
    features, target = check_X_y(X, y, y_numeric=True, min_samples=3)
    x, t = features - features.mean(axis=0), target - target.mean()
    # Explained and unexplained parts of the target's sum of squares, whose ratio is r^2 / (1 - r^2).
    norm = (x**2).sum(axis=0)
    slope = np.divide(t @ x, norm, out=np.zeros(x.shape[1]), where=norm > 0)
    explained = slope**2 * norm
    unexplained = ((t[:, None] - x * slope) ** 2).sum(axis=0)
    return _ratio(explained, unexplained / (len(t) - 2))


def _ratio(signal: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Divide; nothing over nothing is 0, something over nothing is infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(signal == 0, 0.0, signal / noise)
