"""Losses for numbers: how much a difference costs."""

from __future__ import annotations

from typing import Any

from lib.basics import check_real
from lib.grad import Tensor, functional
from lib.layers.reduced_loss import ReducedLoss


class MSELoss(ReducedLoss):
    r"""Square the difference.

    .. math:: \ell = (x - y)^2

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}, default "mean"
        Average over all elements, add them up, or return each.

    Raises
    ------
    ValueError
        If ``reduction`` is not one of the three.

    Notes
    -----
    Shapes that differ are broadcast with a warning, as in torch: labels of shape (N,) against outputs of shape (N, 1)
    give an N x N table of differences, and training then ends at a constant prediction.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Bishop (2006), *Pattern Recognition and Machine Learning*, section 1.2.5.

    Examples
    --------
    >>> from lib.layers import MSELoss
    >>> MSELoss()([1.0, 4.0], [1.0, 2.0]).item()
    2.0
    """

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss of an input of any shape against a target of the same shape."""
        return functional.mse_loss(input, target, reduction=self.reduction)


class L1Loss(ReducedLoss):
    r"""Take the absolute difference.

    .. math:: \ell = |x - y|

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}, default "mean"
        Average over all elements, add them up, or return each.

    Raises
    ------
    ValueError
        If ``reduction`` is not one of the three.

    Notes
    -----
    Its minimiser is the median, which one outlier cannot move far. At a difference of 0 the slope is taken as 0.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import L1Loss
    >>> L1Loss()([1.0, 4.0], [1.0, 2.0]).item()
    1.0
    """

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss of an input of any shape against a target of the same shape."""
        return functional.l1_loss(input, target, reduction=self.reduction)


class SmoothL1Loss(ReducedLoss):
    r"""Square small differences over beta, and take the size of large ones.

    .. math:: \ell = \tfrac{1}{2\beta}(x-y)^2 \text{ for } |x-y| < \beta, \quad |x-y| - \tfrac12\beta \text{ otherwise}

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}, default "mean"
        Average over all elements, add them up, or return each.
    beta : float, default 1.0
        Difference at which the parabola turns into a straight line of slope 1; 0 gives `L1Loss`.

    Raises
    ------
    TypeError, ValueError
        If ``reduction`` is not one of the three or ``beta`` is negative.

    Notes
    -----
    `HuberLoss` with ``delta=beta`` is ``beta`` times this; they are equal at 1 only.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Girshick (2015), *Fast R-CNN*, equation 3.

    Examples
    --------
    >>> from lib.layers import SmoothL1Loss
    >>> SmoothL1Loss(beta=2.0)([0.0, 0.0], [1.0, 5.0]).item()
    2.125
    """

    def __init__(self, *, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__(reduction=reduction)
        check_real("beta", beta, low=0)
        self.beta = beta

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss of an input of any shape against a target of the same shape."""
        return functional.smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)


class HuberLoss(ReducedLoss):
    r"""Square small differences, and let the slope of large ones stay at delta.

    .. math:: \ell = \tfrac12(x-y)^2 \text{ for } |x-y| < \delta, \quad \delta(|x-y| - \tfrac12\delta) \text{ otherwise}

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}, default "mean"
        Average over all elements, add them up, or return each.
    delta : float, default 1.0
        Difference at which the parabola turns into a straight line; above 0.

    Raises
    ------
    TypeError, ValueError
        If ``reduction`` is not one of the three or ``delta`` is not positive.

    Notes
    -----
    It is ``delta`` times `SmoothL1Loss` with ``beta=delta``.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Huber (1964), *Robust Estimation of a Location Parameter*.

    Examples
    --------
    >>> from lib.layers import HuberLoss
    >>> HuberLoss(delta=2.0)([0.0, 0.0], [1.0, 5.0]).item()
    4.25
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction=reduction)
        check_real("delta", delta, low=0, closed="neither")
        self.delta = delta

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss of an input of any shape against a target of the same shape."""
        return functional.huber_loss(input, target, reduction=self.reduction, delta=self.delta)
