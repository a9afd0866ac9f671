"""Exhaustive search: rank every text there is."""

from __future__ import annotations

from collections.abc import Sequence

from lib.basics import check_integer
from lib.text.beam_search import beam_search
from lib.text.generation import NextLogProbs, next_log_probs
from lib.text.hypothesis import Hypothesis
from lib.text.ids import as_ids


def exhaustive_search(
    log_probs: NextLogProbs,
    context: Sequence[int] = (),
    max_new_tokens: int = 3,
    *,
    eos_id: int | None = None,
    length_penalty: float = 0.0,
    max_texts: int = 1_000_000,
) -> list[Hypothesis]:
    """Rank every text of a length: what beam search stands in for where there are too many.

    Parameters
    ----------
    log_probs, context, max_new_tokens, eos_id, length_penalty
        As in `beam_search`.
    max_texts : int, default 1,000,000
        More are refused.

    Returns
    -------
    list of Hypothesis
        Every text that has a chance, the best first.

    Raises
    ------
    TypeError, ValueError
        If an option is out of range, or there are more texts than ``max_texts``.

    Notes
    -----
    vocab_size to the power of max_new_tokens texts.
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.text import exhaustive_search
    >>> coin = lambda ids: np.log(np.tile([0.7, 0.3], (len(ids), 1)))
    >>> [text.ids for text in exhaustive_search(coin, (), 2)]
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    check_integer("max_new_tokens", max_new_tokens, low=1)
    n_tokens = next_log_probs(log_probs, as_ids("context", context)[None]).shape[1]
    n_texts = n_tokens**max_new_tokens
    if n_texts > max_texts:
        raise ValueError(f"max_texts must be at least {n_texts:,} to rank all texts, got {max_texts:,}")
    return beam_search(
        log_probs, context, max_new_tokens, width=2 * n_texts, eos_id=eos_id, length_penalty=length_penalty
    )
