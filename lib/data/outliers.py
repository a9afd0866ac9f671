"""Find values far from the bulk of their column, and cut them back with limits learned from the training rows."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import Estimator, TransformerMixin, check_array, check_n_features, check_new_X, check_real
from lib.data.missing import column_mean, column_quantile
from lib.data.names import SameNamesMixin


def zscore_outliers(X: ArrayLike, threshold: float = 3.0) -> np.ndarray:
    r"""Mark values more than ``threshold`` standard deviations from their column's mean: :math:`|x - \mu| > t \sigma`.

    Parameters
    ----------
    X : array_like, shape (n_samples,) or (n_samples, n_features)
        NaN marks a missing cell, which is no outlier.
    threshold : float, default 3.0
        Positive.

    Returns
    -------
    ndarray of bool, shape of ``X``

    Raises
    ------
    TypeError, ValueError
        If ``X`` is not numeric, or ``threshold`` is not a positive number.

    Notes
    -----
    Cost O(n_samples n_features). The outliers inflate the deviation that is to reveal them: with n values no z-score
    can exceed :math:`\sqrt{n - 1}`, so among 10 or fewer values a threshold of 3 never marks any.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Shiffler (1988), *Maximum z scores and outliers*, The American Statistician 42(1).

    Examples
    --------
    >>> from lib.data import zscore_outliers
    >>> zscore_outliers([0.0] * 20 + [100.0]).nonzero()
    (array([20]),)
    >>> bool(zscore_outliers([0.0] * 9 + [1e9]).any())
    False
    """
    check_real("threshold", threshold, low=0.0, closed="neither")
    columns, shape = _as_columns(X)
    distance = np.abs(columns - column_mean(columns))
    largest = np.fmax.reduce(distance, axis=0)
    # Subtle: measured in units of the largest distance, because the square of a spread below 1e-162 is 0.
    unit = np.where(largest > 0, largest, 1.0)
    deviation = unit * np.sqrt(column_mean((distance / unit) ** 2))
    return (distance > threshold * deviation).reshape(shape)


def iqr_outliers(X: ArrayLike, factor: float = 1.5) -> np.ndarray:
    r"""Mark values outside Tukey's fences :math:`[q_{25} - k\,\mathrm{IQR},\; q_{75} + k\,\mathrm{IQR}]`.

    Parameters
    ----------
    X : array_like, shape (n_samples,) or (n_samples, n_features)
        NaN marks a missing cell, which is no outlier.
    factor : float, default 1.5
        :math:`k`, not negative, in units of the interquartile range :math:`q_{75} - q_{25}`.

    Returns
    -------
    ndarray of bool, shape of ``X``

    Raises
    ------
    TypeError, ValueError
        If ``X`` is not numeric, or ``factor`` is not a number of at least 0.

    Notes
    -----
    Cost O(n_samples log(n_samples) n_features). About 0.7 percent of normally distributed values lie outside; of skewed
    ones far more, without being wrong. Where more than three quarters of a column's values are equal, every other
    value is marked.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Tukey (1977), *Exploratory Data Analysis*, section 2D.

    Examples
    --------
    >>> from lib.data import iqr_outliers
    >>> iqr_outliers([1.0, 2.0, 3.0, 4.0, 100.0])
    array([False, False, False, False,  True])
    """
    columns, shape = _as_columns(X)
    low, high = _fences(columns, factor)
    return ((columns < low) | (columns > high)).reshape(shape)


class IQRClipper(SameNamesMixin, TransformerMixin, Estimator):
    """Move values outside the fences to the nearest fence (winsorize), with fences learned in ``fit``.

    Parameters
    ----------
    factor : float, default 1.5
        Distance of the fences from the quartiles, in interquartile ranges.

    Attributes
    ----------
    lower_, upper_ : ndarray, shape (n_features,)
        The fences, in the unit of each column.
    n_features_in_ : int

    Notes
    -----
    Cost O(n_samples log(n_samples) n_features). Unlike dropping rows it can be applied to new rows one by one, and to
    test rows without looking at their distribution. Missing cells stay missing. Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Tukey (1977), *Exploratory Data Analysis*, section 2D.

    Examples
    --------
    >>> from lib.data import IQRClipper
    >>> IQRClipper().fit([[1.0], [2.0], [3.0], [4.0]]).transform([[2.5], [100.0]])
    array([[2.5],
           [5.5]])
    """

    _input_tags: ClassVar[dict[str, bool]] = {"allow_nan": True}

    def __init__(self, factor: float = 1.5) -> None:
        self.factor = factor

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Learn the fences of each column.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If ``X`` is not a numeric matrix, or ``factor`` is not a number of at least 0.
        """
        X = check_array(X, allow_nan=True)
        check_n_features(self, X, reset=True)
        self.lower_, self.upper_ = _fences(X, self.factor)
        return self

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Cut the values back to the fences.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_features)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        TypeError, ValueError
            If ``X`` is not a numeric matrix with the columns of ``fit``.
        """
        X = check_new_X(self, X, allow_nan=True)
        # Subtle: comparisons with NaN are false, so missing cells stay, and so do columns without any fence.
        return np.where(self.lower_ > X, self.lower_, np.where(self.upper_ < X, self.upper_, X))


def _as_columns(X: ArrayLike) -> tuple[np.ndarray, tuple[int, ...]]:
    """Return a matrix, one column for 1-D input, and the shape to give back."""
    array = np.asarray(X)
    checked = check_array(array.reshape(-1, 1) if array.ndim == 1 else array, allow_nan=True)
    return checked, array.shape


def _fences(columns: np.ndarray, factor: float) -> tuple[np.ndarray, np.ndarray]:
    check_real("factor", factor, low=0.0)
    first, third = column_quantile(columns, 0.25), column_quantile(columns, 0.75)
    return first - factor * (third - first), third + factor * (third - first)
