"""Missing cells: how they are recognised, and column statistics that leave them out."""

from __future__ import annotations

import numpy as np


def is_missing(values: np.ndarray) -> np.ndarray:
    """Mark the missing cells: NaN among numbers, ``None`` or NaN among objects.

    Parameters
    ----------
    values : ndarray, any shape

    Returns
    -------
    ndarray of bool, same shape

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data.missing import is_missing
    >>> is_missing(np.array(["fixed", None, np.nan], dtype=object))
    array([False,  True,  True])
    """
    if values.dtype == object:
        # NaN is the only value that differs from itself.
        return np.array([value is None or value != value for value in values.ravel()], dtype=bool).reshape(values.shape)
    return np.isnan(values) if values.dtype.kind == "f" else np.zeros(values.shape, dtype=bool)


def column_mean(X: np.ndarray, weight: np.ndarray | None = None) -> np.ndarray:
    """Average each column over the cells that are there.

    Parameters
    ----------
    X : ndarray of float, shape (n_samples, n_features)
    weight : ndarray of float, shape (n_samples,), optional

    Returns
    -------
    ndarray, shape (n_features,)
        NaN for a column without any value.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data.missing import column_mean
    >>> column_mean(np.array([[1.0, np.nan], [3.0, np.nan]]))
    array([ 2., nan])
    """
    present = ~np.isnan(X)
    weights = present if weight is None else present * weight[:, None]
    with np.errstate(invalid="ignore"):  # 0 / 0 is the NaN of an empty column
        return (np.where(present, X, 0.0) * weights).sum(axis=0) / weights.sum(axis=0)


def column_quantile(X: np.ndarray, q: float) -> np.ndarray:
    """Compute the ``q`` quantile of each column over the cells that are there, by linear interpolation.

    Parameters
    ----------
    X : ndarray of float, shape (n_samples, n_features)
    q : float
        Between 0 and 1.

    Returns
    -------
    ndarray, shape (n_features,)
        NaN for a column without any value.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data.missing import column_quantile
    >>> column_quantile(np.array([[1.0, np.nan], [np.nan, np.nan], [2.0, np.nan]]), 0.5)
    array([1.5, nan])
    """
    columns = [column[~np.isnan(column)] for column in X.T]
    return np.array([np.quantile(column, q) if len(column) else np.nan for column in columns])
