"""Bring columns to comparable scales with statistics of the training rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import Estimator, TransformerMixin, check_array, check_n_features, check_new_X, check_sample_weight
from lib.data.missing import column_mean, column_quantile
from lib.data.names import SameNamesMixin


class _Scaler(SameNamesMixin, TransformerMixin, Estimator, ABC):
    """Map each column by ``(x - shift) / divisor + offset``; missing cells stay out of the statistics and missing."""

    _input_tags: ClassVar[dict[str, bool]] = {"allow_nan": True}

    @abstractmethod
    def _map(self) -> tuple[Any, Any, Any]:
        """Return shift, divisor and offset as learned in ``fit``."""

    def _limits(self) -> tuple[float, float] | None:  # where transform cuts, if it does
        return None

    def _check_fit(self, X: ArrayLike) -> np.ndarray:
        X = check_array(X, allow_nan=True)
        check_n_features(self, X, reset=True)
        return X

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Scale with the statistics of the rows given to ``fit``.

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
        shift, divisor, offset = self._map()
        Z = (X - shift) / divisor + offset
        limits = self._limits()
        return Z if limits is None else np.clip(Z, *limits)

    def inverse_transform(self, X: ArrayLike) -> np.ndarray:
        """Undo ``transform``; the errors are the same.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_features)
        """
        X = check_new_X(self, X, allow_nan=True)
        shift, divisor, offset = self._map()
        return (X - offset) * divisor + shift


def _without_zeros(scale: np.ndarray) -> np.ndarray:
    return np.where(scale < 10 * np.finfo(np.float64).eps, 1.0, scale)


class StandardScaler(_Scaler):
    r"""Shift each column to mean 0 and scale it to variance 1: :math:`z = (x - \mu) / \sigma`.

    Parameters
    ----------
    with_mean, with_std : bool, default True
        Whether to subtract the mean and to divide by the standard deviation.

    Attributes
    ----------
    mean_, var_ : ndarray, shape (n_features,), or None where not asked for
        Mean and population variance (divided by n) of the rows given to ``fit``.
    scale_ : ndarray, shape (n_features,), or None
        :math:`\sqrt{\mathrm{var}}`; 1 for a constant column, which so becomes 0 and not NaN.
    n_samples_seen_ : int or ndarray of int, shape (n_features,)
        Rows (with weights, their sum); one number per column where cells are missing.
    n_features_in_ : int

    Notes
    -----
    Cost O(n_samples n_features). The variance is taken around the mean in a second pass, which keeps the digits that
    mean of squares minus square of mean loses. A column counts as constant if its variance is below what rounding alone
    can produce (Chan, Golub & LeVeque). Left out: sparse input, ``partial_fit``. Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Chan, Golub & LeVeque (1983), *Algorithms for computing the sample variance*, The American Statistician 37(3).

    Examples
    --------
    >>> from lib.data import StandardScaler
    >>> scaler = StandardScaler().fit([[1.0, 5.0], [3.0, 5.0]])
    >>> scaler.mean_, scaler.scale_
    (array([2., 5.]), array([1., 1.]))
    >>> scaler.transform([[4.0, 5.0]])
    array([[2., 0.]])
    """

    def __init__(self, *, with_mean: bool = True, with_std: bool = True) -> None:
        self.with_mean = with_mean
        self.with_std = with_std

    def fit(self, X: ArrayLike, y: Any = None, sample_weight: ArrayLike | None = None) -> Self:
        """Learn mean and standard deviation of each column.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
            NaN marks a missing cell.
        y : ignored
        sample_weight : array_like, shape (n_samples,), optional

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If ``X`` is not a numeric matrix or a weight is unusable.
        """
        X = self._check_fit(X)
        weight = None if sample_weight is None else check_sample_weight(np.asarray(sample_weight), len(X))
        present = ~np.isnan(X)
        counts = (present if weight is None else present * weight[:, None]).sum(axis=0)
        self.n_samples_seen_ = counts if (counts != counts[0]).any() else counts[0]
        mean = column_mean(X, weight)
        mean += column_mean(X - mean, weight)  # gives back the digits that the long sum lost
        variance = column_mean((X - mean) ** 2, weight)
        eps = np.finfo(np.float64).eps
        constant = variance <= counts * eps * variance + (counts * mean * eps) ** 2
        self.mean_ = mean if self.with_mean or self.with_std else None
        self.var_ = variance if self.with_std else None
        self.scale_ = np.where(constant, 1.0, np.sqrt(variance)) if self.with_std else None
        return self

    def _map(self) -> tuple[Any, Any, Any]:
        shift = self.mean_ if self.with_mean and self.mean_ is not None else 0.0
        return shift, 1.0 if self.scale_ is None else self.scale_, 0.0


class MinMaxScaler(_Scaler):
    r"""Map each column linearly onto a range: :math:`z = a + (b - a)(x - x_{\min}) / (x_{\max} - x_{\min})`.

    Parameters
    ----------
    feature_range : tuple of two float, default (0, 1)
        The ends :math:`a < b`.
    clip : bool, default False
        Cut values that lie outside the range because ``fit`` never saw them.

    Attributes
    ----------
    data_min_, data_max_, data_range_ : ndarray, shape (n_features,)
    scale_, min_ : ndarray, shape (n_features,)
        ``transform`` is ``X * scale_ + min_``.
    n_features_in_ : int

    Notes
    -----
    Cost O(n_samples n_features). One outlier sets the range and presses all other rows together. A
    constant column becomes :math:`a`. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import MinMaxScaler
    >>> MinMaxScaler().fit([[0.0], [10.0]]).transform([[5.0], [20.0]])
    array([[0.5],
           [2. ]])
    """

    def __init__(self, feature_range: tuple[float, float] = (0, 1), *, clip: bool = False) -> None:
        self.feature_range = feature_range
        self.clip = clip

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Learn the least and the largest value of each column.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
            NaN marks a missing cell.
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If ``feature_range`` is not two rising numbers, or ``X`` is not a numeric matrix.
        """
        if len(self.feature_range) != 2 or not self.feature_range[0] < self.feature_range[1]:
            raise ValueError(f"feature_range must be two rising numbers (minimum, maximum), got {self.feature_range}")
        low, high = self.feature_range
        X = self._check_fit(X)
        self.data_min_, self.data_max_ = column_quantile(X, 0.0), column_quantile(X, 1.0)
        self.data_range_ = self.data_max_ - self.data_min_
        self.scale_ = (high - low) / _without_zeros(self.data_range_)
        self.min_ = low - self.data_min_ * self.scale_
        return self

    def _map(self) -> tuple[Any, Any, Any]:
        return self.data_min_, 1.0 / self.scale_, self.feature_range[0]

    def _limits(self) -> tuple[float, float] | None:
        return self.feature_range if self.clip else None


