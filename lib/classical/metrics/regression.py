"""Scores of predicted numbers: the mean squared and the mean absolute error."""

from typing import Any

from numpy.typing import ArrayLike

from lib.classical.losses import AbsoluteError, SquaredError


def mean_squared_error(y_true: ArrayLike, y_pred: ArrayLike, *, sample_weight: Any = None) -> float:
    r"""Compute the mean of the squared residuals, :math:`\frac1N\sum_i (y_i - \hat y_i)^2`.

    Parameters
    ----------
    y_true, y_pred : array_like, shape (n_samples,) or (n_samples, n_outputs)
        Targets and predictions; several outputs are averaged.
    sample_weight : array_like, shape (n_samples,), optional

    Returns
    -------
    float
        In squared units of the target; at least 0.

    Raises
    ------
    ValueError
        If the shapes differ (``(N,)`` and ``(N, 1)`` would broadcast), nothing is given, or a weight is unusable.

    Notes
    -----
    The same number as ``SquaredError().value``: here it judges, there it trains.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import mean_squared_error
    >>> mean_squared_error([1.0, 2.0, 3.0], [1.0, 2.0, 6.0])
    3.0
    """
    return SquaredError().value(y_true, y_pred, sample_weight)


def mean_absolute_error(y_true: ArrayLike, y_pred: ArrayLike, *, sample_weight: Any = None) -> float:
    r"""Compute the mean size of the residuals, :math:`\frac1N\sum_i |y_i - \hat y_i|`.

    Parameters
    ----------
    y_true, y_pred : array_like, shape (n_samples,) or (n_samples, n_outputs)
        Targets and predictions; several outputs are averaged.
    sample_weight : array_like, shape (n_samples,), optional

    Returns
    -------
    float
        In units of the target; at least 0.

    Raises
    ------
    ValueError
        If the shapes differ (``(N,)`` and ``(N, 1)`` would broadcast), nothing is given, or a weight is unusable.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import mean_absolute_error
    >>> mean_absolute_error([1.0, 2.0, 3.0], [1.0, 2.0, 6.0])
    1.0
    """
    return AbsoluteError().value(y_true, y_pred, sample_weight)
