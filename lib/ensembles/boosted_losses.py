"""Two losses that boosting made known, or that need it: the exponential loss and the pinball loss."""

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_real
from lib.classical.loss import Loss


class Exponential(Loss):
    r"""Punish a wrong sign exponentially: the loss that AdaBoost minimises.

    .. math:: \ell = e^{-(2y - 1)\,\hat y}, \qquad
              \frac{\partial \ell}{\partial \hat y} = -(2y - 1)\, e^{-(2y - 1)\,\hat y}

    Notes
    -----
    The target is 0 or 1. The best constant is half the log-odds, so :math:`\sigma(2 \hat y)` is a probability. A row
    far on the wrong side outweighs all others, which makes the loss sensitive to wrong labels; the cross-entropy grows
    only linearly there. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Friedman, Hastie and Tibshirani (2000), *Additive Logistic Regression: A Statistical View of Boosting*, section 3.

    Examples
    --------
    >>> from lib.ensembles.boosted_losses import Exponential
    >>> loss = Exponential()
    >>> loss.value([1, 0], [0.0, 0.0]), loss.gradient([1, 0], [0.0, 0.0])
    (1.0, array([-0.5,  0.5]))
    """

    def _check(self, y: ArrayLike, y_pred: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        y, y_pred = super()._check(y, y_pred)
        if not np.isin(y, (0, 1)).all():
            raise ValueError(f"y must hold 0 and 1 for Exponential, got {y.min():g} to {y.max():g}")
        return y, y_pred

    def _elements(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        result: np.ndarray = np.exp((1 - 2 * y) * y_pred)
        return result

    def _slopes(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return (1 - 2 * y) * self._elements(y, y_pred)


class Pinball(Loss):
    r"""Weigh residuals above and below differently: the best constant is a quantile.

    .. math:: \ell = \begin{cases} \alpha\,(y - \hat y) & y \ge \hat y \\ (1 - \alpha)(\hat y - y) & y < \hat y
              \end{cases}

    Parameters
    ----------
    alpha : float, default 0.5
        Which quantile, strictly between 0 and 1: the share of targets below the best constant.

    Raises
    ------
    TypeError, ValueError
        If ``alpha`` is no number between 0 and 1.

    Notes
    -----
    With ``alpha=0.5`` it is half the absolute error. At the corner the slope is 0, one of its subgradients.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Koenker and Bassett (1978), *Regression Quantiles*.

    Examples
    --------
    >>> from lib.ensembles.boosted_losses import Pinball
    >>> loss = Pinball(alpha=0.9)
    >>> loss.value([1.0, 1.0], [0.0, 2.0]), loss.gradient([1.0, 1.0], [0.0, 2.0])
    (0.5, array([-0.45,  0.05]))
    """

    def __init__(self, alpha: float = 0.5) -> None:
        self.alpha = check_real("alpha", alpha, low=0, high=1, closed="neither")

    def _elements(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return np.maximum(self.alpha * (y - y_pred), (1 - self.alpha) * (y_pred - y))

    def _slopes(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return np.where(y > y_pred, -self.alpha, np.where(y < y_pred, 1 - self.alpha, 0.0))
