"""Polyak's heavy ball: momentum written with the last two points instead of a velocity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.basics import check_real
from lib.optim.optimizer import Optimizer


class HeavyBall(Optimizer):
    r"""Step against the gradient and keep a share of the last move.

    .. math:: x_{k+1} = x_k - \eta\,\nabla f(x_k) + \beta\,(x_k - x_{k-1}), \qquad x_{-1} = x_0

    Parameters
    ----------
    params : iterable of Tensor of any shape, or iterable of dict
        Parameters or parameter groups.
    lr : float, default 0.001
        Learning rate :math:`\eta`, at least 0.
    momentum : float, default 0.9
        :math:`\beta`, at least 0, and below 1 to be of use.
    weight_decay : float, default 0
        Adds the gradient of half this times :math:`\lVert x\rVert^2`.
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
    The difference :math:`x_k - x_{k-1}` takes the place of the velocity, not of the gradient. With a constant learning
    rate the points are those of ``SGD(momentum=beta)``: put :math:`x_k - x_{k-1} = -\eta v_k`. After a change of `lr`
    they differ: here the last move keeps the old rate, in ``SGD`` the whole velocity is multiplied by the new one.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Polyak (1964), *Some methods of speeding up the convergence of iteration methods*, USSR Computational Mathematics
    and Mathematical Physics 4(5).

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import HeavyBall
    >>> class Weight:
    ...     data, grad = np.array([1.0]), np.array([1.0])
    >>> weight = Weight()
    >>> optimizer = HeavyBall([weight], lr=0.1, momentum=0.9)
    >>> for _ in range(3):
    ...     optimizer.step()
    >>> weight.data.round(3)
    array([0.439])
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0.9,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "maximize": maximize})

    def _check(self, options: dict[str, Any]) -> None:
        for name in ("lr", "momentum", "weight_decay"):
            check_real(name, options[name], low=0)

    def _update(self, data: np.ndarray, grad: np.ndarray, state: dict[str, Any], group: dict[str, Any]) -> None:
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * data
        previous = state.get("previous", data)
        now = np.array(data)
        data += group["momentum"] * (now - previous) - group["lr"] * grad
        state["previous"] = now
