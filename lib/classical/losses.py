"""Losses: what a model pays for its predictions, and how the payment changes with them.

Every loss here is a negative log-likelihood, so choosing a loss is choosing a model of the noise:

=====================  =============================================  ========================
loss of one sample     noise model                                    what y_pred is
=====================  =============================================  ========================
`SquaredError`         Gaussian, fixed variance                       the mean
`AbsoluteError`        Laplace, fixed scale                           the median
`Huber`                Gaussian centre with Laplace tails             between the two
`BinaryCrossEntropy`   Bernoulli                                      a logit
`CrossEntropy`         categorical                                    one logit for each class
=====================  =============================================  ========================

Only the first is a squared difference. All share one interface: ``value(y, y_pred)`` and
``gradient(y, y_pred)``.
"""

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_real, log_softmax, sigmoid, softmax, softplus
from lib.classical.loss import Loss, check_samples


class SquaredError(Loss):
    r"""Square the residual: the negative log-likelihood of a Gaussian, up to constants.

    .. math::
        \ell = (\hat y - y)^2, \qquad
        -\log \mathcal N(y \mid \hat y, \sigma^2) = \frac{\ell}{2\sigma^2} + \tfrac12\log(2\pi\sigma^2)

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Bishop (2006), *Pattern Recognition and Machine Learning*, section 1.2.5.

    Examples
    --------
    >>> from lib.classical import SquaredError
    >>> loss = SquaredError()
    >>> loss.value([1.0, 2.0], [1.0, 4.0])
    2.0
    >>> loss.gradient([1.0, 2.0], [1.0, 4.0])
    array([0., 2.])
    """

    def _elements(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return (y_pred - y) ** 2

    def _slopes(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return 2 * (y_pred - y)


class AbsoluteError(Loss):
    r"""Take the residual's size: the negative log-likelihood of a Laplace distribution, up to constants.

    .. math::
        \ell = |\hat y - y|, \qquad -\log \mathrm{Laplace}(y \mid \hat y, b) = \frac{\ell}{b} + \log(2b)

    Notes
    -----
    At a residual of exactly 0 the loss has a corner; `gradient` returns 0 there, one of its subgradients.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import AbsoluteError
    >>> AbsoluteError().value([1.0, 2.0], [1.0, 4.0])
    1.0
    >>> AbsoluteError().gradient([1.0, 2.0], [1.0, 4.0])
    array([0. , 0.5])
    """

    def _elements(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return np.abs(y_pred - y)

    def _slopes(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return np.sign(y_pred - y)


class Huber(Loss):
    r"""Square small residuals and only measure large ones, so that one outlier pulls with a bounded force.

    .. math::
        \ell = \begin{cases} \tfrac12 r^2 & |r| \le \delta \\ \delta\,(|r| - \tfrac12\delta) & |r| > \delta
        \end{cases} \qquad r = \hat y - y

    Parameters
    ----------
    delta : float, default 1.0
        Residual at which the parabola turns into a straight line, in the unit of `y`; above 0.

    Raises
    ------
    ValueError
        If `delta` is not above 0.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Huber (1964), *Robust Estimation of a Location Parameter*.

    Examples
    --------
    >>> from lib.classical import Huber
    >>> Huber(delta=1.0).value([0.0, 0.0], [0.5, 3.0])
    1.3125
    >>> Huber(delta=1.0).gradient([0.0, 0.0], [0.5, 3.0])
    array([0.25, 0.5 ])
    """

    def __init__(self, delta: float = 1.0) -> None:
        self.delta = check_real("delta", delta, low=0, closed="neither")

    def _elements(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        size = np.abs(y_pred - y)
        return np.where(size <= self.delta, 0.5 * size**2, self.delta * (size - 0.5 * self.delta))

    def _slopes(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return np.clip(y_pred - y, -self.delta, self.delta)


class BinaryCrossEntropy(Loss):
    r"""Score a logit against a 0/1 target: the negative log-likelihood of a Bernoulli variable, in nats.

    With :math:`p = \sigma(z) = 1/(1+e^{-z})`,

    .. math::
        \ell = -y\log p - (1-y)\log(1-p) = \log(1+e^{z}) - yz, \qquad \frac{\partial\ell}{\partial z} = p - y

    Notes
    -----
    The right-hand form needs no logarithm of a probability that may have been rounded to 0, and
    :math:`\log(1+e^z)` is computed without overflow. Targets between 0 and 1 are allowed (soft labels).
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 6.2.2.2.

    Examples
    --------
    >>> from lib.classical import BinaryCrossEntropy
    >>> BinaryCrossEntropy().value([1, 0], [1000.0, 1000.0])
    500.0
    >>> BinaryCrossEntropy().gradient([1, 0], [0.0, 0.0])
    array([-0.25,  0.25])
    """

    def _check(self, y: ArrayLike, y_pred: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        y, y_pred = super()._check(y, y_pred)
        if not np.all((y >= 0) & (y <= 1)):
            raise ValueError(f"y must lie between 0 and 1 for BinaryCrossEntropy, got {y.min():g} to {y.max():g}")
        return y, y_pred

    def _elements(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return softplus(y_pred) - y * y_pred

    def _slopes(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return sigmoid(y_pred) - y


class CrossEntropy(Loss):
    r"""Score one logit for each class against the true class: a categorical negative log-likelihood, in nats.

    .. math::
        \ell = -\log \mathrm{softmax}(z)_y = \log\sum_k e^{z_k} - z_y, \qquad
        \frac{\partial\ell}{\partial z_k} = \mathrm{softmax}(z)_k - [k = y]

    Notes
    -----
    `y` holds class numbers of shape ``(n_samples,)``, `y_pred` logits of shape ``(n_samples, n_classes)``.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Bishop (2006), *Pattern Recognition and Machine Learning*, section 4.3.4.

    Examples
    --------
    >>> from lib.classical import CrossEntropy
    >>> round(CrossEntropy().value([0, 2], [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]), 4)  # log 3: three equal guesses
    1.0986
    >>> CrossEntropy().gradient([1], [[0.0, 0.0]])
    array([[ 0.5, -0.5]])
    """

    def output_shape(self, y: np.ndarray) -> tuple[int, ...]:
        """Return the shape of one sample's logits.

        Parameters
        ----------
        y : ndarray of int, shape (n_samples,)
            Class numbers.

        Returns
        -------
        tuple of int
            ``(n_classes,)``.
        """
        return (int(np.max(y)) + 1,)

    def _check(self, y: ArrayLike, y_pred: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        y, y_pred = np.asarray(y), np.asarray(y_pred, dtype=np.float64)
        if y.ndim != 1 or y_pred.ndim != 2 or len(y) != len(y_pred):
            raise ValueError(
                f"y must have shape (n_samples,) and y_pred (n_samples, n_classes), got {y.shape} and {y_pred.shape}"
            )
        check_samples(y)
        if y.dtype.kind not in "iu":
            raise TypeError(f"y must hold integer class numbers, got dtype {y.dtype}")
        if y.min() < 0 or y.max() >= y_pred.shape[1]:
            raise ValueError(f"y must hold class numbers from 0 to {y_pred.shape[1] - 1}, got {y.min()} to {y.max()}")
        return y, y_pred

    def _elements(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        return -log_softmax(y_pred, axis=1)[np.arange(len(y)), y]

    def _slopes(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        slopes = softmax(y_pred, axis=1)
        slopes[np.arange(len(y)), y] -= 1
        return slopes
