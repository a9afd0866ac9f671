"""Number categories that have an order."""

from __future__ import annotations

import numbers
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import TransformerMixin, check_choice, check_is_fitted, check_new_X
from lib.data.categories import CategoryEncoder
from lib.data.missing import is_missing
from lib.data.names import SameNamesMixin


class OrdinalEncoder(SameNamesMixin, TransformerMixin, CategoryEncoder):
    """Number the categories of each column 0, 1, 2, ...: for categories that have an order.

    Parameters
    ----------
    categories : "auto" or list of array_like, each of shape (n_categories,), default "auto"
        The categories of each column in their order; ``"auto"`` sorts those seen in ``fit``, which for text is the
        alphabet and seldom what is meant.
    handle_unknown : {"error", "use_encoded_value"}, default "error"
        At a category not seen in ``fit``: complain, or write ``unknown_value``.
    unknown_value : float, optional
        Required with ``"use_encoded_value"``; not one of the numbers in use.
    encoded_missing_value : float, default nan
        What a missing cell becomes.

    Attributes
    ----------
    categories_ : list of ndarray, each of shape (n_categories,)
    n_features_in_ : int

    Notes
    -----
    Cost O(n_samples n_features). A linear model reads equal steps between the numbers; for categories without an order
    use ``OneHotEncoder``. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import OrdinalEncoder
    >>> encoder = OrdinalEncoder(categories=[["Fair", "Good", "Ideal"]])
    >>> encoder.fit_transform([["Ideal"], ["Fair"], ["Good"]]).ravel()
    array([2., 0., 1.])
    """

    _missing_apart: ClassVar[bool] = True

    def __init__(
        self,
        *,
        categories: Any = "auto",
        handle_unknown: str = "error",
        unknown_value: float | None = None,
        encoded_missing_value: float = np.nan,
    ) -> None:
        self.categories = categories
        self.handle_unknown = handle_unknown
        self.unknown_value = unknown_value
        self.encoded_missing_value = encoded_missing_value

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
            If a parameter is not one of its choices, ``unknown_value`` is the number of a category, or given categories
            do not match ``X``.
        TypeError
            If a column mixes text and numbers, or ``unknown_value`` is no number though it is needed, or given though
            it is not.
        """
        check_choice("handle_unknown", self.handle_unknown, ("error", "use_encoded_value"))
        self._fit_categories(X)
        self._check_unknown_value()
        return self

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Return the number of each cell's category.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_features)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If a category is unknown and ``handle_unknown`` is ``"error"``, or the number of columns differs.
        """
        X = check_new_X(self, X, dtype="any", allow_nan=True)
        codes = self._codes(X)
        encoded = codes.astype(np.float64)
        if self.unknown_value is not None:
            encoded[codes < 0] = self.unknown_value
        encoded[is_missing(X)] = self.encoded_missing_value
        return encoded

    def inverse_transform(self, X: ArrayLike) -> np.ndarray:
        """Return the categories that the numbers stand for.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_features)
            ``None`` for ``unknown_value``; a missing cell for ``encoded_missing_value``.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If the number of columns is wrong, or a number stands for no category.
        """
        check_is_fitted(self)
        X = self._check_encoded(X, self.n_features_in_, allow_nan=True)
        return np.column_stack([self._decode(i, column) for i, column in enumerate(X.T)])

    def _decode(self, i: int, column: np.ndarray) -> np.ndarray:
        known = self.categories_[i]
        unknown = _equals(column, self.unknown_value)
        missing = _equals(column, self.encoded_missing_value) & ~unknown
        with np.errstate(invalid="ignore"):  # NaN that stands for nothing is found by the comparison below
            codes = np.where(unknown | missing, 0, column).astype(int)
        wrong = ~(unknown | missing) & ((codes != column) | (codes < 0) | (codes >= len(known)))
        if wrong.any():
            raise ValueError(
                f"X must hold whole numbers from 0 to {len(known) - 1} in column {i}, got {column[wrong.argmax()]}"
            )
        decoded = known[codes]
        if missing.any():
            decoded[missing] = None if known.dtype == object else np.nan
        if unknown.any():
            decoded = decoded.astype(object)
            decoded[unknown] = None
        return decoded

    def _check_unknown_value(self) -> None:
        value = self.unknown_value
        if self.handle_unknown == "error":
            if value is not None:
                raise TypeError(f"unknown_value must be None when handle_unknown='error', got {value!r}")
            return
        if not isinstance(value, numbers.Real) or isinstance(value, bool):
            raise TypeError(f"unknown_value must be a number when handle_unknown='use_encoded_value', got {value!r}")
        most = max(len(known) for known in self.categories_)
        if 0 <= float(value) < most:
            raise ValueError(f"unknown_value must differ from the numbers in use, 0 to {most - 1}, got {value!r}")


def _equals(column: np.ndarray, value: float | None) -> np.ndarray:
    """Compare with a number that may be NaN, or with nothing."""
    if value is None:
        return np.zeros(len(column), dtype=bool)
    return np.isnan(column) if np.isnan(value) else column == value
