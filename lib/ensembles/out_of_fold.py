"""Out-of-fold responses: what a model says of rows that it was not trained on, for every row."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.classical.folds import rows_in_test_order
from lib.data.rows import take_rows
from lib.ensembles.members import fit_member, spread_columns


def out_of_fold(
    name: str,
    estimator: Any,
    X: Any,
    y: np.ndarray,
    folds: list[tuple[np.ndarray, np.ndarray]],
    method: str,
    n_classes: int,
    sample_weight: np.ndarray | None = None,
) -> np.ndarray:
    """Ask, for each fold, a copy trained on the other folds.

    Parameters
    ----------
    name : str
        How to call the estimator in messages.
    estimator : Estimator
        Cloned for each fold, itself left alone.
    X : Table or array_like, shape (n_samples, n_features)
    y : ndarray of int, shape (n_samples,)
        Class numbers, 0 to ``n_classes - 1``.
    folds : list of tuple (train, test)
        Arrays of row numbers; the test parts together hold every row once.
    method : {"predict", "predict_proba", "decision_function"}
    n_classes : int
    sample_weight : ndarray, shape (n_samples,), optional
        Used in training.

    Returns
    -------
    ndarray, shape (n_samples,) or (n_samples, n_columns)
        In the order of the rows. The probability of a class that a training part lacks is 0.

    Raises
    ------
    TypeError
        If there are weights and the estimator takes none.
    ValueError
        If the test parts do not hold every row once, or a training part lacks a class and ``method`` is
        ``"decision_function"``.

    Notes
    -----
    Costs one fit for each fold. Unlike ``cross_val_predict`` it takes weights and gets by with a missing class.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Wolpert (1992), *Stacked Generalization*; Stone (1974), *Cross-Validatory Choice and Assessment of Statistical
    Predictions*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import LogisticRegression
    >>> from lib.ensembles.out_of_fold import out_of_fold
    >>> X, y = np.array([[-1.0], [1.0], [-2.0], [2.0]]), np.array([0, 1, 0, 1])
    >>> halves = [(np.array([0, 1]), np.array([2, 3])), (np.array([2, 3]), np.array([0, 1]))]
    >>> out_of_fold("plane", LogisticRegression(), X, y, halves, "predict", 2)
    array([0, 1, 0, 1])
    """
    tested = rows_in_test_order(folds, len(y))
    parts = []
    for train, test in folds:
        weight = None if sample_weight is None else sample_weight[train]
        member = fit_member(name, estimator, take_rows(X, train), y[train], weight)
        values = getattr(member, method)(take_rows(X, test))
        if method == "predict_proba":
            values = spread_columns(values, member.classes_, n_classes)
        elif method == "decision_function" and len(member.classes_) < n_classes:
            raise ValueError(
                f"every training part must hold all {n_classes} classes for the decision_function of {name},"
                f" got one with {len(member.classes_)}"
            )
        parts.append(values)
    return np.concatenate(parts)[np.argsort(tested)]
