"""Names of the columns that go in and out of a transformer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.basics import check_is_fitted


def input_names(estimator: Any, input_features: Iterable[str] | None = None) -> list[str]:
    """Return one name per feature seen in ``fit``: those given, or ``x0``, ``x1``, ...

    Parameters
    ----------
    estimator : Estimator
        Fitted, with ``n_features_in_``.
    input_features : iterable of str, shape (n_features,), optional

    Returns
    -------
    list of str, shape (n_features,)

    Raises
    ------
    NotFittedError
        If ``fit`` was not called.
    ValueError
        If the number of names is not that of the features.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import StandardScaler
    >>> from lib.data.names import input_names
    >>> input_names(StandardScaler().fit([[1, 2], [3, 4]]))
    ['x0', 'x1']
    """
    check_is_fitted(estimator)
    if input_features is None:
        return [f"x{i}" for i in range(estimator.n_features_in_)]
    names = [str(name) for name in input_features]
    if len(names) != estimator.n_features_in_:
        raise ValueError(f"input_features must have {estimator.n_features_in_} names, got {len(names)}")
    return names


class SameNamesMixin:
    """Add ``get_feature_names_out`` to a transformer that keeps its columns, one for one.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import StandardScaler
    >>> StandardScaler().fit([[1, 2], [3, 4]]).get_feature_names_out(["age", "income"])
    array(['age', 'income'], dtype=object)
    """

    def get_feature_names_out(self, input_features: Iterable[str] | None = None) -> np.ndarray:
        """Return the names of the columns that ``transform`` gives.

        Parameters
        ----------
        input_features : iterable of str, shape (n_features,), optional
            Default: ``x0``, ``x1``, ...

        Returns
        -------
        ndarray of str, shape (n_features,)
        """
        return np.array(input_names(self, input_features), dtype=object)
