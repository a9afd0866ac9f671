"""From logits to the next token: take the likeliest, or draw one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_real, softmax
from lib.text.ids import Ids
from lib.text.temperature import scale_by_temperature
from lib.text.top_k import keep_top_k
from lib.text.top_p import keep_top_p


def greedy_ids(logits: ArrayLike) -> Ids:
    """Take the likeliest token of each row.

    Parameters
    ----------
    logits : array_like, shape (..., vocab_size)

    Returns
    -------
    ndarray of int64, shape (...)
        Of equally likely tokens the one with the smallest number.

    Notes
    -----
    A search and no draw: the same logits give the same token each time. The likeliest token at each step need not
    lead to the likeliest text: see `beam_search`.
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import greedy_ids
    >>> greedy_ids([[0.0, 2.0, 1.0], [5.0, 5.0, 0.0]])
    array([1, 0])
    """
    return np.asarray(np.argmax(logits, axis=-1), dtype=np.int64)


def sample_ids(
    logits: ArrayLike,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    rng: Any = None,
) -> Ids:
    """Draw one token for each row of logits.

    Parameters
    ----------
    logits : array_like, shape (..., vocab_size)
        Log-probabilities serve as well.
    temperature : float, default 1.0
        As in `scale_by_temperature`, and 0 for `greedy_ids`.
    top_k : int, optional
        As in `keep_top_k`.
    top_p : float, optional
        As in `keep_top_p`; of the chances that ``temperature`` and ``top_k`` leave.
    rng : None, int or numpy.random.Generator
        Source of the draws.

    Returns
    -------
    ndarray of int64, shape (...)

    Raises
    ------
    TypeError, ValueError
        If an option is out of range, or a row leaves no token a chance.

    Notes
    -----
    Temperature first, then top-k, then top-p, as is the custom. One uniform number is drawn for each row, and the token
    taken at whose place the cumulated chances pass it.
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.text import sample_ids
    >>> draws = sample_ids(np.tile(np.log([0.2, 0.5, 0.3]), (1000, 1)), rng=0)
    >>> np.bincount(draws)
    array([193, 485, 322])
    >>> set(sample_ids(np.tile(np.log([0.2, 0.5, 0.3]), (1000, 1)), top_k=2, rng=0).tolist())
    {1, 2}
    """
    if check_real("temperature", temperature, low=0) == 0:
        return greedy_ids(logits)
    values = scale_by_temperature(logits, temperature)
    if top_k is not None:
        values = keep_top_k(values, top_k)
    if top_p is not None:
        values = keep_top_p(values, top_p)
    chances = softmax(values)
    cumulated = np.cumsum(chances, axis=-1)
    total = cumulated[..., -1:]
    if not np.all(np.isfinite(total)) or not np.all(total > 0):
        raise ValueError("logits must leave a token of each row a chance, got a row that does not")
    drawn = as_rng(rng).random(total.shape) * total  # (..., 1)
    # Subtle: strictly above, so that a token without a chance is never drawn, not even for the number 0.
    return np.asarray(np.argmax(cumulated > drawn, axis=-1), dtype=np.int64)
