"""One way to take randomness: a seed, a generator, or nothing."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np


def as_rng(rng: Any = None) -> np.random.Generator:
    """Return a NumPy generator made from a seed, or the generator that was given.

    Parameters
    ----------
    rng : None, int, numpy.random.Generator or numpy.random.RandomState
        ``None`` takes fresh entropy from the system. An integer (0 included) seeds a new generator, so the same integer
        gives the same stream. A ``Generator`` is used as it is and moves on with each draw. A ``RandomState``, which
        scikit-learn's tools pass, seeds a new generator with its next draw.

    Returns
    -------
    numpy.random.Generator
        NumPy's global state is neither read nor changed.

    Raises
    ------
    TypeError
        If ``rng`` is of another kind.
    ValueError
        If ``rng`` is a negative integer.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import as_rng
    >>> bool(as_rng(0).random() == as_rng(0).random())
    True
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, np.random.RandomState):
        return np.random.default_rng(int(rng.randint(2**31 - 1)))
    if rng is None:
        return np.random.default_rng()
    if isinstance(rng, numbers.Integral) and not isinstance(rng, bool | np.bool_):
        if rng < 0:
            raise ValueError(f"rng must be a non-negative seed, got {rng}")
        return np.random.default_rng(int(rng))
    raise TypeError(f"rng must be None, an integer seed or a numpy Generator, got {type(rng).__name__}")
