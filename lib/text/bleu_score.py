"""The formula of BLEU: from counts of n-grams to a score."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_choice, check_real

MAX_NGRAM_ORDER = 4
# What is done about a length of n-gram without a match, and the value each method takes if none is given.
SMOOTH_METHODS = {"none": 0.0, "floor": 0.1, "add-k": 1.0, "exp": 0.0}


@dataclass(frozen=True)
class BLEUScore:
    """Hold a BLEU score and what it is made of.

    Parameters
    ----------
    score : float
        From 0 to 100.
    precisions : tuple of float
        For n-grams of 1 to 4 tokens: how many percent stand in a reference, smoothing included.
    brevity_penalty : float
        From 0 to 1; 1 if the translation is no shorter than the reference.
    hypothesis_length, reference_length : int
        Tokens.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import sentence_bleu
    >>> round(sentence_bleu("a b c d", ["a b c d e"]).brevity_penalty, 4)  # exp(1 - 5/4)
    0.7788
    """

    score: float
    precisions: tuple[float, ...]
    brevity_penalty: float
    hypothesis_length: int
    reference_length: int


def bleu_from_statistics(
    figures: ArrayLike,
    *,
    smooth_method: str = "exp",
    smooth_value: float | None = None,
    use_effective_order: bool = False,
) -> BLEUScore:
    """Compute BLEU from sums of counts.

    Parameters
    ----------
    figures : array_like, shape (10,)
        A row of `bleu_statistics`, or the sum of some.
    smooth_method, smooth_value, use_effective_order
        As in `corpus_bleu`.

    Returns
    -------
    BLEUScore

    Raises
    ------
    TypeError, ValueError
        If an option is unknown or out of range.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import bleu_from_statistics
    >>> bleu_from_statistics([3, 3, 2, 1, 0, 0, 3, 2, 1, 0], smooth_method="none").score
    0.0
    """
    check_choice("smooth_method", smooth_method, tuple(SMOOTH_METHODS))
    value = SMOOTH_METHODS[smooth_method] if smooth_value is None else check_real("smooth_value", smooth_value, low=0)
    h, r, *counts = np.asarray(figures).tolist()
    matches, totals = counts[:MAX_NGRAM_ORDER], counts[MAX_NGRAM_ORDER:]
    penalty = 1.0 if h >= r else math.exp(1 - r / h) if h else 0.0
    precisions, halvings, n_orders = [0.0] * MAX_NGRAM_ORDER, 0, MAX_NGRAM_ORDER
    if not any(matches):
        return BLEUScore(0.0, tuple(precisions), penalty, int(h), int(r))
    for n, (match, total) in enumerate(zip(matches, totals)):
        if smooth_method == "add-k" and n > 0:
            match, total = match + value, total + value
        if total == 0:
            break
        n_orders = n + 1 if use_effective_order else MAX_NGRAM_ORDER
        if match == 0 and smooth_method == "exp":
            halvings += 1
            match = 0.5**halvings
        elif match == 0 and smooth_method == "floor":
            match = value
        precisions[n] = 100 * match / total
    used = precisions[:n_orders]
    score = penalty * math.exp(sum(map(math.log, used)) / n_orders) if all(used) else 0.0
    return BLEUScore(score, tuple(precisions), penalty, int(h), int(r))
