"""Stochastic gradient descent: plain, with momentum, with Nesterov's look-ahead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.basics import check_real
from lib.optim.optimizer import Optimizer


class SGD(Optimizer):
    r"""Step against the gradient, or against a running sum of gradients (momentum).

    .. math::
        g_t &= \nabla f(x_{t-1}) + \lambda x_{t-1} \\
        v_t &= \mu v_{t-1} + (1 - \tau) g_t, \qquad v_1 = g_1 \\
        x_t &= x_{t-1} - \eta v_t \qquad \text{or, with Nesterov's look-ahead,} \qquad
        x_t = x_{t-1} - \eta (g_t + \mu v_t)

    Parameters
    ----------
    params : iterable of Tensor of any shape, or iterable of dict
        Parameters or parameter groups.
    lr : float, default 0.001
        Learning rate :math:`\eta`, at least 0.
    momentum : float, default 0
        :math:`\mu`, the share of the old velocity that stays; at least 0, and below 1 to be of use.
    dampening : float, default 0
        :math:`\tau`; with ``dampening=momentum`` the velocity is an average of gradients, not a sum, from the second
        step on.
    weight_decay : float, default 0
        :math:`\lambda`: adds the gradient of :math:`\tfrac\lambda2\lVert x\rVert^2`.
    nesterov : bool, default False
        Use the gradient as it will be after the velocity's next move.
    maximize : bool, default False
        Climb instead of descending.

    Raises
    ------
    TypeError
        If an option is no number.
    ValueError
        If an option is out of range, or `nesterov` is set without momentum or with dampening.

    Notes
    -----
    The learning rate stands outside the velocity, so a change of `lr` acts on old gradients too; `HeavyBall` and the
    form :math:`v = \mu v + \eta g` keep the old rate for them. For a constant rate all three agree. The velocity is a
    plain sum: gradients that stay the same move :math:`x` by :math:`\eta/(1-\mu)` times their size.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Robbins & Monro (1951), *A Stochastic Approximation Method*; Polyak (1964), *Some methods of speeding up the
    convergence of iteration methods*; Nesterov (1983); Sutskever, Martens, Dahl & Hinton (2013), *On the importance of
    initialization and momentum in deep learning*, section 2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD
    >>> class Weight:
    ...     data, grad = np.array([1.0]), np.array([1.0])
    >>> weight = Weight()
    >>> optimizer = SGD([weight], lr=0.1, momentum=0.9)
    >>> for _ in range(3):  # the gradient stays 1, so the steps grow: 0.1, 0.19, 0.271
    ...     optimizer.step()
    >>> weight.data.round(3)
    array([0.439])
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def _check(self, options: dict[str, Any]) -> None:
        for name in ("lr", "momentum", "weight_decay"):
            check_real(name, options[name], low=0)
        check_real("dampening", options["dampening"])
        if options["nesterov"] and (options["momentum"] <= 0 or options["dampening"] != 0):
            raise ValueError(
                "Nesterov momentum requires a momentum and zero dampening: momentum must be > 0 and dampening 0, got"
                f" {options['momentum']} and {options['dampening']}"
            )

    def _update(self, data: np.ndarray, grad: np.ndarray, state: dict[str, Any], group: dict[str, Any]) -> None:
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * data
        if momentum := group["momentum"]:
            if "momentum_buffer" not in state:
                # Subtle: the first velocity is the whole gradient, dampening or not.
                state["momentum_buffer"] = velocity = np.array(grad)
            else:
                velocity = state["momentum_buffer"]
                velocity *= momentum
                velocity += (1 - group["dampening"]) * grad
            grad = grad + momentum * velocity if group["nesterov"] else velocity
        data -= group["lr"] * grad
