"""Adagrad: a learning rate of its own for each coordinate, from the sum of its squared gradients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.basics import check_real
from lib.optim.optimizer import Optimizer, remembered


class Adagrad(Optimizer):
    r"""Divide each coordinate's step by the root of the sum of its squared gradients.

    .. math::
        g_t &= \nabla f(x_{t-1}) + \lambda x_{t-1}, \qquad
        s_t = s_{t-1} + g_t^2, \qquad s_0 = \text{initial\_accumulator\_value} \\
        x_t &= x_{t-1} - \frac{\eta}{1 + (t-1)\,\eta_d}\,\frac{g_t}{\sqrt{s_t} + \varepsilon}

    Parameters
    ----------
    params : iterable of Tensor of any shape, or iterable of dict
        Parameters or parameter groups.
    lr : float, default 0.01
        Learning rate :math:`\eta`, at least 0.
    lr_decay : float, default 0
        :math:`\eta_d`, a further decay of the rate with the number of steps.
    weight_decay : float, default 0
        :math:`\lambda`: adds the gradient of :math:`\tfrac\lambda2\lVert x\rVert^2`.
    initial_accumulator_value : float, default 0
        Start of the sum; above 0 it makes the first steps smaller.
    eps : float, default 1e-10
        :math:`\varepsilon`, against division by 0.
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
    The sum never falls, so the steps shrink like :math:`1/\sqrt t` even where the gradient stays the same. Keeps one
    array a parameter.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Duchi, Hazan & Singer (2011), *Adaptive Subgradient Methods for Online Learning and Stochastic Optimization*, figure
    1 with the diagonal matrix.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import Adagrad
    >>> class Weight:
    ...     data, grad = np.array([1.0, 1.0]), np.array([100.0, 0.01])
    >>> weight = Weight()
    >>> Adagrad([weight], lr=0.1).step()
    >>> weight.data.round(6)  # the first step has the same length whatever the gradient's size
    array([0.9, 0.9])
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "eps": eps,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def _check(self, options: dict[str, Any]) -> None:
        for name in ("lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps"):
            check_real(name, options[name], low=0)

    def _update(self, data: np.ndarray, grad: np.ndarray, state: dict[str, Any], group: dict[str, Any]) -> None:
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * data
        rate = group["lr"] / (1 + state.get("step", 0) * group["lr_decay"])  # t - 1 steps are behind us
        state["step"] = state.get("step", 0) + 1
        total = remembered(state, "sum", data, group["initial_accumulator_value"])
        total += grad * grad
        data -= rate * grad / (np.sqrt(total) + group["eps"])
