"""What an ensemble does with each of its members: give it a seed, weights, and a place for its classes."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from lib.basics import clone

LARGEST_SEED = 2**31 - 1


def takes_sample_weight(estimator: Any) -> bool:
    """Tell whether ``fit`` of an estimator has an argument ``sample_weight``.

    Parameters
    ----------
    estimator : Estimator
        Ours or scikit-learn's.

    Returns
    -------
    bool

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.classical import LogisticRegression
    >>> from lib.data import StandardScaler, make_pipeline
    >>> from lib.ensembles.members import takes_sample_weight
    >>> takes_sample_weight(LogisticRegression()), takes_sample_weight(make_pipeline(StandardScaler()))
    (True, False)
    """
    return "sample_weight" in inspect.signature(estimator.fit).parameters


def fit_member(name: str, estimator: Any, X: Any, y: np.ndarray, sample_weight: np.ndarray | None) -> Any:
    """Fit a copy of an estimator, with weights if there are any.

    Parameters
    ----------
    name : str
        How to call the estimator in the message.
    estimator : Estimator
        Cloned, itself left alone.
    X : Table or array_like, shape (n_samples, n_features)
    y : ndarray, shape (n_samples,)
    sample_weight : ndarray, shape (n_samples,), optional

    Returns
    -------
    Estimator
        The fitted copy.

    Raises
    ------
    TypeError
        If there are weights and the estimator takes none.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import LogisticRegression
    >>> from lib.ensembles.members import fit_member
    >>> fit_member("plane", LogisticRegression(), [[0.0], [1.0]], np.array([0, 1]), None).classes_
    array([0, 1])
    """
    member = clone(estimator)
    if sample_weight is None:
        return member.fit(X, y)
    if not takes_sample_weight(member):
        raise TypeError(
            f"fit of {name} must take sample_weight when weights are given, got {type(member).__name__} without it"
        )
    return member.fit(X, y, sample_weight=sample_weight)


def set_seeds(estimator: Any, rng: np.random.Generator) -> Any:
    """Give every ``random_state`` of an estimator, nested ones included, a seed of its own.

    Without this, members with the same fixed seed would make the same random choices, and an ensemble of them would
    average nothing away.

    Parameters
    ----------
    estimator : Estimator
        Changed in place.
    rng : numpy.random.Generator

    Returns
    -------
    Estimator
        The same object.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import LogisticRegression
    >>> from lib.ensembles.members import set_seeds
    >>> set_seeds(LogisticRegression(), np.random.default_rng(0))  # has none to set
    LogisticRegression()
    """
    names = [name for name in sorted(estimator.get_params()) if name.rpartition("__")[2] == "random_state"]
    return estimator.set_params(**{name: int(rng.integers(LARGEST_SEED)) for name in names}) if names else estimator


def spread_columns(values: np.ndarray, positions: np.ndarray, n_classes: int) -> np.ndarray:
    """Put a member's columns, one for each class it has seen, into a matrix with a column for every class.

    Parameters
    ----------
    values : ndarray, shape (n_samples, n_seen)
        Probabilities or votes.
    positions : ndarray of int, shape (n_seen,)
        Where the classes of the columns stand among all classes.
    n_classes : int

    Returns
    -------
    ndarray, shape (n_samples, n_classes)
        Zero in the columns of classes that the member has not seen.

    Notes
    -----
    A bootstrap sample, or the training part of a fold, can lack a rare class.
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.ensembles.members import spread_columns
    >>> spread_columns(np.array([[0.25, 0.75]]), np.array([0, 2]), 3)
    array([[0.25, 0.  , 0.75]])
    """
    if len(positions) == n_classes:
        return values
    wide = np.zeros((len(values), n_classes))
    wide[:, positions] = values
    return wide


def class_shares(member: Any, X: Any, n_classes: int) -> np.ndarray:
    """Return a member's probability of every class; of one that gives none, its whole vote.

    Parameters
    ----------
    member : Estimator
        Fitted to class numbers, 0 to ``n_classes - 1``, of which it need not have seen all.
    X : Table or array_like, shape (n_samples, n_features)
    n_classes : int

    Returns
    -------
    ndarray, shape (n_samples, n_classes)

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.classical import LogisticRegression
    >>> from lib.ensembles.members import class_shares
    >>> class_shares(LogisticRegression().fit([[-1.0], [1.0]], [0, 2]), [[0.0]], 3)
    array([[0.5, 0. , 0.5]])
    """
    if hasattr(member, "predict_proba"):
        return spread_columns(member.predict_proba(X), member.classes_, n_classes)
    return np.eye(n_classes)[member.predict(X)]
