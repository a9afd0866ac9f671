"""Take rows from whatever holds them: a table, an array, a data frame or a list."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.data.table import Table


def n_rows(X: Any, name: str = "X") -> int:
    """Count the rows of a table, an array or a list.

    Parameters
    ----------
    X : Table or array_like, shape (n_samples, ...)
    name : str, default "X"
        Name of the argument in the message.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        If ``X`` has no rows, as a single number has none.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data.rows import n_rows
    >>> n_rows([[1, 2], [3, 4], [5, 6]])
    3
    """
    if isinstance(X, str | bytes) or not hasattr(X, "__len__") or getattr(X, "shape", None) == ():
        raise TypeError(f"{name} must be a table, an array or a list with rows, got {type(X).__name__}")
    # A sparse matrix has a length that it refuses to tell.
    return X.shape[0] if hasattr(X, "shape") else len(X)


def same_n_rows(arrays: tuple[Any, ...]) -> int:
    """Return the number of rows that all arrays share.

    Parameters
    ----------
    arrays : tuple of Table or array_like, each of shape (n_samples, ...)

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there is no array, the numbers of rows differ, or there is no row.
    TypeError
        If one of them has no rows.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data.rows import same_n_rows
    >>> same_n_rows(([1, 2, 3], ["a", "b", "c"]))
    3
    """
    if not arrays:
        raise ValueError("arrays must hold at least one array, got none")
    counts = [n_rows(array, f"arrays[{i}]") for i, array in enumerate(arrays)]
    if len(set(counts)) > 1:
        raise ValueError(f"arrays must have the same number of rows, got {counts}")
    if counts[0] == 0:
        raise ValueError("arrays must have at least one row, got none")
    return counts[0]


def take_rows(X: Any, index: np.ndarray) -> Any:
    """Return the rows at ``index`` as the same kind of container.

    Parameters
    ----------
    X : Table, ndarray, pandas object or list, shape (n_samples, ...)
    index : ndarray of int, shape (n_kept,)

    Returns
    -------
    Table, ndarray, pandas object or list, shape (n_kept, ...)
        A copy: changing it leaves ``X`` as it is.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data.rows import take_rows
    >>> take_rows(["a", "b", "c"], np.array([2, 0]))
    ['c', 'a']
    """
    if isinstance(X, Table):
        return X.rows(index)
    if hasattr(X, "iloc"):
        return X.iloc[index]
    if isinstance(X, list):
        return [X[i] for i in index]
    return X[index] if hasattr(X, "shape") else np.asarray(X)[index]
