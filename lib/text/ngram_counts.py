"""Count the n-grams of a text, of all lengths up to n, in sorted arrays that can be searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lib.text.ids import Floats, Ids


@dataclass(frozen=True)
class NGramLevel:
    """Hold the n-grams of one length m that occur in a text: each is a context of m - 1 tokens and one more token.

    The contexts are the n-grams of length m - 1 by their numbers; for m = 1 there is one, the empty one.

    Parameters
    ----------
    keys : ndarray of int64, shape (n_grams,)
        ``context * vocab_size + token``, sorted; the place of a key is the number of its n-gram.
    counts : ndarray of float64, shape (n_grams,)
        How often each occurs.
    starts : ndarray of int64, shape (n_contexts + 1,)
        The n-grams of context c are those from ``starts[c]`` to before ``starts[c + 1]``.
    suffixes : ndarray of int64, shape (n_grams,)
        Number of the n-gram of length m - 1 that is left when the first token is dropped.
    vocab_size : int
    """

    keys: Ids
    counts: Floats
    starts: Ids
    suffixes: Ids
    vocab_size: int

    @property
    def contexts(self) -> Ids:
        """Return the context of each n-gram, shape (n_grams,)."""
        return self.keys // self.vocab_size

    @property
    def tokens(self) -> Ids:
        """Return the last token of each n-gram, shape (n_grams,)."""
        return self.keys % self.vocab_size

    def find(self, contexts: Ids, tokens: Ids) -> Ids:
        """Return the number of each n-gram asked for, -1 for one that does not occur.

        Parameters
        ----------
        contexts : ndarray of int64, shape (n_asked,)
            -1 for a context that does not occur.
        tokens : ndarray of int64, shape (n_asked,)

        Returns
        -------
        ndarray of int64, shape (n_asked,)
        """
        wanted = contexts * self.vocab_size + tokens
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where((contexts >= 0) & (self.keys[places] == wanted), places, -1)


def count_ngrams(sequences: Sequence[Ids], order: int, vocab_size: int) -> list[NGramLevel]:
    """Count the n-grams of lengths 1 to ``order`` that lie within a sequence.

    Parameters
    ----------
    sequences : sequence of ndarrays of int64, shape (time,)
    order : int
    vocab_size : int

    Returns
    -------
    list of NGramLevel
        Of length ``order``, fewer if all sequences are shorter.

    Notes
    -----
    The n-grams of length m are numbered by sorting the pairs (number of the first m - 1 tokens, last token), which
    takes ``order`` sorts of as many numbers as there are tokens, and no dictionary.
    """
    ids = np.concatenate(sequences)
    places = np.concatenate([np.arange(len(sequence)) for sequence in sequences])  # of a token in its sequence
    levels: list[NGramLevel] = []
    # numbers[t]: the n-gram of the last length done that ends at token t. The empty one is number 0 everywhere.
    numbers, n_contexts = np.zeros(len(ids), dtype=np.int64), 1
    for length in range(1, order + 1):
        (inside,) = np.nonzero(places >= length - 1)
        if not inside.size:
            break
        contexts = numbers[inside - 1] if length > 1 else np.zeros(len(inside), dtype=np.int64)
        keys, found, counts = np.unique(contexts * vocab_size + ids[inside], return_inverse=True, return_counts=True)
        suffixes = np.empty(len(keys), dtype=np.int64)
        suffixes[found] = numbers[inside]
        starts = np.searchsorted(keys, np.arange(n_contexts + 1) * vocab_size)
        levels.append(NGramLevel(keys, counts.astype(np.float64), starts, suffixes, vocab_size))
        numbers = np.full(len(ids), -1, dtype=np.int64)
        numbers[inside], n_contexts = found, len(keys)
    return levels


def count_left_neighbours(levels: list[NGramLevel]) -> list[Floats]:
    """Count in how many contexts each n-gram occurs: the different tokens that stand before it.

    Parameters
    ----------
    levels : list of NGramLevel

    Returns
    -------
    list of ndarrays, shape (n_grams,)
        For each level. One that only ever begins a sequence has no token before it, nor have the longest n-grams, which
        would need longer ones to tell: these keep their plain counts.
    """
    found = []
    for level, longer in pairwise(levels):
        before = np.bincount(longer.suffixes, minlength=len(level.keys)).astype(np.float64)
        found.append(np.where(before > 0, before, level.counts))
    return [*found, levels[-1].counts]
