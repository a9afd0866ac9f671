"""Find and drop repeated rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.basics import check_array
from lib.data.rows import take_rows
from lib.data.table import Table


def duplicated(X: Any, names: Iterable[str] | None = None) -> np.ndarray:
    """Mark rows that repeat an earlier one; missing cells count as equal.

    Parameters
    ----------
    X : Table or array_like, shape (n_samples, n_features)
    names : iterable of str, optional
        For a table, the columns to compare; default all.

    Returns
    -------
    ndarray of bool, shape (n_samples,)
        False for the first of equal rows.

    Raises
    ------
    ValueError
        If a name is not a column, or names are given for an array.

    Notes
    -----
    Cost O(n_samples n_features). A repeated row is not always a mistake: two applicants may agree in every column. It
    does harm when one copy falls into training and the other into test. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import duplicated
    >>> duplicated([["rent", 1], ["own", 1], ["rent", 1]])
    array([False, False,  True])
    """
    if isinstance(X, Table):
        cells = X.to_array(names).astype(object)
    elif names is not None:
        raise ValueError(f"names must be None for an array, whose columns have none, got {names!r}")
    else:
        cells = check_array(X, dtype="object", allow_nan=True)
    seen: set[tuple[Any, ...]] = set()
    repeated = np.zeros(len(cells), dtype=bool)
    for i, row in enumerate(cells):
        # NaN does not equal itself, so it is compared as None.
        key = tuple(None if value is None or value != value else value for value in row)
        repeated[i] = key in seen
        seen.add(key)
    return repeated


def drop_duplicates(X: Any, names: Iterable[str] | None = None) -> Any:
    """Keep the first of equal rows.

    Parameters
    ----------
    X : Table or array_like, shape (n_samples, n_features)
    names : iterable of str, optional
        For a table, the columns to compare; default all.

    Returns
    -------
    Table or ndarray, shape (n_kept, n_features)
        Of the kind of ``X``, rows in the same order.

    Raises
    ------
    ValueError
        As ``duplicated``.

    Notes
    -----
    Cost O(n_samples n_features). Drop before splitting. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import drop_duplicates, load_credit
    >>> credit = load_credit()
    >>> len(credit), len(drop_duplicates(credit))
    (4454, 4452)
    """
    return take_rows(X, np.flatnonzero(~duplicated(X, names)))
