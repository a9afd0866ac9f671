"""What all language models of this room have in common: score a text, write on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lib.text.generation import generate_ids
from lib.text.hypothesis import Hypothesis
from lib.text.ids import Floats, Ids, as_ids


class LanguageModel:
    r"""Base class of language models: a subclass says how likely each token is after a context.

    .. math:: \log p(x_{1:T} \mid c) = \sum_t \log p(x_t \mid c, x_{<t})

    Parameters
    ----------
    vocab_size : int

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.text import LanguageModel
    >>> class Uniform(LanguageModel):
    ...     def _row(self, context):
    ...         return np.full(self.vocab_size, -np.log(self.vocab_size))
    >>> model = Uniform(4)
    >>> round(model.score([0, 3, 2]), 4)  # log 4
    1.3863
    """

    def __init__(self, vocab_size: int) -> None:
        self.vocab_size = vocab_size

    def _row(self, context: Ids) -> Floats:
        """Return the log-probabilities of every token after one context: (vocab_size,)."""
        raise NotImplementedError(f"{type(self).__name__} must define _row to be used, got none")

    def log_probs(self, context: Any) -> Floats:
        """Return how likely each token is after a context, or after each of several contexts of the same length.

        Parameters
        ----------
        context : array_like of int, shape (time,) or (batch, time)

        Returns
        -------
        ndarray, shape (vocab_size,) or (batch, vocab_size)
            Nats; their exponentials add up to 1. This is what `generate_ids` and `beam_search` ask of a model.

        Raises
        ------
        TypeError, ValueError
            If the context holds no tokens of the vocabulary.
        """
        n_axes = np.ndim(context)
        contexts = as_ids("context", context, self.vocab_size, max(1, min(n_axes, 2)))
        if n_axes == 1:
            return self._row(contexts)
        rows = [self._row(each) for each in contexts]
        return np.stack(rows) if rows else np.empty((0, self.vocab_size))

    def token_log_probs(self, ids: Any, context: Any = ()) -> Floats:
        """Return the log-probability of each token of a text, given those before it.

        Parameters
        ----------
        ids : array_like of int, shape (time,)
        context : array_like of int, shape (n_context,), default ()
            What stands before the text and is not scored.

        Returns
        -------
        ndarray, shape (time,)
            Nats.

        Raises
        ------
        TypeError, ValueError
            If these are no tokens of the vocabulary.
        """
        before = as_ids("context", context, self.vocab_size)
        whole = np.concatenate([before, as_ids("ids", ids, self.vocab_size)])
        places = range(len(before), len(whole))
        return np.array([self._row(whole[:place])[whole[place]] for place in places], dtype=np.float64)

    def log_prob(self, ids: Any, context: Any = ()) -> float:
        """Return the log-probability of a text.

        Parameters
        ----------
        ids : array_like of int, shape (time,)
        context : array_like of int, shape (n_context,), default ()
            What stands before the text and is not scored.

        Returns
        -------
        float
            Nats, at most 0; minus infinity if a token has no chance.
        """
        return float(self.token_log_probs(ids, context).sum())

    def score(self, ids: Any, context: Any = ()) -> float:
        """Return the loss on a text.

        Parameters
        ----------
        ids : array_like of int, shape (time,)
            At least one token.
        context : array_like of int, shape (n_context,), default ()
            What stands before the text and is not scored.

        Returns
        -------
        float
            Nats per token; the exponential is the perplexity.

        Raises
        ------
        ValueError
            If there is no token.
        """
        if np.size(ids) == 0:
            raise ValueError("ids must hold at least 1 token, got none")
        return -float(self.token_log_probs(ids, context).mean())

    def generate(
        self,
        max_new_tokens: int = 20,
        context: Sequence[int] = (),
        *,
        eos_id: int | None = None,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        rng: Any = None,
    ) -> Hypothesis:
        """Write on after a context.

        Parameters
        ----------
        max_new_tokens : int, default 20
        context : sequence of int, default ()
        eos_id : int, optional
            Token after which nothing is written.
        temperature, top_k, top_p, rng
            As in `sample_ids`.

        Returns
        -------
        Hypothesis
        """
        return generate_ids(
            self.log_probs,
            context,
            max_new_tokens,
            eos_id=eos_id,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            rng=rng,
        )
