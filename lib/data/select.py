"""Keep the features that are worth keeping, judged on the training rows."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import (
    Estimator,
    TransformerMixin,
    check_array,
    check_choice,
    check_integer,
    check_is_fitted,
    check_n_features,
    check_new_X,
    check_real,
    check_X_y,
)
from lib.data.feature_scores import f_classif
from lib.data.missing import column_mean, column_quantile
from lib.data.names import input_names


class _Selector(TransformerMixin, Estimator):
    """What the selectors share: a mask of the features to keep, learned in ``fit``."""

    mask_: np.ndarray
    n_features_in_: int

    def get_support(self, indices: bool = False) -> np.ndarray:
        """Return which features are kept.

        Parameters
        ----------
        indices : bool, default False
            Return their positions instead of a mask.

        Returns
        -------
        ndarray of bool, shape (n_features,), or ndarray of int, shape (n_kept,)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        """
        check_is_fitted(self)
        return np.flatnonzero(self.mask_) if indices else self.mask_.copy()

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Keep the columns chosen in ``fit``.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_kept)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        TypeError, ValueError
            If ``X`` is not a numeric matrix with the columns of ``fit``.
        """
        X = check_new_X(self, X, allow_nan=self._input_tags.get("allow_nan", False))
        return X[:, self.mask_]

    def inverse_transform(self, X: ArrayLike) -> np.ndarray:
        """Put the kept columns back in their places, with zeros in the others.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_kept)

        Returns
        -------
        ndarray, shape (n_samples, n_features)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If the number of columns is not that of the kept ones.
        """
        check_is_fitted(self)
        X = check_array(X, allow_nan=self._input_tags.get("allow_nan", False), min_features=0)
        if X.shape[1] != self.mask_.sum():
            raise ValueError(f"X must have the {self.mask_.sum()} selected columns, got {X.shape[1]}")
        full = np.zeros((len(X), self.n_features_in_))
        full[:, self.mask_] = X
        return full

    def get_feature_names_out(self, input_features: Iterable[str] | None = None) -> np.ndarray:
        """Return the names of the kept columns.

        Parameters
        ----------
        input_features : iterable of str, shape (n_features,), optional
            Default: ``x0``, ``x1``, ...

        Returns
        -------
        ndarray of str, shape (n_kept,)
        """
        return np.array(input_names(self, input_features), dtype=object)[self.mask_]


class SelectKBest(_Selector):
    """Keep the ``k`` features with the highest scores: a filter that looks at one feature at a time.

    Parameters
    ----------
    score_func : callable, default f_classif
        Called with ``X`` and ``y``; returns one score per feature, or a tuple that begins with them.
    k : int or "all", default 10

    Attributes
    ----------
    scores_ : ndarray, shape (n_features,)
    mask_ : ndarray of bool, shape (n_features,)
    n_features_in_ : int

    Notes
    -----
    Of features with equal scores the last are kept. The choice is learned from the target, so it belongs inside each
    training fold (``Pipeline``): made on all rows it lets pure noise look predictive. Cost: that of ``score_func`` and
    a sort. Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Hastie, Tibshirani & Friedman (2009), *The Elements of Statistical Learning*, section 7.10.2.

    Examples
    --------
    >>> from lib.data import SelectKBest
    >>> X, y = [[1.0, 5.0], [2.0, 7.0], [3.0, 5.0], [4.0, 7.0]], [0, 0, 1, 1]
    >>> SelectKBest(k=1).fit(X, y).get_support()
    array([ True, False])
    """

    def __init__(self, score_func: Callable[..., Any] = f_classif, *, k: int | str = 10) -> None:
        self.score_func = score_func
        self.k = k

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:
        """Score the features and choose.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If ``k`` is neither an integer nor ``"all"``.
        ValueError
            If ``k`` is negative, or ``score_func`` gives another number of scores than there are features.
        """
        if isinstance(self.k, str):
            check_choice("k", self.k, ("all",))
        else:
            check_integer("k", self.k, low=0)
        features, target = check_X_y(X, y)
        check_n_features(self, features, reset=True)
        scores = self.score_func(features, target)
        self.scores_ = np.asarray(scores[0] if isinstance(scores, tuple) else scores, dtype=np.float64)
        n_features = self.n_features_in_
        if self.scores_.shape != (n_features,):
            raise ValueError(f"score_func must return {n_features} scores, got shape {self.scores_.shape}")
        n_kept = n_features if isinstance(self.k, str) else int(self.k)
        if n_kept > n_features:
            warnings.warn(f"k={n_kept} is more than the {n_features} features; all are kept", UserWarning, stacklevel=2)
        # A score that is no number says nothing for its feature: it ranks last.
        ranked = np.argsort(np.where(np.isnan(self.scores_), -np.inf, self.scores_), kind="stable")
        self.mask_ = np.zeros(n_features, dtype=bool)
        self.mask_[ranked[max(0, n_features - n_kept) :]] = True
        return self

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags


class VarianceThreshold(_Selector):
    """Leave out features whose variance is at most a threshold; by default those that never change.

    Parameters
    ----------
    threshold : float, default 0.0
        In the square of each feature's unit: scale features to one unit before comparing them.

    Attributes
    ----------
    variances_ : ndarray, shape (n_features,)
        Population variance; at ``threshold=0`` the range if that is smaller, since rounding can give a constant column
        a tiny variance but never a range.
    mask_ : ndarray of bool, shape (n_features,)
    n_features_in_ : int

    Notes
    -----
    Cost O(n_samples n_features). Missing cells are left out of the variance. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import VarianceThreshold
    >>> VarianceThreshold().fit_transform([[1.0, 7.0], [2.0, 7.0]])
    array([[1.],
           [2.]])
    """

    _input_tags: ClassVar[dict[str, bool]] = {"allow_nan": True}

    def __init__(self, threshold: float = 0.0) -> None:
        self.threshold = threshold

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Compute the variances and choose.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If no feature varies more than ``threshold``, which must not be negative.
        """
        check_real("threshold", self.threshold, low=0.0)
        X = check_array(X, allow_nan=True)
        check_n_features(self, X, reset=True)
        self.variances_ = column_mean((X - column_mean(X)) ** 2)
        if self.threshold == 0:
            self.variances_ = np.minimum(self.variances_, column_quantile(X, 1.0) - column_quantile(X, 0.0))
        # Subtle: written so that the NaN of a column without any value is left out.
        self.mask_ = self.variances_ > self.threshold
        if not self.mask_.any():
            hint = " (X contains only one sample)" if len(X) == 1 else ""
            raise ValueError(f"No feature in X meets the variance threshold {self.threshold:.5f}{hint}")
        return self
