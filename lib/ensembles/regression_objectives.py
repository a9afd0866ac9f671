"""How boosting treats the losses of regression that scikit-learn knows by name."""

import numpy as np

from lib.basics import check_real
from lib.classical.losses import AbsoluteError, Huber, SquaredError
from lib.ensembles.boosted_losses import Pinball
from lib.ensembles.boosting_objective import NewtonObjective, Objective


def lower_quantiles(
    values: np.ndarray, weight: np.ndarray, region: np.ndarray, n_regions: int, share: float
) -> np.ndarray:
    """Find a quantile of every region.

    Parameters
    ----------
    values, weight : ndarray, shape (n_samples,)
    region : ndarray of int, shape (n_samples,)
        From 0 to ``n_regions - 1``.
    n_regions : int
    share : float
        Between 0 and 1.

    Returns
    -------
    ndarray, shape (n_regions,)
        The least value of a region with at least this share of its weight at or below it; 0 where there is no weight.

    Notes
    -----
    One sort for all regions. Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.ensembles.regression_objectives import lower_quantiles
    >>> lower_quantiles(np.array([5.0, 1.0, 2.0, 7.0]), np.ones(4), np.array([0, 0, 0, 1]), 2, 0.5)
    array([2., 7.])
    """
    used = np.flatnonzero(weight > 0)
    order = used[np.lexsort((values[used], region[used]))]
    place, below = region[order], np.cumsum(weight[order])
    total = np.bincount(place, weight[order], minlength=n_regions)
    before = np.cumsum(total) - total
    # Rounding in the sums must not push an exact share to the next value.
    target = before + share * total - 1e-12 * below[-1]
    first = np.searchsorted(below, target)
    count = np.bincount(place, minlength=n_regions)
    end = np.cumsum(count)
    at = order[np.clip(first, end - count, np.maximum(end - 1, 0)).clip(max=len(order) - 1)]
    return np.where(count > 0, values[at], 0.0)


class SquaredObjective(NewtonObjective):
    """Fit residuals: minus the derivative of half the squared error; a leaf's step is its mean residual."""

    def start(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the mean."""
        return np.array([np.average(y, weights=weight)])

    def descent(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the residuals."""
        return y - raw

    def curvature(self, y: np.ndarray, raw: np.ndarray, descent: np.ndarray) -> np.ndarray:
        """Return ones."""
        return np.ones_like(raw)

    def value(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> float:
        """Return the mean squared error."""
        return SquaredError().value(y, raw[0], weight)


class QuantileObjective(Objective):
    """Fit signs of residuals, and step by a quantile of the residuals of each leaf.

    Parameters
    ----------
    alpha : float
        Which quantile; 0.5 for the median.
    absolute : bool
        Measure the absolute error, which is twice the pinball loss of the median.
    """

    def __init__(self, alpha: float, absolute: bool = False) -> None:
        self.alpha = alpha
        self.loss = AbsoluteError() if absolute else Pinball(alpha)

    def start(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the quantile."""
        return lower_quantiles(y, weight, np.zeros(len(y), dtype=np.intp), 1, self.alpha)

    def descent(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return alpha where the target is above, alpha - 1 where it is below; signs for the absolute error."""
        return -self.loss.gradient(y, raw[0])[None, :] * len(y)

    def steps(
        self,
        y: np.ndarray,
        raw: np.ndarray,
        descent: np.ndarray,
        weight: np.ndarray,
        region: np.ndarray,
        n_regions: int,
    ) -> np.ndarray:
        """Return the quantile of the residuals in each region."""
        return lower_quantiles(y - raw[0], weight, region[0], n_regions, self.alpha)

    def value(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> float:
        """Return the mean loss."""
        return self.loss.value(y, raw[0], weight)


class HuberObjective(Objective):
    r"""Fit residuals that are cut off at a quantile of their sizes, taken anew each round.

    Parameters
    ----------
    alpha : float
        Share of the residuals that are not cut off.

    Notes
    -----
    The step of a leaf is the median of its residuals plus the mean of what is left, cut off at :math:`\delta`:
    one step from the median towards the best constant.

    References
    ----------
    Friedman (2001), *Greedy Function Approximation: A Gradient Boosting Machine*, algorithm 4.
    """

    def __init__(self, alpha: float) -> None:
        self.alpha = alpha
        self.delta = 1.0

    def start(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the median."""
        start = lower_quantiles(y, weight, np.zeros(len(y), dtype=np.intp), 1, 0.5)
        self._set_delta(y - start, weight)
        return start

    def _set_delta(self, residual: np.ndarray, weight: np.ndarray) -> None:
        one = np.zeros(len(residual), dtype=np.intp)
        self.delta = float(lower_quantiles(np.abs(residual), weight, one, 1, self.alpha)[0])

    def descent(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Choose the width of this round and return the residuals, cut off."""
        residual = y - raw
        self._set_delta(residual[0], weight)
        return np.clip(residual, -self.delta, self.delta)

    def steps(
        self,
        y: np.ndarray,
        raw: np.ndarray,
        descent: np.ndarray,
        weight: np.ndarray,
        region: np.ndarray,
        n_regions: int,
    ) -> np.ndarray:
        """Return the median of the residuals of each region, moved by the mean of the cut-off rest."""
        place, residual = region[0], y - raw[0]
        median = lower_quantiles(residual, weight, place, n_regions, 0.5)
        rest = np.clip(residual - median[place], -self.delta, self.delta)
        total = np.bincount(place, weight, minlength=n_regions)
        moved = np.bincount(place, weight * rest, minlength=n_regions)
        return median + np.divide(moved, total, out=np.zeros(n_regions), where=total > 0)

    def value(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> float:
        """Return the mean Huber loss with the width of the last round."""
        if self.delta == 0:  # all residuals that are not cut off are 0
            return 0.0
        return Huber(self.delta).value(y, raw[0], weight)


REGRESSION_LOSSES = ("squared_error", "absolute_error", "huber", "quantile")


def regression_objective(loss: str, alpha: float) -> Objective:
    """Return the objective of a loss known by name.

    Parameters
    ----------
    loss : {"squared_error", "absolute_error", "huber", "quantile"}
    alpha : float
        The quantile of "huber" and "quantile", strictly between 0 and 1.

    Returns
    -------
    Objective

    Raises
    ------
    TypeError, ValueError
        If ``alpha`` is out of range.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.ensembles.regression_objectives import regression_objective
    >>> type(regression_objective("huber", 0.9)).__name__
    'HuberObjective'
    """
    alpha = check_real("alpha", alpha, low=0, high=1, closed="neither")
    if loss == "squared_error":
        return SquaredObjective()
    if loss == "absolute_error":
        return QuantileObjective(0.5, absolute=True)
    return HuberObjective(alpha) if loss == "huber" else QuantileObjective(alpha)
