"""Proximal gradient descent for an L1 penalty: a gradient step, then a shrinkage that makes exact zeros."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.basics import check_real
from lib.optim.optimizer import Optimizer


class ProximalSGD(Optimizer):
    r"""Minimise a loss plus :math:`\alpha\lVert x\rVert_1` with steps that set small weights to exactly 0.

    .. math::
        z = x_{t-1} - \eta\,(g_t + \lambda x_{t-1}), \qquad
        x_t = \operatorname{sign}(z)\,\max(|z| - \eta\alpha, 0)

    Parameters
    ----------
    params : iterable of Tensor of any shape, or iterable of dict
        Parameters or parameter groups; give biases a group with ``l1=0``.
    lr : float, default 0.001
        Learning rate :math:`\eta`, at least 0.
    l1 : float, default 0
        :math:`\alpha`, strength of the penalty, at least 0.
    weight_decay : float, default 0
        :math:`\lambda`: adds the gradient of :math:`\tfrac\lambda2\lVert x\rVert^2` (the elastic net).

    Raises
    ------
    TypeError
        If an option is no number.
    ValueError
        If an option is out of range.

    Notes
    -----
    The second line is the proximal map of the penalty, the point that minimises
    :math:`\tfrac12\lVert x - z\rVert^2 + \eta\alpha\lVert x\rVert_1`. A subgradient step, which adds
    :math:`\alpha\operatorname{sign}(x)` to the gradient, jumps over 0 and leaves small weights instead of zeros. The
    loss passed to ``backward`` must not hold the L1 penalty as well. Full-batch steps converge for
    :math:`\eta < 2/L`, with :math:`L` the largest curvature of the loss; noisy gradients need a falling rate.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Beck & Teboulle (2009), *A Fast Iterative Shrinkage-Thresholding Algorithm for Linear Inverse Problems*, equation
    1.4 (ISTA); Duchi & Singer (2009), *Efficient Online and Batch Learning Using Forward Backward Splitting*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import ProximalSGD
    >>> class Weight:
    ...     data, grad = np.array([1.0, 0.05, -0.5]), np.zeros(3)
    >>> weight = Weight()
    >>> ProximalSGD([weight], lr=0.1, l1=1.0).step()
    >>> weight.data
    array([ 0.9,  0. , -0.4])
    """

    def __init__(self, params: Iterable[Any], lr: float = 1e-3, l1: float = 0, weight_decay: float = 0) -> None:
        super().__init__(params, {"lr": lr, "l1": l1, "weight_decay": weight_decay})

    def _check(self, options: dict[str, Any]) -> None:
        for name in ("lr", "l1", "weight_decay"):
            check_real(name, options[name], low=0)

    def _update(self, data: np.ndarray, grad: np.ndarray, state: dict[str, Any], group: dict[str, Any]) -> None:
        lr = group["lr"]
        data -= lr * (grad + group["weight_decay"] * data)
        data -= np.clip(data, -lr * group["l1"], lr * group["l1"])  # soft threshold
