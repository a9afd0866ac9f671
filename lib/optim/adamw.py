"""AdamW: Adam whose weight decay shrinks the weights directly instead of passing through the averages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.optim.adam import Adam


class AdamW(Adam):
    r"""Shrink the weights by a factor, then step as Adam does on the gradient of the loss alone.

    .. math:: x_t = (1 - \eta\lambda)\,x_{t-1} - \eta\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}

    Parameters
    ----------
    params : iterable of Tensor of any shape, or iterable of dict
        Parameters or parameter groups; biases and norms often get a group with ``weight_decay=0``.
    lr : float, default 0.001
        Learning rate :math:`\eta`, at least 0.
    betas : tuple of float, default (0.9, 0.999)
        Decay rates of the two averages, at least 0 and below 1.
    eps : float, default 1e-8
        Against division by 0.
    weight_decay : float, default 0.01
        :math:`\lambda`, at least 0.
    amsgrad : bool, default False
        Divide by the largest :math:`v` so far.
    maximize : bool, default False
        Climb instead of descending; the weights shrink all the same.

    Raises
    ------
    TypeError
        If an option is no number, or `betas` no pair.
    ValueError
        If an option is out of range.

    Notes
    -----
    With `Adam`'s ``weight_decay`` the penalty's gradient :math:`\lambda x` is divided by :math:`\sqrt{\hat v}` like the
    rest, so weights with large gradients are hardly decayed. Here every weight shrinks by the same share. For plain SGD
    the two are one. As in torch the decay is :math:`\eta\lambda`, so a schedule of `lr` acts on it too.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Loshchilov & Hutter (2019), *Decoupled Weight Decay Regularization*, algorithm 2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import AdamW
    >>> class Weight:
    ...     data, grad = np.array([1.0, 1.0]), np.array([100.0, 0.0])
    >>> weight = Weight()
    >>> AdamW([weight], lr=0.1, weight_decay=0.5).step()
    >>> weight.data.round(6)  # both shrink to 0.95; only the first has a gradient to step against
    array([0.85, 0.95])
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize)

    def _update(self, data: np.ndarray, grad: np.ndarray, state: dict[str, Any], group: dict[str, Any]) -> None:
        data *= 1 - group["lr"] * group["weight_decay"]
        super()._update(data, grad, state, {**group, "weight_decay": 0})
