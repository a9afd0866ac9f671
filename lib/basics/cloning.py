"""Copy an estimator without what it has learned."""

from __future__ import annotations

from typing import Any


def clone(estimator: Any) -> Any:
    """Return an unfitted estimator with the same parameters.

    Parameters
    ----------
    estimator : Estimator
        Any object with ``get_params``; estimators held as parameters are cloned too.

    Returns
    -------
    Estimator
        A new object that shares no learned attribute with the first.

    Raises
    ------
    TypeError
        If ``estimator`` is a class, or has no ``get_params``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import Estimator, clone
    >>> class Shrinker(Estimator):
    ...     def __init__(self, alpha=1.0):
    ...         self.alpha = alpha
    >>> clone(Shrinker(alpha=3.0))
    Shrinker(alpha=3.0)
    """
    if isinstance(estimator, type):
        raise TypeError(f"estimator must be an instance, got the class {estimator.__name__}; add parentheses")
    if not hasattr(estimator, "get_params"):
        raise TypeError(f"estimator must have get_params, got {type(estimator).__name__}")
    if hasattr(estimator, "__sklearn_clone__"):
        return estimator.__sklearn_clone__()
    return type(estimator)(**{name: _clone_value(v) for name, v in estimator.get_params(deep=False).items()})


def _clone_value(value: Any) -> Any:
    """Clone estimators wherever a parameter holds them: alone, in lists, in (name, estimator, ...) tuples."""
    if isinstance(value, list | tuple):
        return type(value)(_clone_value(v) for v in value)
    if hasattr(value, "get_params") and not isinstance(value, type):
        return clone(value)
    return value
