"""How much a fitted model needs a feature: what its score loses when the feature's values are shuffled."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.basics import as_rng, check_array, check_integer, check_target
from lib.classical.scoring import Scorer, get_scorer


@dataclass(frozen=True, eq=False)
class PermutationImportance:
    """Hold the loss of score of every feature.

    Parameters
    ----------
    importances : ndarray, shape (n_features, n_repeats)
        Score on the data as they are, minus the score with the feature shuffled.
    importances_mean, importances_std : ndarray, shape (n_features,)
        Over the repeats.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.classical import LinearRegression
    >>> from lib.ensembles import permutation_importance
    >>> X, y = [[0.0], [1.0], [2.0]], [0.0, 1.0, 2.0]
    >>> permutation_importance(LinearRegression().fit(X, y), X, y, n_repeats=4).importances.shape
    (1, 4)
    """

    importances: np.ndarray
    importances_mean: np.ndarray
    importances_std: np.ndarray


def permutation_importance(
    estimator: Any,
    X: Any,
    y: Any,
    *,
    scoring: str | Scorer | None = None,
    n_repeats: int = 5,
    random_state: Any = None,
) -> PermutationImportance:
    """Measure how much the score of a fitted model falls when one feature is shuffled.

    Shuffling keeps the distribution of the feature and cuts its tie to the target and to the other features.

    Parameters
    ----------
    estimator : fitted estimator
        Not changed.
    X : array_like, shape (n_samples, n_features)
        Data to judge it on: on held-out data a feature that only fits noise has no importance.
    y : array_like, shape (n_samples,) or (n_samples, n_outputs)
    scoring : str, callable or None
        As in ``get_scorer``; higher is better.
    n_repeats : int, default 5
        Number of shuffles of each feature.
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    PermutationImportance

    Raises
    ------
    TypeError, ValueError
        If ``n_repeats`` is no positive integer, ``scoring`` is unknown, or the data are not usable or do not belong
        together.

    Notes
    -----
    Calls the scorer ``n_features * n_repeats + 1`` times. Of two features that say the same, each seems unimportant:
    the model has the other one. Left out: weights, and judging on a share of the rows.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman (2001), *Random Forests*, section 10; Fisher, Rudin and Dominici (2019), *All Models are Wrong, but Many are
    Useful: Learning a Variable's Importance by Studying an Entire Class of Prediction Models Simultaneously*.

    Examples
    --------
    >>> from lib.classical import Ridge
    >>> from lib.ensembles import permutation_importance
    >>> X, y = [[0.0, 5.0], [1.0, 3.0], [2.0, 4.0], [3.0, 5.0]], [0.0, 2.0, 4.0, 6.0]
    >>> result = permutation_importance(Ridge(alpha=0.0).fit(X, y), X, y, n_repeats=20, random_state=0)
    >>> bool(result.importances_mean[0] > 1), abs(float(result.importances_mean[1].round(6)))
    (True, 0.0)
    """
    n_repeats = check_integer("n_repeats", n_repeats, low=1)
    scorer = get_scorer(scoring)
    X = check_array(X, dtype="any", allow_nan=True)
    y = check_target(y, multi_output=True)
    if len(X) != len(y):
        raise ValueError(f"X and y must have the same number of samples, got {len(X)} and {len(y)}")
    rng = as_rng(random_state)
    baseline = scorer(estimator, X, y)
    importances = np.empty((X.shape[1], n_repeats))
    shuffled = X.copy()
    for j in range(X.shape[1]):
        for repeat in range(n_repeats):
            shuffled[:, j] = rng.permutation(X[:, j])
            importances[j, repeat] = baseline - scorer(estimator, shuffled, y)
        shuffled[:, j] = X[:, j]
    return PermutationImportance(importances, importances.mean(axis=1), importances.std(axis=1))
