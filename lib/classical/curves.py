"""Learning and validation curves: training and test score against the amount of data, or against one parameter."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, clone
from lib.classical.folds import check_cv
from lib.classical.model_selection import check_rows, fit_and_score, is_classifier
from lib.classical.scoring import Scorer, get_scorer


def learning_curve(
    estimator: Any,
    X: Any,
    y: ArrayLike,
    *,
    train_sizes: Sequence[float] | np.ndarray = (0.1, 0.325, 0.55, 0.775, 1.0),
    cv: Any = None,
    scoring: str | Scorer | None = None,
    shuffle: bool = False,
    random_state: Any = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Score a learning method after training on more and more rows.

    Parameters
    ----------
    estimator : Estimator
    X : Table or array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,)
    train_sizes : sequence of float or int, shape (n_ticks,)
        Fractions of a fold's training part, above 0 and at most 1, or numbers of rows.
    cv : None, int, object with ``split``, or iterable of (train, test)
        Five folds by default, stratified for classifiers.
    scoring : str, callable or None
        As in ``get_scorer``.
    shuffle : bool, default False
        Take the first rows of the training part in random order; needed where the rows are sorted.
    random_state : None, int or numpy.random.Generator
        Draws that order.

    Returns
    -------
    train_sizes_abs : ndarray of int, shape (n_ticks,)
        Numbers of training rows; equal ones are measured once.
    train_scores, test_scores : ndarray, shape (n_ticks, n_splits)
        The distance between the two is the gap that overfitting leaves.

    Raises
    ------
    TypeError, ValueError
        If an argument is unusable, or a size is not between 1 and the rows of the smallest training part.

    Notes
    -----
    Costs one fit for each tick and fold.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import LinearRegression, learning_curve
    >>> X = np.arange(10.0)[:, None]
    >>> sizes, train_scores, test_scores = learning_curve(LinearRegression(), X, X[:, 0], train_sizes=[2, 8])
    >>> sizes, test_scores.round(3).min(axis=1)
    (array([2, 8]), array([1., 1.]))
    """
    X, y = check_rows(estimator, X, y)
    scorer = get_scorer(scoring)
    folds = check_cv(cv, X, y, stratify=is_classifier(estimator))
    sizes = _sizes(train_sizes, min(len(train) for train, _ in folds))
    rng = as_rng(random_state)
    orders = [rng.permutation(train) if shuffle else train for train, _ in folds]
    scores = np.array(
        [
            [
                fit_and_score(estimator, X, y, order[:size], test, scorer, train_score=True)
                for order, (_, test) in zip(orders, folds)
            ]
            for size in sizes
        ]
    )  # (n_ticks, n_splits, 2)
    return sizes, scores[:, :, 1], scores[:, :, 0]


def _sizes(train_sizes: Any, largest: int) -> np.ndarray:
    """Turn fractions or numbers of rows into rising numbers of rows."""
    given = np.asarray(train_sizes)
    if given.ndim != 1 or not len(given) or given.dtype.kind not in "iuf":
        raise ValueError(f"train_sizes must be a 1-D sequence of numbers, got shape {given.shape}, {given.dtype}")
    if given.dtype.kind == "f":
        if given.min() <= 0 or given.max() > 1:
            raise ValueError(f"train_sizes must lie in (0, 1] as fractions, got {given.min():g} to {given.max():g}")
        given = np.maximum((given * largest).astype(int), 1)
    elif given.min() < 1 or given.max() > largest:
        raise ValueError(f"train_sizes must lie between 1 and {largest} rows, got {given.min()} to {given.max()}")
    return np.unique(given)


def validation_curve(
    estimator: Any,
    X: Any,
    y: ArrayLike,
    *,
    param_name: str,
    param_range: Sequence[Any] | np.ndarray,
    cv: Any = None,
    scoring: str | Scorer | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Score a learning method for each value of one parameter.

    Parameters
    ----------
    estimator : Estimator
    X : Table or array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,)
    param_name : str
        As in ``set_params``: ``name__parameter`` reaches into a pipeline.
    param_range : sequence, shape (n_ticks,)
        Values to try.
    cv : None, int, object with ``split``, or iterable of (train, test)
        Five folds by default, stratified for classifiers.
    scoring : str, callable or None
        As in ``get_scorer``.

    Returns
    -------
    train_scores, test_scores : ndarray, shape (n_ticks, n_splits)
        Both low: underfitting. Far apart: overfitting.

    Raises
    ------
    TypeError, ValueError
        If an argument is unusable.

    Notes
    -----
    Costs one fit for each value and fold.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import Ridge, validation_curve
    >>> X = np.arange(10.0)[:, None]
    >>> train_scores, test_scores = validation_curve(
    ...     Ridge(), X, X[:, 0], param_name="alpha", param_range=[0.0, 100.0], scoring="neg_mean_squared_error"
    ... )
    >>> bool(test_scores[0].mean() > test_scores[1].mean())
    True
    """
    X, y = check_rows(estimator, X, y)
    scorer = get_scorer(scoring)
    folds = check_cv(cv, X, y, stratify=is_classifier(estimator))
    # A NumPy number would reach the estimator as a NumPy number; a plain one is what its checks and its repr expect.
    values = [v.item() if isinstance(v, np.generic) else v for v in param_range]
    candidates = [clone(estimator).set_params(**{param_name: value}) for value in values]
    scores = np.array(
        [
            [fit_and_score(candidate, X, y, train, test, scorer, train_score=True) for train, test in folds]
            for candidate in candidates
        ]
    )  # (n_ticks, n_splits, 2)
    return scores[:, :, 1], scores[:, :, 0]
