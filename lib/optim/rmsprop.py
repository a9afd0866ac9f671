"""RMSprop: Adagrad that forgets, by a running average of squared gradients instead of their sum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.basics import check_real
from lib.optim.optimizer import Optimizer, remembered


class RMSprop(Optimizer):
    r"""Divide each coordinate's step by the root of a running average of its squared gradients.

    .. math::
        g_t &= \nabla f(x_{t-1}) + \lambda x_{t-1}, \qquad s_t = \alpha s_{t-1} + (1-\alpha) g_t^2 \\
        x_t &= x_{t-1} - \eta\,\frac{g_t}{\sqrt{s_t} + \varepsilon}

    Centred, the average gradient :math:`\bar g_t = \alpha\bar g_{t-1} + (1-\alpha)g_t` is taken off:
    :math:`\sqrt{s_t - \bar g_t^2}`, an estimate of the standard deviation. With momentum, the step is
    :math:`\eta b_t`, :math:`b_t = \mu b_{t-1} + g_t/(\sqrt{s_t} + \varepsilon)`.

    Parameters
    ----------
    params : iterable of Tensor of any shape, or iterable of dict
        Parameters or parameter groups.
    lr : float, default 0.01
        Learning rate :math:`\eta`, at least 0.
    alpha : float, default 0.99
        :math:`\alpha`, the share of the old average that stays; from 0 to 1.
    eps : float, default 1e-8
        :math:`\varepsilon`, against division by 0.
    weight_decay : float, default 0
        :math:`\lambda`: adds the gradient of :math:`\tfrac\lambda2\lVert x\rVert^2`.
    momentum : float, default 0
        :math:`\mu`, at least 0.
    centered : bool, default False
        Take off the square of the average gradient.
    maximize : bool, default False
        Climb instead of descending.

    Raises
    ------
    TypeError
        If an option is no number.
    ValueError
        If an option is out of range.

    Notes
    -----
    The average starts at 0 and is not corrected for it, so the first step is :math:`1/\sqrt{1-\alpha}` (10 at the
    default) times as long as later steps of the same gradient. Centred, a gradient that does not change has a variance
    near 0, and rounding decides the size of its step; where rounding makes the variance negative, torch gives NaN and
    this class takes 0.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Tieleman & Hinton (2012), *Lecture 6.5, RMSprop*, Coursera; Graves (2013), *Generating Sequences With Recurrent
    Neural Networks*, equations 38 to 41 (centred, with momentum).

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import RMSprop
    >>> class Weight:
    ...     data, grad = np.array([1.0, 1.0]), np.array([100.0, 0.01])
    >>> weight = Weight()
    >>> RMSprop([weight], lr=0.01).step()
    >>> weight.data.round(4)
    array([0.9, 0.9])
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "alpha": alpha,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "centered": centered,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def _check(self, options: dict[str, Any]) -> None:
        for name in ("lr", "eps", "weight_decay", "momentum"):
            check_real(name, options[name], low=0)
        check_real("alpha", options["alpha"], low=0, high=1)

    def _update(self, data: np.ndarray, grad: np.ndarray, state: dict[str, Any], group: dict[str, Any]) -> None:
        state["step"] = state.get("step", 0) + 1
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * data
        alpha, square_avg = group["alpha"], remembered(state, "square_avg", data)
        square_avg *= alpha
        square_avg += (1 - alpha) * grad * grad
        variance = square_avg
        if group["centered"]:
            grad_avg = remembered(state, "grad_avg", data)
            grad_avg += (1 - alpha) * (grad - grad_avg)
            variance = np.maximum(square_avg - grad_avg * grad_avg, 0)  # Subtle: rounding can make it negative
        scaled = grad / (np.sqrt(variance) + group["eps"])
        if group["momentum"]:
            buffer = remembered(state, "momentum_buffer", data)
            buffer *= group["momentum"]
            buffer += scaled
            scaled = buffer
        data -= group["lr"] * scaled
