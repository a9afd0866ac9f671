"""Turn categories into indicator columns, one per category."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import TransformerMixin, check_choice, check_is_fitted, check_new_X
from lib.data.categories import CategoryEncoder, find_codes
from lib.data.names import input_names


class OneHotEncoder(TransformerMixin, CategoryEncoder):
    """Give each category of each column a column of its own that is 1 where it occurs and 0 elsewhere.

    Parameters
    ----------
    categories : "auto" or list of array_like, each of shape (n_categories,), default "auto"
        The categories of each column, in the order of their indicators; ``"auto"`` sorts those seen in ``fit``.
    drop : None, "first", "if_binary" or array_like, shape (n_features,), default None
        Leave out the first category of each column, the first of columns with two, or the named one. All indicators of
        a column add up to 1; next to an intercept one of them is redundant, and least squares has no unique solution.
    handle_unknown : {"error", "ignore"}, default "error"
        At a category not seen in ``fit``: complain, or set all indicators of the column to 0.

    Attributes
    ----------
    categories_ : list of ndarray, each of shape (n_categories,)
    drop_idx_ : ndarray of object, shape (n_features,), or None
        Position of the category left out, ``None`` for a column that keeps all.
    n_features_in_ : int

    Notes
    -----
    Cost O(n_samples n_features_out). A missing cell is a category of its own. The result is dense. Left out: sparse
    output, grouping of infrequent categories. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import OneHotEncoder
    >>> encoder = OneHotEncoder(handle_unknown="ignore").fit([["rent"], ["owner"]])
    >>> encoder.transform([["owner"], ["rent"], ["boat"]])
    array([[1., 0.],
           [0., 1.],
           [0., 0.]])
    >>> encoder.get_feature_names_out(["Home"])
    array(['Home_owner', 'Home_rent'], dtype=object)
    """

    def __init__(self, *, categories: Any = "auto", drop: Any = None, handle_unknown: str = "error") -> None:
        self.categories = categories
        self.drop = drop
        self.handle_unknown = handle_unknown

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Learn the categories of each column.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If a parameter is not one of its choices, or given categories do not match ``X``.
        TypeError
            If a column mixes text and numbers.
        """
        check_choice("handle_unknown", self.handle_unknown, ("error", "ignore"))
        self._fit_categories(X)
        self.drop_idx_ = self._find_drop()
        return self

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Return the indicators.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_features_out)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If a category is unknown and ``handle_unknown`` is ``"error"``, or the number of columns differs.
        """
        codes = self._codes(check_new_X(self, X, dtype="any", allow_nan=True))
        unknown = (codes < 0).any(axis=0)
        if self.drop is not None and unknown.any():
            warnings.warn(
                f"unknown categories in columns {np.flatnonzero(unknown).tolist()} get the same zeros as the category"
                " left out",
                UserWarning,
                stacklevel=2,
            )
        # The code of an unknown category, -1, equals none of the kept ones: its indicators are all 0.
        return np.hstack([code[:, None] == kept for code, kept in zip(codes.T, self._kept())]).astype(np.float64)

    def inverse_transform(self, X: ArrayLike) -> np.ndarray:
        """Return the categories that the indicators stand for.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features_out)

        Returns
        -------
        ndarray, shape (n_samples, n_features)
            Where all indicators of a column are 0: the category left out, or ``None`` if there is none.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If the number of columns is wrong, or a row of zeros stands for nothing as no category is left out and
            ``handle_unknown`` is ``"error"``.
        """
        check_is_fitted(self)
        widths = [len(kept) for kept in self._kept()]
        X = self._check_encoded(X, sum(widths), allow_nan=False)
        dropped = self.drop_idx_ if self.drop_idx_ is not None else [None] * len(widths)
        columns = []
        blocks = np.split(X, np.cumsum(widths)[:-1], axis=1)
        for block, known, kept, left_out in zip(blocks, self.categories_, self._kept(), dropped):
            unmarked = ~block.any(axis=1)
            # A column with a single category that is left out has no indicator to look at.
            column = known[kept[block.argmax(axis=1)]] if len(kept) else np.full(len(X), known[0], dtype=known.dtype)
            if left_out is not None:
                column[unmarked] = known[left_out]
            elif unmarked.any() and self.handle_unknown == "error":
                raise ValueError(f"X must mark a category in every row, got only zeros in row {unmarked.argmax()}")
            elif unmarked.any():
                column = column.astype(object)
                column[unmarked] = None
            columns.append(column)
        return np.column_stack(columns)

    def get_feature_names_out(self, input_features: Iterable[str] | None = None) -> np.ndarray:
        """Return the names of the indicators, ``column_category``.

        Parameters
        ----------
        input_features : iterable of str, shape (n_features,), optional
            Default: ``x0``, ``x1``, ...

        Returns
        -------
        ndarray of str, shape (n_features_out,)
        """
        names = input_names(self, input_features)
        groups = zip(names, self.categories_, self._kept())
        return np.array([f"{name}_{known[i]}" for name, known, kept in groups for i in kept], dtype=object)

    def _find_drop(self) -> np.ndarray | None:
        """Return the position of the category to leave out of each column, None for those that keep all."""
        if self.drop is None:
            return None
        if isinstance(self.drop, str):
            check_choice("drop", self.drop, ("first", "if_binary"))
            every = self.drop == "first"
            return np.array([0 if every or len(known) == 2 else None for known in self.categories_], dtype=object)
        if len(self.drop) != len(self.categories_):
            raise ValueError(f"drop must name one category per column, {len(self.categories_)}, got {len(self.drop)}")
        codes = [find_codes(np.array([v], dtype=object), known)[0] for v, known in zip(self.drop, self.categories_)]
        for i, code in enumerate(codes):
            if code < 0:
                known = ", ".join(map(repr, self.categories_[i].tolist()))
                raise ValueError(f"drop[{i}] must be a category of column {i} ({known}), got {self.drop[i]!r}")
        return np.array(codes, dtype=object)

    def _kept(self) -> list[np.ndarray]:
        """Return the positions of the categories that have an indicator."""
        every = [np.arange(len(known)) for known in self.categories_]
        if self.drop_idx_ is None:
            return every
        return [kept if i is None else np.delete(kept, i) for kept, i in zip(every, self.drop_idx_)]
