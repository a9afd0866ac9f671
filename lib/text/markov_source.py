"""A made-up language whose entropy is known: the floor that no model of it can go below."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_integer, check_real
from lib.text.ids import Floats, Ids
from lib.text.language_model import LanguageModel

# Above this a system of equations has more than one solution, as far as float64 can tell.
LARGEST_CONDITION = 1e12


class MarkovSource(LanguageModel):
    r"""Write tokens each of which depends on the last few only, with known chances.

    .. math:: H = -\sum_c \pi(c) \sum_w p(w \mid c) \log p(w \mid c)

    Parameters
    ----------
    transitions : array_like, shape (vocab_size, ..., vocab_size) with order + 1 axes
        ``transitions[a, b, w]`` is the chance of token w after the tokens a, b (for order 2); each row adds up to 1.

    Raises
    ------
    ValueError
        If the shape is another, a row is no distribution, or the source falls into parts that never meet, so that how
        often each context occurs (π) depends on the start.

    Notes
    -----
    The expected loss of a model q is H plus the mean divergence of q from p, so at least H; the source itself, as a
    model, reaches H. π solves a system of ``vocab_size**order`` equations, meant for some hundreds.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Shannon (1948), *A Mathematical Theory of Communication*, sections 4 to 7; Cover and Thomas (2006), *Elements of
    Information Theory*, theorem 4.2.4.

    Examples
    --------
    >>> from lib.text import MarkovSource
    >>> source = MarkovSource([[0.9, 0.1], [0.5, 0.5]])
    >>> source.stationary.round(4)
    array([0.8333, 0.1667])
    >>> round(source.entropy_rate, 4)  # nats per token
    0.3864
    >>> source.generate_text(10, rng=0)
    array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    """

    def __init__(self, transitions: ArrayLike) -> None:
        chances = np.array(transitions, dtype=np.float64)
        if chances.ndim < 2 or len(set(chances.shape)) != 1:
            raise ValueError(
                f"transitions must have shape (vocab_size, ..., vocab_size) with 2 axes or more, got {chances.shape}"
            )
        sums = chances.sum(axis=-1)
        if not chances.min() >= 0 or not np.allclose(sums, 1, rtol=0, atol=1e-9):
            raise ValueError(
                "transitions must hold chances that add up to 1 along the last axis, got a smallest one of"
                f" {chances.min():g} and sums from {sums.min():g} to {sums.max():g}"
            )
        super().__init__(chances.shape[0])
        self.transitions = chances / sums[..., None]
        self.order = chances.ndim - 1
        self.stationary = self._stationary()
        self._cumulated = self.transitions.reshape(-1, self.vocab_size).cumsum(axis=1).tolist()

    @classmethod
    def drawn(cls, vocab_size: int, order: int = 1, concentration: float = 0.3, rng: Any = None) -> Self:
        """Draw a source: each row from a Dirichlet distribution.

        Parameters
        ----------
        vocab_size : int
        order : int, default 1
            How many tokens back each token depends on.
        concentration : float, default 0.3
            Small: a few tokens share each row, little entropy; large: rows near the uniform one.
        rng : None, int or numpy.random.Generator

        Returns
        -------
        MarkovSource
        """
        check_integer("vocab_size", vocab_size, low=1)
        check_integer("order", order, low=1)
        alpha = check_real("concentration", concentration, low=0, closed="neither")
        return cls(as_rng(rng).dirichlet(np.full(vocab_size, alpha), size=(vocab_size,) * order))

    def _stationary(self) -> Floats:
        """Return how often each context occurs in the long run."""
        n_contexts = self.vocab_size**self.order
        contexts = np.arange(n_contexts)
        moves = np.zeros((n_contexts, n_contexts))  # from a context to the next, which drops its first token
        for token in range(self.vocab_size):
            after = contexts * self.vocab_size % n_contexts + token
            moves[contexts, after] += self.transitions.reshape(n_contexts, -1)[:, token]
        # pi (I - moves) = 0 and sum(pi) = 1, added to each equation, which makes one system with one solution.
        system = np.eye(n_contexts) - moves.T + 1.0
        if np.linalg.cond(system) > LARGEST_CONDITION:
            raise ValueError("transitions must connect all contexts that last, got parts that never meet")
        found = np.maximum(np.linalg.solve(system, np.ones(n_contexts)), 0.0)
        return (found / found.sum()).reshape((self.vocab_size,) * self.order)

    @property
    def entropy_rate(self) -> float:
        """Return H, the entropy of the next token given all tokens before it.

        Returns
        -------
        float
            Nats per token.
        """
        return self.conditional_entropy(self.order)

    def conditional_entropy(self, n_context: int) -> float:
        """Return the entropy of the next token for one who sees only the last few.

        Parameters
        ----------
        n_context : int
            How many tokens are seen; more than the order of the source help no further.

        Returns
        -------
        float
            Nats per token: the floor of n-gram models with contexts of this length.

        Raises
        ------
        TypeError, ValueError
            If ``n_context`` is no integer from 0.
        """
        joint = self._given(min(check_integer("n_context", n_context, low=0), self.order))
        seen = joint.sum(axis=-1, keepdims=True)  # (..., 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(joint > 0, joint * np.log(joint / seen), 0.0)
        return -float(terms.sum())

    def _given(self, n_context: int) -> Floats:
        """Return how often the last tokens and the next one occur together: n_context + 1 axes."""
        joint = self.stationary[..., None] * self.transitions
        return np.asarray(joint.sum(axis=tuple(range(self.order - n_context))))

    def _row(self, context: Ids) -> Floats:
        if len(context) >= self.order:
            row = self.transitions[tuple(context[len(context) - self.order :])]
        else:
            row = self._given(len(context))[tuple(context)]
        # A short context that never occurs in the long run tells nothing.
        row = row / row.sum() if row.sum() > 0 else np.full(self.vocab_size, 1 / self.vocab_size)
        with np.errstate(divide="ignore"):
            return np.log(row)

    def generate_text(self, n_tokens: int, rng: Any = None) -> Ids:
        """Draw a long text, its beginning as likely as in the long run.

        Parameters
        ----------
        n_tokens : int
        rng : None, int or numpy.random.Generator

        Returns
        -------
        ndarray of int64, shape (n_tokens,)

        Raises
        ------
        TypeError, ValueError
            If ``n_tokens`` is no integer from 0.
        """
        check_integer("n_tokens", n_tokens, low=0)
        source, n_contexts = as_rng(rng), self.vocab_size**self.order
        context = int(source.choice(n_contexts, p=self.stationary.ravel()))
        tokens = list(map(int, np.unravel_index(context, self.stationary.shape)))
        last = self.vocab_size - 1
        for number in source.random(max(0, n_tokens - self.order)).tolist():
            token = min(bisect_right(self._cumulated[context], number), last)
            tokens.append(token)
            context = (context * self.vocab_size + token) % n_contexts
        return np.array(tokens[:n_tokens], dtype=np.int64)
