"""How sure a score is: draw the items again, with replacement, and look how it varies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.basics import as_rng, check_integer, check_real
from lib.text.ids import Floats


@dataclass(frozen=True)
class Interval:
    """Hold a score and the range it would move in.

    Parameters
    ----------
    estimate : float
        The score of the items themselves.
    low, high : float
        The percentiles that leave the confidence level between them.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import Interval
    >>> Interval(estimate=0.5, low=0.4, high=0.6).low
    0.4
    """

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class PairedComparison:
    """Hold the difference of two systems' scores on the same items.

    Parameters
    ----------
    difference : Interval
        Score of the first minus score of the second.
    p_value : float
        How often chance alone gives a difference as large, in either direction, were the two equally good.
    wins : float
        Share of the draws in which the first scored higher; half of a tie.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import Interval, PairedComparison
    >>> PairedComparison(Interval(1.2, 0.3, 2.1), p_value=0.01, wins=0.99).p_value
    0.01
    """

    difference: Interval
    p_value: float
    wins: float


def bootstrap_interval(
    items: ArrayLike,
    score: Callable[[Any], float] = np.mean,
    *,
    n_resamples: int = 1000,
    level: float = 0.95,
    rng: Any = None,
) -> Interval:
    """Estimate how a score would vary with other items of the same kind.

    Parameters
    ----------
    items : array_like, shape (n_items, ...)
        What is scored: one entry, or one row of figures, for each item (such as `bleu_statistics`).
    score : callable, default numpy.mean
        Takes an array of any selection of the items and returns a number.
    n_resamples : int, default 1000
    level : float, default 0.95
        Of confidence, in (0, 1).
    rng : None, int or numpy.random.Generator

    Returns
    -------
    Interval

    Raises
    ------
    TypeError, ValueError
        If there are no items or an option is out of range.

    Notes
    -----
    The plain percentile interval. It says nothing of what all items have in common, such as one author; with few items
    it is too narrow.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Efron (1979), *Bootstrap Methods: Another Look at the Jackknife*; Koehn (2004), *Statistical Significance Tests for
    Machine Translation Evaluation*.

    Examples
    --------
    >>> from lib.text import bootstrap_interval
    >>> wins = [1] * 60 + [0] * 40
    >>> found = bootstrap_interval(wins, rng=0)
    >>> found.estimate, round(found.low, 2), round(found.high, 2)
    (0.6, 0.51, 0.69)
    """
    rows = _items("items", items)
    share = _outside(level)
    drawn = np.array([score(rows[places]) for places in _draws(len(rows), n_resamples, rng)], dtype=np.float64)
    return _interval(float(score(rows)), drawn, share)


def paired_bootstrap(
    first: ArrayLike,
    second: ArrayLike,
    score: Callable[[Any], float] = np.mean,
    *,
    n_resamples: int = 1000,
    level: float = 0.95,
    rng: Any = None,
) -> PairedComparison:
    r"""Compare two systems on the same items, drawing the same items for both.

    .. math:: p = \frac{1 + \#\{|\delta_b - \bar\delta| \ge |\delta|\}}{1 + B}

    with δ the difference on the items themselves and :math:`\delta_b` that of draw b of B.

    Parameters
    ----------
    first, second : array_like, shape (n_items, ...)
        As ``items`` of `bootstrap_interval`; the same places are the same items.
    score, n_resamples, level, rng
        As in `bootstrap_interval`.

    Returns
    -------
    PairedComparison

    Raises
    ------
    TypeError, ValueError
        If the systems have different numbers of items, or an option is out of range.

    Notes
    -----
    What makes an item hard for both cancels, so differences show that two separate intervals would hide. The test looks
    at both directions; that of sacrebleu and Moses counts one, which halves p where a system is clearly better.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Koehn (2004), section 4; Riezler and Maxwell (2005), *On Some Pitfalls in Automatic Evaluation and Significance
    Testing for MT*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.text import paired_bootstrap
    >>> hard = np.random.default_rng(0).normal(size=200)
    >>> noise = np.random.default_rng(1).normal(scale=0.1, size=200)
    >>> found = paired_bootstrap(hard + 0.05 + noise, hard, rng=0)
    >>> found.p_value < 0.01, found.wins > 0.99
    (True, True)
    """
    ours, theirs = _items("first", first), _items("second", second)
    if len(ours) != len(theirs):
        raise ValueError(f"first and second must have the same number of items, got {len(ours)} and {len(theirs)}")
    share = _outside(level)
    draws = _draws(len(ours), n_resamples, rng)
    drawn = np.array([score(ours[places]) - score(theirs[places]) for places in draws], dtype=np.float64)
    difference = float(score(ours) - score(theirs))
    as_large = int(np.sum(np.abs(drawn - drawn.mean()) >= abs(difference)))
    wins = float(np.mean(drawn > 0) + np.mean(drawn == 0) / 2)
    return PairedComparison(_interval(difference, drawn, share), (1 + as_large) / (1 + n_resamples), wins)


def _items(name: str, items: ArrayLike) -> NDArray[Any]:
    rows = np.asarray(items)
    if rows.ndim == 0 or not len(rows):
        raise ValueError(f"{name} must have shape (n_items, ...) with 1 item or more, got {rows.shape}")
    return rows


def _outside(level: float) -> float:
    """Return the share of the draws on each side of an interval."""
    return (1 - check_real("level", level, low=0, high=1, closed="neither")) / 2


def _draws(n_items: int, n_resamples: int, rng: Any) -> NDArray[np.int64]:
    check_integer("n_resamples", n_resamples, low=1)
    return as_rng(rng).integers(n_items, size=(n_resamples, n_items))


def _interval(estimate: float, drawn: Floats, share: float) -> Interval:
    low, high = np.quantile(drawn, [share, 1 - share])
    return Interval(estimate, float(low), float(high))
