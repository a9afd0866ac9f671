"""Check the features and the target of ``fit`` together, and the order of calls afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.basics.check_arrays import check_array
from lib.basics.check_targets import check_target
from lib.basics.errors import not_fitted


def check_X_y(
    X: Any,
    y: Any,
    *,
    y_numeric: bool = False,
    multi_output: bool = False,
    dtype: str = "numeric",
    allow_nan: bool = False,
    min_samples: int = 1,
    min_features: int = 1,
) -> tuple[np.ndarray, np.ndarray]:
    """Check a feature matrix and its target together.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,) or (n_samples, n_outputs)
    y_numeric, multi_output : bool, default False
        As ``numeric`` and ``multi_output`` of ``check_target``.
    dtype, allow_nan, min_samples, min_features
        As in ``check_array``.

    Returns
    -------
    X : ndarray, shape (n_samples, n_features)
    y : ndarray, shape (n_samples,) or (n_samples, n_outputs)

    Raises
    ------
    TypeError, ValueError
        As ``check_array`` and ``check_target``; ValueError also if the numbers of samples differ.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import check_X_y
    >>> X, y = check_X_y([[1], [2]], ["a", "b"])
    >>> X.shape, y.shape
    ((2, 1), (2,))
    """
    features = check_array(X, dtype=dtype, allow_nan=allow_nan, min_samples=min_samples, min_features=min_features)
    target = check_target(y, numeric=y_numeric, multi_output=multi_output)
    if len(features) != len(target):
        raise ValueError(f"X and y must have the same number of samples, got {len(features)} and {len(target)}")
    return features, target


def check_n_features(estimator: Any, X: np.ndarray, *, reset: bool) -> None:
    """Remember the number of features in ``fit``; compare with it afterwards.

    Parameters
    ----------
    estimator : Estimator
        Gets ``n_features_in_`` when ``reset`` is true.
    X : ndarray, shape (n_samples, n_features)
    reset : bool
        True in ``fit``, False in ``predict`` and ``transform``.

    Raises
    ------
    ValueError
        If the number of columns is not that of ``fit``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.basics import Estimator, check_n_features
    >>> model = Estimator()
    >>> check_n_features(model, np.zeros((3, 2)), reset=True)
    >>> model.n_features_in_
    2
    """
    if reset:
        estimator.n_features_in_ = X.shape[1]
    elif X.shape[1] != estimator.n_features_in_:
        raise ValueError(
            f"X has {X.shape[1]} features, but {type(estimator).__name__} is expecting {estimator.n_features_in_}"
            " features as input"
        )


def check_new_X(estimator: Any, X: Any, *, dtype: str = "numeric", allow_nan: bool = False) -> np.ndarray:
    """Check the features that a fitted estimator is given: the first line of ``predict`` and ``transform``.

    Parameters
    ----------
    estimator : Estimator
        With ``n_features_in_`` from ``fit``.
    X : array_like, shape (n_samples, n_features)
    dtype, allow_nan
        As in ``check_array``.

    Returns
    -------
    ndarray, shape (n_samples, n_features)

    Raises
    ------
    NotFittedError
        If ``fit`` was not called.
    TypeError, ValueError
        As ``check_array``; ValueError also if the number of columns is not that of ``fit``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.basics import Estimator, check_n_features, check_new_X
    >>> model = Estimator()
    >>> check_n_features(model, np.zeros((3, 2)), reset=True)
    >>> check_new_X(model, [[1, 2]])
    array([[1., 2.]])
    """
    check_is_fitted(estimator)
    features = check_array(X, dtype=dtype, allow_nan=allow_nan)
    check_n_features(estimator, features, reset=False)
    return features


def check_is_fitted(estimator: Any) -> None:
    """Raise ``NotFittedError`` unless the estimator holds a learned attribute, one that ends in an underscore.

    Parameters
    ----------
    estimator : Estimator

    Raises
    ------
    NotFittedError
        If ``fit`` was not called.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import Estimator, check_is_fitted
    >>> check_is_fitted(Estimator())
    Traceback (most recent call last):
        ...
    lib.basics.errors.NotFittedError: this Estimator is not fitted yet; call fit before using it
    """
    if not any(name.endswith("_") and not name.startswith("_") for name in vars(estimator)):
        raise not_fitted(type(estimator).__name__)
