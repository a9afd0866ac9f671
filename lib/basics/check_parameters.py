"""Check one parameter of an estimator: a choice, a truth value, a real number, an integer, a number or a share."""

from __future__ import annotations

import numbers
from collections.abc import Collection
from typing import Any

import numpy as np


def check_choice(name: str, value: Any, choices: Collection[Any]) -> Any:
    """Return ``value`` if it is one of ``choices``.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : object
    choices : collection

    Returns
    -------
    object
        ``value`` itself.

    Raises
    ------
    ValueError
        If it is none of them.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import check_choice
    >>> check_choice("strategy", "mean", ("mean", "median"))
    'mean'
    """
    if not any(type(value) is type(choice) and value == choice for choice in choices):
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}")
    return value


def check_bool(name: str, value: Any) -> bool:
    """Return ``value`` as a bool if it is a truth value.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : bool

    Returns
    -------
    bool

    Raises
    ------
    TypeError
        If ``value`` is none (1 and ``"yes"`` are none).

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import check_bool
    >>> check_bool("shuffle", 1)
    Traceback (most recent call last):
        ...
    TypeError: shuffle must be True or False, got 1
    """
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False, got {value!r}")
    return bool(value)


def check_real(
    name: str, value: Any, low: float | None = None, high: float | None = None, closed: str = "both"
) -> float:
    """Return ``value`` as a float if it is a real number within the bounds.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : float
    low, high : float, optional
        Bounds; none if not given.
    closed : {"both", "left", "right", "neither"}, default "both"
        Which bounds belong to the allowed values.

    Returns
    -------
    float

    Raises
    ------
    TypeError
        If ``value`` is no real number.
    ValueError
        If it is NaN, infinite or out of bounds.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import check_real
    >>> check_real("alpha", -1.0, low=0)
    Traceback (most recent call last):
        ...
    ValueError: alpha must be >= 0, got -1.0
    """
    if not isinstance(value, numbers.Real) or isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be a number, got {type(value).__name__}")
    number = float(value)
    above = low is None or (number >= low if closed in ("both", "left") else number > low)
    below = high is None or (number <= high if closed in ("both", "right") else number < high)
    if not (np.isfinite(number) and above and below):
        wanted = []
        if low is not None:
            wanted.append(f"{'>=' if closed in ('both', 'left') else '>'} {low}")
        if high is not None:
            wanted.append(f"{'<=' if closed in ('both', 'right') else '<'} {high}")
        raise ValueError(f"{name} must be {' and '.join(wanted) or 'finite'}, got {value}")
    return number


def check_integer(name: str, value: Any, low: int | None = None, high: int | None = None) -> int:
    """Return ``value`` as an int if it is an integer within the bounds, both included.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : int
    low, high : int, optional
        Bounds; none if not given.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        If ``value`` is no integer (``True`` and ``2.0`` are none).
    ValueError
        If it is out of bounds.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import check_integer
    >>> check_integer("n_splits", 5, low=2)
    5
    """
    if not isinstance(value, numbers.Integral) or isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__}")
    check_real(name, int(value), low, high)
    return int(value)


def check_count(name: str, value: Any, size: float) -> int:
    """Turn a number of things, or a share of all of them, into a number of things.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : int or float
        An integer is the number itself and may exceed ``size``; any other number is a share of ``size``, and the result
        is rounded down, but at least 1.
    size : float
        How many there are; may be a sum of weights.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    TypeError
        If ``value`` is no number.
    ValueError
        If it is an integer below 1 or a share outside (0, 1].

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.basics import check_count
    >>> [check_count("max_features", value, 30) for value in (5, 0.5, 0.01)]
    [5, 15, 1]
    """
    if isinstance(value, numbers.Integral):
        return check_integer(name, value, low=1)
    return max(1, int(check_real(name, value, low=0, high=1, closed="right") * size))
