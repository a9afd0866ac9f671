"""Check the integers that stand for tokens."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]


def as_ids(name: str, ids: Any, vocab_size: int | None = None, n_axes: int = 1) -> Ids:
    """Return the numbers of tokens as an array, checked.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    ids : array_like of int, shape (time,) or (batch, time)
    vocab_size : int, optional
        One more than the largest number allowed; no bound if not given.
    n_axes : int, default 1
        1 for a sequence, 2 for a batch of them.

    Returns
    -------
    ndarray of int64, shape (time,) or (batch, time)

    Raises
    ------
    TypeError
        If the entries are no integers.
    ValueError
        If the array has another number of axes or a number is outside the vocabulary.
    """
    array = np.asarray(ids)
    if array.ndim != n_axes:
        raise ValueError(f"{name} must have shape {('(time,)', '(batch, time)')[n_axes - 1]}, got {array.shape}")
    if array.size and not np.issubdtype(array.dtype, np.integer):
        raise TypeError(f"{name} must be integers, got {array.dtype}")
    if array.size and vocab_size is not None and not 0 <= array.min() <= array.max() < vocab_size:
        raise ValueError(f"{name} must lie in 0..{vocab_size - 1}, got {array.min()}..{array.max()}")
    return array.astype(np.int64)