class RobustScaler(_Scaler):
    r"""Subtract the median and divide by a quantile range: :math:`z = (x - q_{50}) / (q_{75} - q_{25})`.

    Parameters
    ----------
    with_centering, with_scaling : bool, default True
    quantile_range : tuple of two float, default (25.0, 75.0)
        In percent.

    Attributes
    ----------
    center_, scale_ : ndarray, shape (n_features,), or None where not asked for
    n_features_in_ : int

    Notes
    -----
    Cost O(n_samples log(n_samples) n_features). Outliers in less than a quarter of the rows move the scale only a
    little. Left out: ``unit_variance``. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import RobustScaler
    >>> RobustScaler().fit_transform([[1.0], [2.0], [3.0], [4.0], [1000.0]]).ravel()
    array([ -1. ,  -0.5,   0. ,   0.5, 498.5])
    """

    def __init__(
        self,
        *,
        with_centering: bool = True,
        with_scaling: bool = True,
        quantile_range: tuple[float, float] = (25.0, 75.0),
    ) -> None:
        self.with_centering = with_centering
        self.with_scaling = with_scaling
        self.quantile_range = quantile_range

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Learn median and quantile range of each column.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
            NaN marks a missing cell.
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If ``quantile_range`` is not two rising percentages, or ``X`` is not a numeric matrix.
        """
        if len(self.quantile_range) != 2 or not 0 <= self.quantile_range[0] <= self.quantile_range[1] <= 100:
            raise ValueError(f"quantile_range must be two rising percentages in [0, 100], got {self.quantile_range}")
        X = self._check_fit(X)
        low, high = (column_quantile(X, percent / 100) for percent in self.quantile_range)
        self.center_ = column_quantile(X, 0.5) if self.with_centering else None
        self.scale_ = _without_zeros(high - low) if self.with_scaling else None
        return self

    def _map(self) -> tuple[Any, Any, Any]:
        return 0.0 if self.center_ is None else self.center_, 1.0 if self.scale_ is None else self.scale_, 0.0
