"""Bootstrap samples as counts: how often each row is drawn, which rows are not, and what is said of those."""

import warnings
from typing import Any

import numpy as np

from lib.basics import as_rng, check_array, check_count, check_integer


def count_draws(max_samples: int | float | None, size: float) -> int:
    """Turn ``max_samples`` into a number of draws.

    Parameters
    ----------
    max_samples : int, float or None
        A number, a share of ``size``, or all of it.
    size : float
        Number of rows, or the sum of their weights.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    TypeError
        If ``max_samples`` is no number.
    ValueError
        If it is an integer below 1 or a share outside (0, 1].

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.ensembles.bootstrap import count_draws
    >>> [count_draws(share, 200) for share in (None, 0.5, 7)]
    [200, 100, 7]
    """
    if max_samples is None:
        return max(1, int(size))
    return check_count("max_samples", max_samples, size)


def bootstrap_counts(
    n_samples: int, n_sets: int, n_draws: int | None = None, *, share: Any = None, random_state: Any = None
) -> np.ndarray:
    r"""Draw rows with replacement, several times over, and count.

    A row is left out of a set of n draws with probability

    .. math:: (1 - 1/n)^n \to e^{-1} \approx 0.368

    so a set holds about 63.2% of the rows, some of them several times. A count does the work of copies: it is a weight.

    Parameters
    ----------
    n_samples : int
    n_sets : int
        Number of bootstrap samples.
    n_draws : int, optional
        Draws for each; ``n_samples`` if not given.
    share : array_like, shape (n_samples,), optional
        Probability of each row, up to a factor; all alike if not given.
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_sets, n_samples)
        How often each row was drawn, as floats; rows add up to ``n_draws``. Where it is 0 the row is "out of bag".

    Raises
    ------
    TypeError, ValueError
        If a number is none or below 1, or ``share`` is not one non-negative number for each row with a positive sum.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Efron (1979), *Bootstrap Methods: Another Look at the Jackknife*, section 2.

    Examples
    --------
    >>> from lib.ensembles.bootstrap import bootstrap_counts
    >>> counts = bootstrap_counts(1000, 50, random_state=0)
    >>> counts.sum(axis=1).tolist() == [1000.0] * 50
    True
    >>> round(float((counts == 0).mean()), 2)
    0.37
    """
    for name, number in (("n_samples", n_samples), ("n_sets", n_sets)):
        check_integer(name, number, low=1)
    n_draws = n_samples if n_draws is None else check_integer("n_draws", n_draws, low=1)
    rng = as_rng(random_state)
    if share is None:
        rows = rng.integers(0, n_samples, (n_sets, n_draws))
    else:
        share = check_array(share, "share", ndim=1)
        if share.shape != (n_samples,) or (share < 0).any() or share.sum() <= 0:
            raise ValueError(
                f"share must hold {n_samples} non-negative numbers with a positive sum, got shape {share.shape},"
                f" smallest {share.min()}, sum {share.sum()}"
            )
        rows = rng.choice(n_samples, (n_sets, n_draws), p=share / share.sum())
    rows += n_samples * np.arange(n_sets)[:, None]
    return np.bincount(rows.ravel(), minlength=n_sets * n_samples).reshape(n_sets, n_samples).astype(np.float64)


def mean_out_of_bag(total: np.ndarray, n_voters: np.ndarray) -> np.ndarray:
    """Divide sums of out-of-bag responses by the number of members that had a say in each row.

    Parameters
    ----------
    total : ndarray, shape (n_samples, ...)
        Sum of the responses of those members that did not see the row.
    n_voters : ndarray, shape (n_samples,)
        How many these were.

    Returns
    -------
    ndarray, shape (n_samples, ...)
        NaN in rows that all members saw.

    Warns
    -----
    UserWarning
        If there is such a row. It points to the caller of ``fit``, three calls up.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman (1996), *Out-of-Bag Estimation*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.ensembles.bootstrap import mean_out_of_bag
    >>> mean_out_of_bag(np.array([6.0, 5.0]), np.array([3, 2]))
    array([2. , 2.5])
    """
    if not n_voters.all():
        warnings.warn(
            f"{(n_voters == 0).sum()} of {len(n_voters)} rows are in the bag of every member and have no out-of-bag"
            " prediction; raise n_estimators",
            UserWarning,
            stacklevel=4,
        )
    return (total.T / np.where(n_voters > 0, n_voters, np.nan)).T
