"""The categories of a column: which there are, and the position of each cell's category among them."""

from __future__ import annotations

import numbers
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import Estimator, check_array, check_is_fitted, check_n_features
from lib.data.missing import is_missing

NAN = ("nan",)


def find_categories(column: np.ndarray) -> np.ndarray:
    """Return the different values in sorted order, then ``None``, then NaN, where they occur.

    Parameters
    ----------
    column : ndarray of float or object, shape (n_samples,)

    Returns
    -------
    ndarray, shape (n_categories,)

    Raises
    ------
    TypeError
        If text and numbers are mixed, or a value is neither.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data.categories import find_categories
    >>> find_categories(np.array(["rent", None, "owner", "rent"], dtype=object))
    array(['owner', 'rent', None], dtype=object)
    """
    missing = is_missing(column)
    values = column[~missing]
    kinds = {str if isinstance(v, str) else float if isinstance(v, numbers.Real) else type(v) for v in values}
    if len(kinds) > 1 or not kinds <= {str, float}:
        names = sorted({type(value).__name__ for value in values})
        raise TypeError(f"a column's argument must be uniformly strings or numbers, got {', '.join(names)}")
    tail: list[Any] = []
    if column.dtype == object and any(value is None for value in column):
        tail.append(None)
    if any(value is not None for value in column[missing]):
        tail.append(np.nan)
    return np.concatenate([np.unique(values), np.array(tail, dtype=column.dtype)])


def find_codes(column: np.ndarray, categories: np.ndarray) -> np.ndarray:
    """Return the position of each cell's value among the categories, -1 for a value that is none of them.

    Parameters
    ----------
    column : ndarray of float or object, shape (n_samples,)
    categories : ndarray, shape (n_categories,)

    Returns
    -------
    ndarray of int, shape (n_samples,)

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data.categories import find_codes
    >>> find_codes(np.array(["rent", "boat"], dtype=object), np.array(["owner", "rent"], dtype=object))
    array([ 1, -1])
    """
    # NaN does not equal itself, so it cannot be looked up: a stand-in takes its place.
    position = {(value if value == value else NAN): code for code, value in enumerate(categories.tolist())}
    return np.array([position.get(value if value == value else NAN, -1) for value in column.tolist()], dtype=int)


class CategoryEncoder(Estimator):
    """What the encoders share: learn the categories of each column, or check those that were given.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import OrdinalEncoder
    >>> from lib.data.categories import CategoryEncoder
    >>> isinstance(OrdinalEncoder(), CategoryEncoder)
    True
    """

    categories: Any
    handle_unknown: str
    categories_: list[np.ndarray]
    n_features_in_: int
    # Whether a missing cell is dealt with apart from the categories.
    _missing_apart: ClassVar[bool] = False
    _input_tags: ClassVar[dict[str, bool]] = {"allow_nan": True, "categorical": True}

    def _fit_categories(self, X: ArrayLike) -> None:
        X = check_array(X, dtype="any", allow_nan=True)
        check_n_features(self, X, reset=True)
        if isinstance(self.categories, str):
            if self.categories != "auto":
                raise ValueError(f"categories must be 'auto' or one list per column, got {self.categories!r}")
            self.categories_ = [find_categories(column) for column in X.T]
            return
        if len(self.categories) != X.shape[1]:
            raise ValueError(f"categories must be one list per column, {X.shape[1]}, got {len(self.categories)}")
        self.categories_ = []
        for i, given in enumerate(self.categories):
            known = np.array(list(given), dtype=X.dtype)
            if len(find_categories(known)) < len(known):
                raise ValueError(f"categories[{i}] must not hold a value twice, got {list(given)}")
            self.categories_.append(known)
        if self.handle_unknown == "error":
            self._codes(X)

    def _codes(self, X: np.ndarray) -> np.ndarray:
        """Return the code of each cell; complain about unknown ones if the encoder is told to."""
        codes = np.column_stack([find_codes(column, known) for column, known in zip(X.T, self.categories_)])
        unknown = (codes < 0) & ~is_missing(X) if self._missing_apart else codes < 0
        if self.handle_unknown == "error" and unknown.any():
            row, i = np.argwhere(unknown)[0]
            raise ValueError(
                f"X must hold only categories seen in fit, got the unknown category {X[row, i]!r} in column {i};"
                f" known: {', '.join(map(repr, self.categories_[i].tolist()))}"
            )
        return codes

    def _check_encoded(self, X: ArrayLike, n_columns: int, *, allow_nan: bool) -> np.ndarray:
        check_is_fitted(self)
        X = check_array(X, allow_nan=allow_nan, min_features=0)
        if X.shape[1] != n_columns:
            raise ValueError(f"X must have the {n_columns} columns that transform gives, got {X.shape[1]}")
        return X
