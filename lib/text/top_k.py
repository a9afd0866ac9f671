"""Top-k: leave only the k likeliest tokens in the draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_integer
from lib.text.ids import Floats


def keep_top_k(logits: ArrayLike, k: int) -> Floats:
    """Take all chance from the tokens that are not among the k likeliest.

    Parameters
    ----------
    logits : array_like, shape (..., vocab_size)
    k : int
        At least 1; tokens as likely as the k-th stay too.

    Returns
    -------
    ndarray, shape (..., vocab_size)
        The logits, minus infinity where a token is out.

    Raises
    ------
    TypeError, ValueError
        If ``k`` is no positive integer.

    Notes
    -----
    The same number of tokens stays whether the model is sure or not; `keep_top_p` lets the model say.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Fan, Lewis and Dauphin (2018), *Hierarchical Neural Story Generation*, section 5.

    Examples
    --------
    >>> from lib.text import keep_top_k
    >>> keep_top_k([1.0, 3.0, 2.0], 2)
    array([-inf,   3.,   2.])
    """
    values = np.asarray(logits, dtype=np.float64)
    n_tokens = values.shape[-1]
    if check_integer("k", k, low=1) >= n_tokens:
        return values.copy()
    smallest = np.partition(values, n_tokens - k, axis=-1)[..., n_tokens - k, None]  # (..., 1)
    return np.where(values < smallest, -np.inf, values)
