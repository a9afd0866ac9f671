"""Writing on, token by token, with any model that tells how likely each next token is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lib.basics import as_rng, check_integer
from lib.text.hypothesis import Hypothesis
from lib.text.ids import Floats, as_ids
from lib.text.sampling import sample_ids

# What every rule of decoding asks of a model: the tokens so far, (batch, time), give the log-probabilities of the next
# token in nats, (batch, vocab_size).
NextLogProbs = Callable[[Any], Any]


def next_log_probs(log_probs: NextLogProbs, ids: Any) -> Floats:
    """Ask a model for the next token of each row, and check the answer.

    Parameters
    ----------
    log_probs : callable
        Takes integers, shape (batch, time); returns an array of shape (batch, vocab_size).
    ids : ndarray of int64, shape (batch, time)

    Returns
    -------
    ndarray, shape (batch, vocab_size)
        Nats.

    Raises
    ------
    ValueError
        If the answer has another shape.
    """
    rows = np.asarray(log_probs(ids), dtype=np.float64)
    if rows.ndim != 2 or len(rows) != len(ids):
        raise ValueError(f"log_probs must return shape ({len(ids)}, vocab_size), got {rows.shape}")
    return rows


def generate_ids(
    log_probs: NextLogProbs,
    context: Sequence[int] = (),
    max_new_tokens: int = 20,
    *,
    eos_id: int | None = None,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    rng: Any = None,
) -> Hypothesis:
    r"""Write on: ask the model, choose a token, put it behind the text, ask again.

    .. math:: \log p(x_{1:T} \mid c) = \sum_t \log p(x_t \mid c, x_{<t})

    Parameters
    ----------
    log_probs : callable
        The model: takes the tokens so far, integers of shape (1, time), and returns the log-probabilities of the next
        one in nats, shape (1, vocab_size).
    context : sequence of int, default ()
        What the text starts with.
    max_new_tokens : int, default 20
    eos_id : int, optional
        Token after which nothing is written.
    temperature, top_k, top_p, rng
        As in `sample_ids`; temperature 0 is greedy.

    Returns
    -------
    Hypothesis
        ``log_prob`` is the model's own, whatever the temperature and the tokens left out of the draw.

    Raises
    ------
    TypeError, ValueError
        If an option is out of range or the model returns another shape.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.text import generate_ids
    >>> def counting(ids):  # after token i comes token i + 1, nearly always
    ...     return np.log(np.full((1, 5), 0.01) + 0.95 * (np.arange(5) == ids[0, -1] + 1))
    >>> text = generate_ids(counting, [0], eos_id=3, temperature=0)
    >>> text.ids, text.finished, round(text.log_prob, 4)  # three times log 0.96
    ((1, 2, 3), True, -0.1225)
    """
    check_integer("max_new_tokens", max_new_tokens, low=0)
    source, total = as_rng(rng), 0.0
    ids = list(map(int, as_ids("context", context)))
    n_context = len(ids)
    for _ in range(max_new_tokens):
        row = next_log_probs(log_probs, np.asarray(ids, dtype=np.int64)[None])[0]
        chosen = int(sample_ids(row, temperature, top_k, top_p, source))
        total += float(row[chosen])
        ids.append(chosen)
        if chosen == eos_id:
            break
    new = tuple(ids[n_context:])
    return Hypothesis(new, total, total, finished=bool(new) and new[-1] == eos_id)
