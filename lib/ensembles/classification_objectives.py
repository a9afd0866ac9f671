"""How boosting treats the losses of classification: log loss for any number of classes, exponential loss for two."""

import numpy as np

from lib.basics import logsumexp, sigmoid
from lib.classical.losses import BinaryCrossEntropy
from lib.ensembles.boosted_losses import Exponential
from lib.ensembles.boosting_objective import NewtonObjective

# A class without weight would have the log-odds minus infinity.
LEAST_SHARE = float(np.finfo(np.float64).eps)


def _shares(y: np.ndarray, weight: np.ndarray, n_classes: int) -> np.ndarray:
    """Return the share of each class."""
    share = np.bincount(y, weight, minlength=n_classes) / weight.sum()
    return np.clip(share, LEAST_SHARE, 1 - LEAST_SHARE)


def _log_odds(y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the log-odds of the second of two classes, shape (1,)."""
    share = _shares(y, weight, 2)[1:]
    return np.log(share / (1 - share))


class LogLoss(NewtonObjective):
    r"""Boost the log-odds of two classes.

    The residuals are :math:`y - p` with :math:`p = \sigma(F)`, and a leaf adds
    :math:`\sum_i w_i (y_i - p_i) / \sum_i w_i p_i (1 - p_i)`.

    References
    ----------
    Friedman (2001), *Greedy Function Approximation: A Gradient Boosting Machine*, algorithm 5, where F is half of ours.
    """

    def start(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the log-odds of the second class."""
        return _log_odds(y, weight)

    def descent(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return target minus probability."""
        return y - sigmoid(raw)

    def curvature(self, y: np.ndarray, raw: np.ndarray, descent: np.ndarray) -> np.ndarray:
        """Return p (1 - p)."""
        size = np.abs(descent)
        return size * (1 - size)

    def value(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> float:
        """Return the mean log loss in nats."""
        return BinaryCrossEntropy().value(y, raw[0], weight)


class SoftmaxLogLoss(NewtonObjective):
    r"""Boost one score for each of K classes, by K trees a round.

    The residuals are :math:`[y = k] - p_k` with the softmax :math:`p`, and a leaf of tree :math:`k` adds
    :math:`\frac{K-1}{K} \sum_i w_i r_{ik} / \sum_i w_i p_{ik} (1 - p_{ik})`.

    Parameters
    ----------
    n_classes : int

    References
    ----------
    Friedman (2001), *Greedy Function Approximation: A Gradient Boosting Machine*, algorithm 6.
    """

    def __init__(self, n_classes: int) -> None:
        self.n_outputs = n_classes

    def start(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the logarithms of the shares, less their mean."""
        scores = np.log(_shares(y, weight, self.n_outputs))
        return scores - scores.mean()

    def descent(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return one-hot target minus probabilities."""
        down = raw - raw.max(axis=0)
        np.exp(down, out=down)
        down /= -down.sum(axis=0)
        down[y, np.arange(len(y))] += 1.0
        return down

    def curvature(self, y: np.ndarray, raw: np.ndarray, descent: np.ndarray) -> np.ndarray:
        """Return p (1 - p) of each class, times K / (K - 1)."""
        size = np.abs(descent)
        bent: np.ndarray = (1 - size) * size
        bent *= self.n_outputs / (self.n_outputs - 1)
        return bent

    def value(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> float:
        """Return the mean log loss in nats."""
        losses = logsumexp(raw, axis=0) - raw[y, np.arange(len(y))]
        return float(np.average(losses, weights=weight))


class ExponentialObjective(NewtonObjective):
    """Boost half the log-odds of two classes by the exponential loss, as AdaBoost does in other words."""

    def start(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return half the log-odds of the second class."""
        return _log_odds(y, weight) / 2

    def descent(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the rows' weights in AdaBoost, with the sign of their class."""
        sign = 2 * y - 1
        result: np.ndarray = sign * np.exp(-sign * raw)
        return result

    def curvature(self, y: np.ndarray, raw: np.ndarray, descent: np.ndarray) -> np.ndarray:
        """Return the loss itself, which is its own second derivative."""
        return np.abs(descent)

    def value(self, y: np.ndarray, raw: np.ndarray, weight: np.ndarray) -> float:
        """Return the mean exponential loss."""
        return Exponential().value(y, raw[0], weight)
