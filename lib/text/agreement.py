"""How far raters agree, beyond what chance alone would give: Cohen's and Fleiss's kappa."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_choice
from lib.text.ids import Floats

WEIGHTINGS = (None, "linear", "quadratic")


def cohen_kappa(y1: ArrayLike, y2: ArrayLike, weighting: str | None = None) -> float:
    r"""Measure the agreement of two raters who judged the same items.

    .. math:: \kappa = \frac{p_o - p_e}{1 - p_e}

    p_o is the share of items they agree on, p_e the share two raters would who draw their answers with the same
    frequencies, blind to the items.

    Parameters
    ----------
    y1, y2 : array_like, shape (n_items,)
        Answers of any one kind: numbers or words.
    weighting : {None, "linear", "quadratic"}, default None
        None counts every disagreement alike. Else answers are grades, sorted, and a disagreement counts by how many
        grades lie between, or by the square.

    Returns
    -------
    float
        1 for full agreement, 0 for that of chance, below 0 for less; nan if both gave all items the same one answer,
        where chance agrees fully too.

    Raises
    ------
    ValueError
        If the lengths differ, there are no items, or ``weighting`` is unknown.

    Notes
    -----
    The same as scikit-learn's ``cohen_kappa_score``. Two raters only; for more see `fleiss_kappa`.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Cohen (1960), *A Coefficient of Agreement for Nominal Scales*.

    Examples
    --------
    >>> from lib.text import cohen_kappa
    >>> cohen_kappa(["good", "good", "bad", "bad"], ["good", "bad", "bad", "bad"])  # 3/4 agree, 1/2 by chance
    0.5
    """
    check_choice("weighting", weighting, WEIGHTINGS)
    first, second = np.asarray(y1), np.asarray(y2)
    if first.ndim != 1 or first.shape != second.shape or not first.size:
        raise ValueError(
            f"y1 and y2 must have the same shape (n_items,) with 1 item or more, got {first.shape} and {second.shape}"
        )
    kinds, numbers = np.unique(np.concatenate([first, second]), return_inverse=True)
    table = np.zeros((len(kinds), len(kinds)))
    np.add.at(table, (numbers[: len(first)], numbers[len(first) :]), 1 / len(first))
    apart = np.abs(np.subtract.outer(np.arange(len(kinds)), np.arange(len(kinds)))).astype(np.float64)
    distance = {None: np.sign(apart), "linear": apart, "quadratic": apart**2}[weighting]  # (n_kinds, n_kinds)
    by_chance = float((distance * np.outer(table.sum(axis=1), table.sum(axis=0))).sum())
    return 1 - float((distance * table).sum()) / by_chance if by_chance > 0 else math.nan


def fleiss_kappa(counts: ArrayLike) -> float:
    r"""Measure the agreement of any number of raters, each item judged by as many, not always the same ones.

    .. math:: \kappa = \frac{\bar P - \bar P_e}{1 - \bar P_e}

    with :math:`\bar P` the share of pairs of raters who agree on an item, averaged over the items, and
    :math:`\bar P_e = \sum_j p_j^2` from the shares of all answers.

    Parameters
    ----------
    counts : array_like, shape (n_items, n_classes)
        How many raters gave each item each answer; each row adds up to the number of raters.

    Returns
    -------
    float
        As `cohen_kappa`; nan if all answers are the same one.

    Raises
    ------
    ValueError
        If the table has another shape, a negative count, or rows that differ in sum or show fewer than two raters.

    Notes
    -----
    Two raters give nearly, not quite, Cohen's: here chance knows no rater's own habits.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Fleiss (1971), *Measuring Nominal Scale Agreement among Many Raters*.

    Examples
    --------
    >>> from lib.text import fleiss_kappa
    >>> round(fleiss_kappa([[3, 0], [2, 1], [0, 3]]), 4)  # three raters, three items
    0.55
    """
    table: Floats = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or not table.size or table.min() < 0:
        raise ValueError(f"counts must have shape (n_items, n_classes) and no entry below 0, got {table.tolist()}")
    n_raters = table.sum(axis=1)
    if len(set(n_raters.tolist())) > 1 or n_raters[0] < 2:
        raise ValueError(f"counts must show the same number of raters in each row, at least 2, got {n_raters.tolist()}")
    n = float(n_raters[0])
    agreeing = float(((table**2).sum(axis=1) - n).mean()) / (n * (n - 1))
    shares = table.sum(axis=0) / table.sum()
    by_chance = float((shares**2).sum())
    return (agreeing - by_chance) / (1 - by_chance) if (shares > 0).sum() > 1 else math.nan
