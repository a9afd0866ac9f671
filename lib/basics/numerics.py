"""Functions that overflow when written as in the formula, written so that they do not."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def softplus(z: ArrayLike) -> Floats:
    r"""Compute :math:`\log(1 + e^z)` without overflow.

    Parameters
    ----------
    z : array_like of any shape
        Real numbers.

    Returns
    -------
    ndarray of the shape of ``z``
        Never negative; equal to ``z`` where ``z`` is large.

    Notes
    -----
    Uses :math:`\log(1+e^z) = \max(z, 0) + \log(1 + e^{-|z|})`, in which no exponent is positive.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import softplus
    >>> softplus([-1000.0, 0.0, 50.0]).round(4)
    array([ 0.    ,  0.6931, 50.    ])
    """
    values = np.asarray(z, dtype=np.float64)
    result: Floats = np.logaddexp(0.0, values)
    return result


def sigmoid(z: ArrayLike) -> Floats:
    r"""Compute the logistic function :math:`\sigma(z) = 1/(1 + e^{-z})` without overflow.

    Parameters
    ----------
    z : array_like of any shape
        Log-odds.

    Returns
    -------
    ndarray of the shape of ``z``
        Probabilities between 0 and 1.

    Notes
    -----
    For negative ``z`` the equal form :math:`e^z / (1 + e^z)` is used, so every exponent is at most 0.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import sigmoid
    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    values = np.asarray(z, dtype=np.float64)
    decay = np.exp(-np.abs(values))
    result: Floats = np.where(values >= 0, 1.0, decay) / (1.0 + decay)
    return result


def log_sigmoid(z: ArrayLike) -> Floats:
    r"""Compute :math:`\log \sigma(z) = -\log(1 + e^{-z})`, finite where ``log(sigmoid(z))`` is minus infinity.

    Parameters
    ----------
    z : array_like of any shape
        Log-odds.

    Returns
    -------
    ndarray of the shape of ``z``
        Log-probabilities in nats, at most 0.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import log_sigmoid
    >>> log_sigmoid([-50.0, 0.0]).round(4)
    array([-50.    ,  -0.6931])
    """
    return -softplus(-np.asarray(z, dtype=np.float64))


def logsumexp(z: ArrayLike, axis: int | None = -1, keepdims: bool = False) -> Any:
    r"""Compute :math:`\log \sum_j e^{z_j}` along an axis without overflow.

    Parameters
    ----------
    z : array_like of any shape
        Real numbers; minus infinity counts as a term of zero.
    axis : int or None, default -1
        Axis to sum over; ``None`` sums over all.
    keepdims : bool, default False
        Keep the summed axis with length 1.

    Returns
    -------
    ndarray or float
        Of the shape of ``z`` without ``axis`` (or with length 1 there); a float where no axis is left.

    Notes
    -----
    The largest term :math:`m` is taken out, :math:`m + \log \sum_j e^{z_j - m}`, so the largest exponent is 0.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import logsumexp
    >>> float(logsumexp([1000.0, 1000.0]).round(4))
    1000.6931
    """
    values = np.asarray(z, dtype=np.float64)
    largest = np.max(values, axis=axis, keepdims=True)
    # Subtle: a slice that is all -inf has no finite maximum, and -inf - (-inf) would be nan.
    shift = np.where(np.isfinite(largest), largest, 0.0)
    with np.errstate(divide="ignore"):  # log(0) = -inf is the right answer for such a slice
        summed = np.log(np.sum(np.exp(values - shift), axis=axis, keepdims=True)) + shift
    return summed if keepdims else np.squeeze(summed, axis=axis) if axis is not None else summed.reshape(())[()]


def log_softmax(z: ArrayLike, axis: int = -1) -> Floats:
    r"""Compute :math:`z_i - \log \sum_j e^{z_j}`, the logarithm of the softmax, in nats.

    Parameters
    ----------
    z : array_like of any shape
        Logits.
    axis : int, default -1
        Axis over which the probabilities sum to 1.

    Returns
    -------
    ndarray of the shape of ``z``
        Log-probabilities in nats, at most 0.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import log_softmax
    >>> log_softmax([0.0, -1000.0])
    array([    0., -1000.])
    """
    values = np.asarray(z, dtype=np.float64)
    result: Floats = values - logsumexp(values, axis=axis, keepdims=True)
    return result


def softmax(z: ArrayLike, axis: int = -1) -> Floats:
    r"""Compute :math:`e^{z_i} / \sum_j e^{z_j}` without overflow.

    Parameters
    ----------
    z : array_like of any shape
        Logits.
    axis : int, default -1
        Axis over which the result sums to 1.

    Returns
    -------
    ndarray of the shape of ``z``
        Probabilities.

    Notes
    -----
    Adding the same number to every logit changes nothing, so the largest is subtracted first.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import softmax
    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])
    """
    return np.exp(log_softmax(z, axis=axis))


def one_hot(labels: ArrayLike, n_classes: int | None = None) -> Floats:
    """Turn integer class labels into rows with a single 1.

    Parameters
    ----------
    labels : array_like of int, shape (n_samples,)
        Class indices from 0.
    n_classes : int, optional
        Number of columns; the largest label plus 1 if not given.

    Returns
    -------
    ndarray, shape (n_samples, n_classes)
        Row ``i`` is 1 in column ``labels[i]`` and 0 elsewhere.

    Raises
    ------
    TypeError
        If ``labels`` are not integers.
    ValueError
        If ``labels`` is not 1-D, or a label is negative or not below ``n_classes``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import one_hot
    >>> one_hot([0, 2], 3)
    array([[1., 0., 0.],
           [0., 0., 1.]])
    """
    index = np.asarray(labels)
    if index.ndim != 1:
        raise ValueError(f"labels must have shape (n_samples,), got {index.shape}")
    if not np.issubdtype(index.dtype, np.integer):
        raise TypeError(f"labels must be integers, got {index.dtype}")
    width = n_classes if n_classes is not None else int(index.max(initial=-1)) + 1
    if index.size and (index.min() < 0 or index.max() >= width):
        raise ValueError(f"labels must lie in 0..{width - 1}, got {index.min()}..{index.max()}")
    rows = np.zeros((index.size, width))
    rows[np.arange(index.size), index] = 1.0
    return rows


def as_shares(amounts: ArrayLike) -> Floats:
    """Divide amounts by their sum, or leave them all at 0.

    Parameters
    ----------
    amounts : array_like, any shape
        At least 0.

    Returns
    -------
    ndarray, same shape
        Adds up to 1; all 0 where there is nothing to share.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.basics import as_shares
    >>> as_shares([1, 3]), as_shares([0, 0])
    (array([0.25, 0.75]), array([0., 0.]))
    """
    parts = np.asarray(amounts, dtype=np.float64)
    total = parts.sum()
    return parts / total if total > 0 else np.zeros_like(parts)
