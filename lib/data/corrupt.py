"""Damage clean data on purpose, to measure what each kind of damage costs and what cleaning wins back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_array, check_real, check_target
from lib.data.missing import column_mean


def add_label_noise(y: ArrayLike, rate: float, random_state: Any = None) -> np.ndarray:
    """Replace a share of the labels by another class, drawn evenly among the others.

    Parameters
    ----------
    y : array_like, shape (n_samples,)
        Class labels.
    rate : float
        Share of wrong labels, 0 to 1; ``round(rate * n_samples)`` labels change.
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_samples,)
        A copy.

    Raises
    ------
    TypeError, ValueError
        If ``rate`` is not a number from 0 to 1, or ``y`` has a single class.

    Notes
    -----
    Cost O(n_samples). Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Frénay & Verleysen (2014), *Classification in the presence of label noise: a survey*, IEEE TNNLS 25(5).

    Examples
    --------
    >>> from lib.data import add_label_noise
    >>> int((add_label_noise(["good", "bad"] * 50, 0.1, random_state=0) == ["good", "bad"] * 50).sum())
    90
    """
    check_real("rate", rate, low=0.0, high=1.0)
    labels = check_target(y)
    classes, index = np.unique(labels, return_inverse=True)
    if len(classes) < 2:
        raise ValueError(f"y must hold at least 2 classes to swap labels between, got only {classes.tolist()[0]!r}")
    rng = as_rng(random_state)
    chosen = rng.choice(len(labels), size=round(rate * len(labels)), replace=False)
    # A step of 1 to n_classes - 1 around the ring of classes never comes back to the true one.
    index[chosen] = (index[chosen] + rng.integers(1, len(classes), size=len(chosen))) % len(classes)
    return classes[index]


def add_missing(X: ArrayLike, rate: float, random_state: Any = None) -> np.ndarray:
    """Blank out a share of the cells, each with the same chance (missing completely at random).

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)
    rate : float
        Share of cells, 0 to 1; ``round(rate * n_cells)`` cells become NaN.
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_samples, n_features)
        A copy.

    Raises
    ------
    TypeError, ValueError
        If ``rate`` is not a number from 0 to 1, or ``X`` is not a numeric matrix.

    Notes
    -----
    Cost O(n_samples n_features). Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Rubin (1976), *Inference and missing data*, Biometrika 63(3).

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import add_missing
    >>> int(np.isnan(add_missing(np.ones((10, 4)), 0.25, random_state=0)).sum())
    10
    """
    return _damage(X, rate, random_state, lambda cells, scale, rng: np.full(len(cells), np.nan))


def add_outliers(X: ArrayLike, rate: float, size: float = 10.0, random_state: Any = None) -> np.ndarray:
    """Push a share of the cells away by ``size`` standard deviations of their column, up or down.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)
    rate : float
        Share of cells, 0 to 1; ``round(rate * n_cells)`` cells change.
    size : float, default 10.0
        In standard deviations of the undamaged column (in units of it if it is constant).
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_samples, n_features)
        A copy.

    Raises
    ------
    TypeError, ValueError
        If ``rate`` is not a number from 0 to 1, ``size`` is not positive, or ``X`` is not a numeric matrix.

    Notes
    -----
    Cost O(n_samples n_features). Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import add_outliers
    >>> X = np.arange(8.0).reshape(4, 2)
    >>> int((add_outliers(X, 0.25, random_state=0) != X).sum())
    2
    """
    check_real("size", size, low=0.0, closed="neither")

    def push(cells: np.ndarray, scale: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return cells + rng.choice([-size, size], len(cells)) * scale

    return _damage(X, rate, random_state, push)


def repeat_rows(n_samples: int, rate: float, random_state: Any = None) -> np.ndarray:
    """Draw row numbers in which a share of the rows occurs once more, in shuffled order.

    Parameters
    ----------
    n_samples : int
    rate : float
        Share of rows to repeat, 0 to 1; ``round(rate * n_samples)`` rows are added.
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    ndarray of int, shape (n_samples + n_repeated,)
        To index features and target alike.

    Raises
    ------
    TypeError, ValueError
        If ``rate`` is not a number from 0 to 1.

    Notes
    -----
    Cost O(n_samples). Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import repeat_rows
    >>> sorted(set(repeat_rows(4, 0.5, random_state=0).tolist())), len(repeat_rows(4, 0.5))
    ([0, 1, 2, 3], 6)
    """
    check_real("rate", rate, low=0.0, high=1.0)
    rng = as_rng(random_state)
    again = rng.choice(n_samples, size=round(rate * n_samples), replace=False)
    return rng.permutation(np.concatenate([np.arange(n_samples), again]))


def _damage(X: ArrayLike, rate: float, random_state: Any, change: Callable[..., np.ndarray]) -> np.ndarray:
    """Apply ``change(cells, scale, rng)`` to a share of the cells, drawn without replacement, of a copy of ``X``."""
    check_real("rate", rate, low=0.0, high=1.0)
    damaged = check_array(X, allow_nan=True).copy()
    scale = np.sqrt(column_mean((damaged - column_mean(damaged)) ** 2))
    scale[scale == 0] = 1.0  # a constant column would not move otherwise
    rng = as_rng(random_state)
    row, column = np.unravel_index(
        rng.choice(damaged.size, size=round(rate * damaged.size), replace=False), damaged.shape
    )
    damaged[row, column] = change(damaged[row, column], scale[column], rng)
    return damaged
