"""Fill missing cells with one value per column, learned from the training rows."""

from __future__ import annotations

import numbers
import warnings
from collections.abc import Iterable
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import Estimator, TransformerMixin, check_array, check_choice, check_is_fitted, check_n_features
from lib.data.missing import column_mean, column_quantile, is_missing
from lib.data.names import input_names

STRATEGIES = ("mean", "median", "most_frequent", "constant")


class SimpleImputer(TransformerMixin, Estimator):
    """Replace the missing cells of a column by its mean, its median, its most frequent value or a constant.

    Parameters
    ----------
    missing_values : float, str or None, default nan
        What marks a missing cell. NaN stands for both NaN and ``None``.
    strategy : {"mean", "median", "most_frequent", "constant"}, default "mean"
        The first two need numbers. Of equally frequent values the smallest is taken.
    fill_value : float or str, optional
        For ``"constant"``; default 0 for numbers, ``"missing_value"`` for text.
    add_indicator : bool, default False
        Append, for each column with missing cells in ``fit``, a column that is 1 where the cell was missing: that a
        value is missing can tell more than the value would.
    keep_empty_features : bool, default False
        Fill a column without any value with 0 or ``fill_value`` instead of leaving it out with a warning.

    Attributes
    ----------
    statistics_ : ndarray, shape (n_features,)
        The fill value of each column; NaN where there is no value and the column is left out.
    indicator_features_ : ndarray of int, shape (n_indicators,)
        Columns with missing cells in ``fit``; empty without ``add_indicator``.
    n_features_in_ : int

    Notes
    -----
    Cost O(n_samples n_features), for the median with a sort. Filling every gap with one value makes the column's
    variance smaller and pulls its correlations towards 0; if cells are missing for a reason, it also shifts the mean.
    Left out: sparse input, a callable strategy. Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Little & Rubin (2002), *Statistical Analysis with Missing Data*, section 4.2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import SimpleImputer
    >>> imputer = SimpleImputer(strategy="median", add_indicator=True)
    >>> imputer.fit([[1.0], [2.0], [9.0], [np.nan]]).transform([[np.nan], [5.0]])
    array([[2., 1.],
           [5., 0.]])
    """

    _input_tags: ClassVar[dict[str, bool]] = {"allow_nan": True}

    def __init__(
        self,
        *,
        missing_values: Any = np.nan,
        strategy: str = "mean",
        fill_value: Any = None,
        add_indicator: bool = False,
        keep_empty_features: bool = False,
    ) -> None:
        self.missing_values = missing_values
        self.strategy = strategy
        self.fill_value = fill_value
        self.add_indicator = add_indicator
        self.keep_empty_features = keep_empty_features

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Learn the fill value of each column.

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
            If ``strategy`` is unknown, ``fill_value`` is text for a column of numbers, or ``X`` is not a matrix.
        TypeError
            If a cell is neither number nor text.
        """
        check_choice("strategy", self.strategy, STRATEGIES)
        X = self._check(X)
        check_n_features(self, X, reset=True)
        missing = self._find_missing(X)
        empty = np.asarray(missing.all(axis=0))
        self.statistics_ = self._statistics(X, missing)
        # The constant is known without any value, but a column without any is left out like with every other strategy.
        self.statistics_[empty] = self._default(X) if self.keep_empty_features else np.nan
        self._left_out = empty & (not self.keep_empty_features)
        self.indicator_features_ = np.flatnonzero(missing.any(axis=0) & bool(self.add_indicator))
        return self

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Fill the missing cells with the values learned in ``fit``.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_kept + n_indicators)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        TypeError, ValueError
            As ``fit``; ValueError also if the number of columns differs.
        """
        check_is_fitted(self)
        X = self._check(X)
        check_n_features(self, X, reset=False)
        missing = self._find_missing(X)
        filled = np.where(missing, self.statistics_, X)
        if self._left_out.any():
            names = np.flatnonzero(self._left_out).tolist()
            warnings.warn(f"columns {names} held no value in fit and are left out", UserWarning, stacklevel=2)
            filled = filled[:, ~self._left_out]
        return np.hstack([filled, missing[:, self.indicator_features_].astype(filled.dtype)])

    def get_feature_names_out(self, input_features: Iterable[str] | None = None) -> np.ndarray:
        """Return the names of the columns that ``transform`` gives.

        Parameters
        ----------
        input_features : iterable of str, shape (n_features,), optional
            Default: ``x0``, ``x1``, ...

        Returns
        -------
        ndarray of str, shape (n_kept + n_indicators,)
        """
        names = input_names(self, input_features)
        kept = [name for name, left_out in zip(names, self._left_out) if not left_out]
        return np.array(kept + [f"missingindicator_{names[i]}" for i in self.indicator_features_], dtype=object)

    def _check(self, X: ArrayLike) -> np.ndarray:
        """Return floats; objects only where text is allowed and there is some."""
        allow_nan = self._nan_is_missing()
        if self.strategy in ("mean", "median"):
            return check_array(X, allow_nan=allow_nan)
        X = check_array(X, dtype="any", allow_nan=allow_nan)
        if X.dtype == object and not any(isinstance(value, str) for value in X.ravel()):
            return check_array(X, allow_nan=allow_nan)
        for value in X.ravel() if X.dtype == object else ():
            if value is not None and not isinstance(value, str | numbers.Real):
                raise TypeError(f"X's argument must be a string or a number in every cell, got {type(value).__name__}")
        return X

    def _find_missing(self, X: np.ndarray) -> np.ndarray:
        if self._nan_is_missing():
            return is_missing(X)
        marker = self.missing_values
        # Compared as objects: None, text and numbers may meet.
        return np.array([value is marker or value == marker for value in X.ravel().tolist()]).reshape(X.shape)

    def _nan_is_missing(self) -> bool:
        return isinstance(self.missing_values, numbers.Real) and bool(np.isnan(float(self.missing_values)))

    def _default(self, X: np.ndarray) -> Any:
        """Return the constant: the one given, or the one for this kind of data."""
        given = self.fill_value if self.strategy == "constant" else None
        if X.dtype == object:
            return "missing_value" if given is None else given
        value = 0.0 if given is None else given
        if not isinstance(value, numbers.Real):
            raise ValueError(f"fill_value must be a number for columns of numbers, got {value!r}")
        return float(value)

    def _statistics(self, X: np.ndarray, missing: np.ndarray) -> np.ndarray:
        if self.strategy == "constant":
            return np.full(X.shape[1], self._default(X), dtype=X.dtype)
        if self.strategy == "most_frequent":
            return np.array([_most_frequent(column[~gap]) for column, gap in zip(X.T, missing.T)], dtype=X.dtype)
        present = np.where(missing, np.nan, X)
        return column_mean(present) if self.strategy == "mean" else column_quantile(present, 0.5)


def _most_frequent(values: np.ndarray) -> Any:
    """Return the most frequent value, the smallest of equally frequent ones; NaN if there is none."""
    if len(values) == 0:
        return np.nan
    if values.dtype == object and len({isinstance(value, str) for value in values}) > 1:
        raise TypeError("a column of X must hold text or numbers, got both")
    distinct, counts = np.unique(values, return_counts=True)
    return distinct[counts.argmax()]
