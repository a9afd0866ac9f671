"""What boosting asks of a loss: where to start, which way is down, and how far to go in each leaf."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from lib.ensembles.leaf_search import best_shifts

# A smaller sum of second derivatives means that the rows of a leaf are fitted already.
NO_CURVATURE = 1e-150


class Objective(ABC):
    """Answer the questions of boosting about one loss.

    Notes
    -----
    Raw predictions have the shape (n_outputs, n_samples): one row for each tree of a round. A *region* is a leaf of one
    of these trees; regions are numbered over all trees of the round, and ``region`` of shape (n_outputs, n_samples)
    says in which one a row lies. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Friedman (2001), *Greedy Function Approximation: A Gradient Boosting Machine*, algorithm 1.
    """

    n_outputs: int = 1

    @abstractmethod
    def start(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the best constant, shape (n_outputs,): line 1 of Friedman's algorithm."""

    @abstractmethod
    def descent(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return minus the derivative of each row's own loss by its raw predictions, shape (n_outputs, n_samples)."""

    @abstractmethod
    def steps(
        self,
        y: np.ndarray,
        raw: np.ndarray,
        descent: np.ndarray,
        weight: np.ndarray,
        region: np.ndarray,
        n_regions: int,
    ) -> np.ndarray:
        """Return what each region adds to the raw predictions of its rows, shape (n_regions,)."""

    @abstractmethod
    def value(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> float:
        """Return the weighted mean loss."""


def newton_steps(
    descent: np.ndarray, curvature: np.ndarray, weight: np.ndarray, region: np.ndarray, n_regions: int
) -> np.ndarray:
    r"""Step in each region to the bottom of the parabola that touches its loss.

    .. math:: \gamma = -\frac{\sum_i w_i\, \partial\ell_i}{\sum_i w_i\, \partial^2\ell_i}

    Parameters
    ----------
    descent, curvature : ndarray, shape (n_outputs, n_samples)
        Minus the first, and the second derivative of each row's loss.
    weight : ndarray, shape (n_samples,)
    region : ndarray of int, shape (n_outputs, n_samples)
    n_regions : int

    Returns
    -------
    ndarray, shape (n_regions,)
        0 where the loss is flat.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Friedman, Hastie and Tibshirani (2000), *Additive Logistic Regression: A Statistical View of Boosting*, algorithm 3.
    """
    place = region.ravel()
    down = np.bincount(place, (weight * descent).ravel(), minlength=n_regions)
    curved = np.bincount(place, (weight * curvature).ravel(), minlength=n_regions)
    return np.divide(down, curved, out=np.zeros(n_regions), where=np.abs(curved) > NO_CURVATURE)


class NewtonObjective(Objective):
    """Let each region take a Newton step."""

    @abstractmethod
    def curvature(self, y: np.ndarray, raw: np.ndarray, descent: np.ndarray) -> np.ndarray:
        """Return the second derivative of each row's loss by each raw prediction, shape (n_outputs, n_samples)."""

    def steps(
        self,
        y: np.ndarray,
        raw: np.ndarray,
        descent: np.ndarray,
        weight: np.ndarray,
        region: np.ndarray,
        n_regions: int,
    ) -> np.ndarray:
        """Return a Newton step for each region; 0 where the loss is flat."""
        return newton_steps(descent, self.curvature(y, raw, descent), weight, region, n_regions)


class AnyLoss(Objective):
    """Boost a loss of the reader's own, which gives ``value`` and ``gradient`` as the losses of ``lib.classical`` do.

    Parameters
    ----------
    loss : Loss
        With ``value(y, y_pred, sample_weight)`` and ``gradient(y, y_pred)``, both means over the rows. If it has a
        method ``curvature(y, y_pred)`` as well, the second derivative of each row's own loss in the shape of
        ``y_pred``, leaves take Newton steps, which go too far where the loss becomes flat far from its minimum;
        otherwise the best constant of each leaf is searched.
    n_outputs : int, default 1
        With one output, ``y_pred`` has the shape (n_samples,), else (n_samples, n_outputs).

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import AbsoluteError
    >>> from lib.ensembles.boosting_objective import AnyLoss
    >>> AnyLoss(AbsoluteError()).start(np.array([1.0, 2.0, 9.0]), np.ones(3)).round(6)  # the median
    array([2.])
    """

    def __init__(self, loss: Any, n_outputs: int = 1) -> None:
        self.loss = loss
        self.n_outputs = n_outputs

    def _as_prediction(self, raw: np.ndarray) -> np.ndarray:
        """Return raw predictions in the shape that the loss asks for."""
        return raw[0] if self.n_outputs == 1 else np.ascontiguousarray(raw.T)

    def start(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Search the best constant of each output, one after the other, from 0 on."""
        raw = np.zeros((self.n_outputs, len(y)))
        region = np.broadcast_to(np.arange(self.n_outputs)[:, None], raw.shape)
        return self._searched(y, raw, weight, region, self.n_outputs)

    def descent(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return minus the gradient of the loss, taken back from the mean over rows to each row's own loss."""
        slopes = np.asarray(self.loss.gradient(y, self._as_prediction(raw)), dtype=np.float64) * len(y)
        return -np.ascontiguousarray(slopes.reshape(len(y), -1).T)

    def steps(
        self,
        y: np.ndarray,
        raw: np.ndarray,
        descent: np.ndarray,
        weight: np.ndarray,
        region: np.ndarray,
        n_regions: int,
    ) -> np.ndarray:
        """Return Newton steps if the loss has a curvature, else the best constants."""
        if not hasattr(self.loss, "curvature"):
            return self._searched(y, raw, weight, region, n_regions)
        curvature = np.asarray(self.loss.curvature(y, self._as_prediction(raw)), dtype=np.float64)
        return newton_steps(descent, curvature.reshape(len(y), -1).T, weight, region, n_regions)

    def _searched(
        self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray, region: np.ndarray, n_regions: int
    ) -> np.ndarray:
        """Search the best shift of each region, those of the other outputs left as they are."""
        shifts = np.zeros(n_regions)
        for k, place in enumerate(region):

            def pull(shift: np.ndarray, k: int = k, place: np.ndarray = place) -> np.ndarray:
                moved = raw.copy()
                moved[k] += shift[place]
                return np.bincount(place, weight * self.descent(y, moved, weight)[k], minlength=n_regions)

            shifts += best_shifts(pull, np.bincount(place, weight, minlength=n_regions))
        return shifts

    def value(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> float:
        """Return the weighted mean loss."""
        return float(self.loss.value(y, self._as_prediction(raw), weight))
