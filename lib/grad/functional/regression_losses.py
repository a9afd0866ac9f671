"""Losses for numbers: squared, absolute, and between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lib.basics import check_real
from lib.grad.functional.reduction import difference_loss

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def mse_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    r"""Compute the squared error :math:`(\hat y - y)^2`.

    Parameters
    ----------
    input, target : Tensor of any shape, both the same
        Another shape of ``target`` broadcasts, with a warning, as in torch.
    reduction : {"mean", "sum", "none"}, default "mean"

    Returns
    -------
    Tensor, shape () or that of ``input``

    Raises
    ------
    ValueError
        If ``reduction`` is unknown.

    Notes
    -----
    torch's deprecated ``size_average`` and ``reduce`` are left out, here and in the other losses.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import mse_loss
    >>> mse_loss(Tensor([1.0, 4.0]), Tensor([1.0, 2.0]))
    tensor(2.)
    """
    return difference_loss("mse_loss", input, target, reduction, lambda r: (r * r, 2 * r))


def l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    r"""Compute the absolute error :math:`|\hat y - y|`.

    Parameters
    ----------
    input, target : Tensor of any shape, both the same
    reduction : {"mean", "sum", "none"}, default "mean"

    Returns
    -------
    Tensor, shape () or that of ``input``

    Notes
    -----
    The slope at 0 is taken as 0.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import l1_loss
    >>> l1_loss(Tensor([1.0, 4.0]), Tensor([1.0, 2.0]))
    tensor(1.)
    """
    return difference_loss("l1_loss", input, target, reduction, lambda r: (np.abs(r), np.sign(r)))


def smooth_l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    r"""Compute :math:`r^2/(2\beta)` for :math:`|r| < \beta`, else :math:`|r| - \beta/2`.

    Parameters
    ----------
    input, target : Tensor of any shape, both the same
    reduction : {"mean", "sum", "none"}, default "mean"
    beta : float, default 1.0
        Where the parabola ends, at least 0; 0 gives `l1_loss`.

    Returns
    -------
    Tensor, shape () or that of ``input``

    Raises
    ------
    ValueError
        If ``beta`` is negative.

    Notes
    -----
    `huber_loss` is ``beta`` times this one: its tails grow with ``delta``, these always have slope 1.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Girshick (2015), *Fast R-CNN*, equation 3.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import smooth_l1_loss
    >>> smooth_l1_loss(Tensor([0.5, 4.0]), Tensor([0.0, 0.0]), reduction="none")
    tensor([0.125, 3.5  ])
    """
    check_real("beta", beta, low=0)
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)

    def formula(r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        size = np.abs(r)
        near = size < beta
        return np.where(near, r * r / (2 * beta), size - beta / 2), np.where(near, r / beta, np.sign(r))

    return difference_loss("smooth_l1_loss", input, target, reduction, formula)


def huber_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    r"""Compute :math:`r^2/2` for :math:`|r| \le \delta`, else :math:`\delta(|r| - \delta/2)`.

    Parameters
    ----------
    input, target : Tensor of any shape, both the same
    reduction : {"mean", "sum", "none"}, default "mean"
    delta : float, default 1.0
        Where the parabola ends, above 0.

    Returns
    -------
    Tensor, shape () or that of ``input``

    Raises
    ------
    ValueError
        If ``delta`` is not above 0.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Huber (1964), *Robust Estimation of a Location Parameter*.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import huber_loss
    >>> huber_loss(Tensor([0.5, 4.0]), Tensor([0.0, 0.0]), reduction="none", delta=2.0)
    tensor([0.125, 6.   ])
    """
    check_real("delta", delta, low=0, closed="neither")

    def formula(r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        size = np.abs(r)
        near = size <= delta
        return np.where(near, 0.5 * r * r, delta * (size - 0.5 * delta)), np.clip(r, -delta, delta)

    return difference_loss("huber_loss", input, target, reduction, formula)
