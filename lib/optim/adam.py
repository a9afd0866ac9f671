"""Adam: running averages of the gradient and of its square, both corrected for their start at zero."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.basics import check_real
from lib.optim.optimizer import Optimizer, remembered


def check_betas(betas: Any) -> None:
    """Raise unless `betas` are two decay rates, at least 0 and below 1.

    Parameters
    ----------
    betas : tuple of float

    Raises
    ------
    TypeError
        If it is no pair of numbers.
    ValueError
        If one is out of range.

    Examples
    --------
    >>> from lib.optim.adam import check_betas
    >>> check_betas((0.9, 1.0))
    Traceback (most recent call last):
        ...
    ValueError: betas[1] must be >= 0 and < 1, got 1.0
    """
    if not isinstance(betas, tuple | list) or len(betas) != 2:
        raise TypeError(f"betas must be a pair of numbers such as (0.9, 0.999), got {betas!r}")
    for index, beta in enumerate(betas):
        check_real(f"betas[{index}]", beta, low=0, high=1, closed="left")


def averages(
    data: np.ndarray, grad: np.ndarray, state: dict[str, Any], betas: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray, float, float]:
    r"""Move Adam's two averages on by one gradient.

    .. math::
        m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t, \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2

    Parameters
    ----------
    data, grad : ndarray of one shape
        A parameter and its gradient.
    state : dict
        Holds ``step``, ``exp_avg`` and ``exp_avg_sq``; changed in place.
    betas : tuple of float
        The decay rates :math:`\beta_1, \beta_2`.

    Returns
    -------
    m, v : ndarray, shape of `data`
        The averages themselves, not copies.
    m_correction, v_correction : float
        :math:`1-\beta_1^t` and :math:`1-\beta_2^t`. An average that starts at 0 is too small by this factor in
        expectation, so :math:`\hat m = m/(1-\beta_1^t)` and :math:`\hat v = v/(1-\beta_2^t)`.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim.adam import averages
    >>> state = {}
    >>> m, v, m_correction, v_correction = averages(np.zeros(1), np.array([2.0]), state, (0.9, 0.999))
    >>> (m / m_correction).round(6), (v / v_correction).round(6)  # the gradient and its square
    (array([2.]), array([4.]))
    """
    beta1, beta2 = betas
    step = state["step"] = state.get("step", 0) + 1  # t starts at 1: at 0 the correction would be 0
    m, v = remembered(state, "exp_avg", data), remembered(state, "exp_avg_sq", data)
    m += (1 - beta1) * (grad - m)
    v *= beta2
    v += (1 - beta2) * grad * grad
    return m, v, 1 - beta1**step, 1 - beta2**step


class Adam(Optimizer):
    r"""Step along the average gradient, divided coordinate by coordinate by the root of the average squared gradient.

    .. math::
        g_t &= \nabla f(x_{t-1}) + \lambda x_{t-1} \\
        m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t, \qquad v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2 \\
        \hat m_t &= \frac{m_t}{1-\beta_1^t}, \qquad \hat v_t = \frac{v_t}{1-\beta_2^t}, \qquad
        x_t = x_{t-1} - \eta\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}

    Parameters
    ----------
    params : iterable of Tensor of any shape, or iterable of dict
        Parameters or parameter groups.
    lr : float, default 0.001
        Learning rate :math:`\eta`, at least 0: about the length of a step in each coordinate.
    betas : tuple of float, default (0.9, 0.999)
        Decay rates :math:`\beta_1, \beta_2` of the two averages, at least 0 and below 1.
    eps : float, default 1e-8
        :math:`\varepsilon`, against division by 0.
    weight_decay : float, default 0
        :math:`\lambda`: an L2 penalty, whose gradient goes through the averages; `AdamW` shrinks the weights instead.
    amsgrad : bool, default False
        Divide by the largest :math:`v` so far, so that no step grows because large gradients were forgotten.
    maximize : bool, default False
        Climb instead of descending.

    Raises
    ------
    TypeError
        If an option is no number, or `betas` no pair.
    ValueError
        If an option is out of range.

    Notes
    -----
    Keeps two arrays a parameter (three with `amsgrad`). The averages start at 0 and are too small by
    :math:`1-\beta^t`, each by its own factor; uncorrected, the first step would be
    :math:`(1-\beta_1)/\sqrt{1-\beta_2}` = 3.2 times as long. :math:`v` is the average square, not a variance:
    nothing is centred. As in torch, `amsgrad` compares the uncorrected :math:`v`.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Kingma & Ba (2015), *Adam: A Method for Stochastic Optimization*, algorithm 1; Reddi, Kale & Kumar (2018), *On the
    Convergence of Adam and Beyond*, algorithm 2 (AMSGrad).

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import Adam
    >>> class Weight:
    ...     data, grad = np.array([1.0, 1.0]), np.array([100.0, 0.01])
    >>> weight = Weight()
    >>> Adam([weight], lr=0.1).step()
    >>> weight.data.round(6)
    array([0.9, 0.9])
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def _check(self, options: dict[str, Any]) -> None:
        for name in ("lr", "eps", "weight_decay"):
            check_real(name, options[name], low=0)
        check_betas(options["betas"])

    def _update(self, data: np.ndarray, grad: np.ndarray, state: dict[str, Any], group: dict[str, Any]) -> None:
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * data
        m, v, m_correction, v_correction = averages(data, grad, state, group["betas"])
        if group["amsgrad"]:
            largest = remembered(state, "max_exp_avg_sq", data)
            v = np.maximum(largest, v, out=largest)
        root = np.sqrt(v / v_correction)
        data -= group["lr"] / m_correction * m / (root + group["eps"])
