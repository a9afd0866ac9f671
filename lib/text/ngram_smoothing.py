r"""How counts of n-grams become probabilities that leave something for what was never seen.

Every rule here gives, for the n-grams of one length, what a lookup needs:

.. math:: p(w \mid c) = \begin{cases} \text{prob}(cw) & \text{if } cw \text{ was seen} \\
    \text{weight}(c)\, p(w \mid c') & \text{else} \end{cases}

where c' is the context without its first token. Rules that interpolate have the lower term in ``prob`` already.
"""

from __future__ import annotations

import numpy as np

from lib.text.ids import Floats
from lib.text.ngram_counts import NGramLevel

Smoothed = tuple[Floats, Floats]  # prob, (n_grams,), and weight, (n_contexts,)


def add_k(level: NGramLevel, counts: Floats, lower: Floats, k: float) -> Smoothed:
    """Add k to every count; the lower term is the uniform distribution, whatever the length.

    Parameters
    ----------
    level : NGramLevel
    counts : ndarray, shape (n_grams,)
    lower : ndarray, shape (n_grams,)
        Not used but for its shape.
    k : float

    Returns
    -------
    prob : ndarray, shape (n_grams,)
    weight : ndarray, shape (n_contexts,)
        To be multiplied by 1 / vocab_size.
    """
    totals = _per_context(level, counts)
    room = totals + k * level.vocab_size
    weight = _divided(k * level.vocab_size, room, otherwise=1.0)
    return (counts + k) / room[level.contexts], weight


def jelinek_mercer(level: NGramLevel, counts: Floats, lower: Floats, share: float) -> Smoothed:
    """Give a fixed share to the shorter context.

    Parameters
    ----------
    level : NGramLevel
    counts, lower : ndarray, shape (n_grams,)
        How often each n-gram occurs, and how likely its last token is after the shorter context.
    share : float
        Of the shorter context.

    Returns
    -------
    prob : ndarray, shape (n_grams,)
    weight : ndarray, shape (n_contexts,)
    """
    totals = _per_context(level, counts)
    prob = (1 - share) * counts / totals[level.contexts] + share * lower
    return prob, np.where(totals > 0, share, 1.0)


def witten_bell(level: NGramLevel, counts: Floats, lower: Floats) -> Smoothed:
    """Give the shorter context as many counts as there are different tokens after the longer one.

    Parameters
    ----------
    level : NGramLevel
    counts, lower : ndarray, shape (n_grams,)
        As in `jelinek_mercer`.

    Returns
    -------
    prob : ndarray, shape (n_grams,)
    weight : ndarray, shape (n_contexts,)
    """
    totals, kinds = _per_context(level, counts), _per_context(level, np.ones_like(counts))
    room = totals + kinds
    prob = (counts + kinds[level.contexts] * lower) / room[level.contexts]
    return prob, _divided(kinds, room, otherwise=1.0)


def absolute_discounting(level: NGramLevel, counts: Floats, lower: Floats, discounts: Floats) -> Smoothed:
    """Take a fixed amount off every count and give it to the shorter context (interpolated).

    Parameters
    ----------
    level : NGramLevel
    counts, lower : ndarray, shape (n_grams,)
        As in `jelinek_mercer`.
    discounts : ndarray, shape (n_discounts,)
        Taken off counts of 1, 2, ..., and the last of all larger ones.

    Returns
    -------
    prob : ndarray, shape (n_grams,)
    weight : ndarray, shape (n_contexts,)
    """
    totals, taken = _per_context(level, counts), _taken(counts, discounts)
    weight = _divided(_per_context(level, taken), totals, otherwise=1.0)
    prob = (counts - taken) / totals[level.contexts] + weight[level.contexts] * lower
    return prob, weight


def katz_back_off(level: NGramLevel, counts: Floats, lower: Floats, discounts: Floats) -> Smoothed:
    """Take a fixed amount off every count and give it to the tokens that were not seen after the context only.

    Parameters
    ----------
    level : NGramLevel
    counts, lower : ndarray, shape (n_grams,)
        As in `jelinek_mercer`.
    discounts : ndarray, shape (n_discounts,)
        As in `absolute_discounting`.

    Returns
    -------
    prob : ndarray, shape (n_grams,)
    weight : ndarray, shape (n_contexts,)
    """
    totals, kinds = _per_context(level, counts), np.diff(level.starts)
    # Subtle: where every token was seen, nobody is there to take what is taken off, so nothing is.
    complete = kinds == level.vocab_size
    taken = np.where(complete[level.contexts], 0.0, _taken(counts, discounts))
    unseen = 1.0 - _per_context(level, lower)
    weight = _divided(_per_context(level, taken), totals * np.where(complete, 1.0, unseen), otherwise=1.0)
    return (counts - taken) / totals[level.contexts], weight


def estimated_discounts(counts: Floats, n_discounts: int) -> Floats:
    r"""Estimate what to take off from how many n-grams have a count of 1, 2, 3 and 4.

    .. math:: Y = \frac{n_1}{n_1 + 2 n_2}, \qquad D_i = i - (i + 1)\, Y\, \frac{n_{i+1}}{n_i}

    Parameters
    ----------
    counts : ndarray, shape (n_grams,)
    n_discounts : int
        1: Y for all counts; 3: D_1, D_2 and D_3 for 3 and more.

    Returns
    -------
    ndarray, shape (n_discounts,)
        Where a formula gives nothing usable, as in tiny or artificial texts, Y stands in, and 1/2 for Y.

    References
    ----------
    Ney, Essen and Kneser (1994), *On Structuring Probabilistic Dependences in Stochastic Language Modelling*; Chen and
    Goodman (1998), *An Empirical Study of Smoothing Techniques for Language Modeling*, eq. 26.
    """
    n = [float(np.sum(counts == i)) for i in range(5)]
    share = n[1] / (n[1] + 2 * n[2]) if n[1] and n[2] else 0.5
    if n_discounts == 1:
        return np.array([share])
    found = [i - (i + 1) * share * n[i + 1] / n[i] if n[i] else 0.0 for i in (1, 2, 3)]
    return np.array([amount if 0 < amount < i else share for i, amount in enumerate(found, start=1)])


def _per_context(level: NGramLevel, values: Floats) -> Floats:
    """Add up what belongs to the n-grams of each context: (n_contexts,)."""
    summed: Floats = np.bincount(level.contexts, weights=values, minlength=len(level.starts) - 1).astype(np.float64)
    return summed


def _taken(counts: Floats, discounts: Floats) -> Floats:
    """Return what is taken off each count, and no more than the count."""
    which = np.minimum(counts, len(discounts)).astype(np.int64) - 1
    return np.minimum(discounts[which], counts)


def _divided(a: Floats | float, b: Floats, otherwise: float) -> Floats:
    """Return a / b, and ``otherwise`` where b is 0."""
    return np.divide(a, b, out=np.full_like(b, otherwise), where=b > 0)
