"""LAMB: Adam's direction with a step length in proportion to each layer's weights, for very large batches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.basics import check_real
from lib.optim.adam import averages, check_betas
from lib.optim.optimizer import Optimizer


class LAMB(Optimizer):
    r"""Step along Adam's direction, as far in each layer as that layer's weights are long.

    With :math:`\hat m, \hat v` as in Adam, for each layer :math:`i` (one parameter array)

    .. math::
        r_t = \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}, \qquad
        x^{(i)}_t = x^{(i)}_{t-1} - \eta\,
        \frac{\phi(\lVert x^{(i)}_{t-1}\rVert)}{\lVert r^{(i)}_t + \lambda x^{(i)}_{t-1}\rVert}
        \left(r^{(i)}_t + \lambda x^{(i)}_{t-1}\right)

    Parameters
    ----------
    params : iterable of Tensor of any shape, or iterable of dict
        Parameters or parameter groups; each array is a layer of its own.
    lr : float, default 0.001
        Learning rate :math:`\eta`, at least 0: the relative length of a step.
    betas : tuple of float, default (0.9, 0.999)
        Decay rates of the two averages, at least 0 and below 1.
    eps : float, default 1e-6
        :math:`\varepsilon`, against division by 0.
    weight_decay : float, default 0
        :math:`\lambda`, decoupled as in AdamW but inside the normalised direction.
    bounds : tuple of float, optional
        :math:`\gamma_l, \gamma_u` of :math:`\phi(z) = \min(\max(z, \gamma_l), \gamma_u)`; without it
        :math:`\phi(z) = z`.
    maximize : bool, default False
        Climb instead of descending.

    Raises
    ------
    TypeError
        If an option is no number, or `betas` or `bounds` no pair.
    ValueError
        If an option is out of range.

    Notes
    -----
    Where :math:`\phi` or the direction has length 0, the quotient is undefined (or would keep weights that start at 0,
    such as biases, at 0 for ever); as in the authors' code it is then 1, and the step is Adam's. torch has no LAMB.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    You, Li, Reddi, Hseu, Kumar, Bhojanapalli, Song, Demmel, Keutzer & Hsieh (2020), *Large Batch Optimization for Deep
    Learning: Training BERT in 76 minutes*, algorithm 2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import LAMB
    >>> class Weight:
    ...     data, grad = np.array([3.0, 4.0]), np.array([1.0, 1.0])
    >>> weight = Weight()
    >>> LAMB([weight], lr=0.1).step()
    >>> round(float(np.linalg.norm(weight.data - [3.0, 4.0])), 6)  # a tenth of the length 5
    0.5
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6,
        weight_decay: float = 0,
        *,
        bounds: tuple[float, float] | None = None,
        maximize: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "bounds": bounds,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def _check(self, options: dict[str, Any]) -> None:
        for name in ("lr", "eps", "weight_decay"):
            check_real(name, options[name], low=0)
        check_betas(options["betas"])
        if (bounds := options["bounds"]) is not None:
            if not isinstance(bounds, tuple | list) or len(bounds) != 2:
                raise TypeError(f"bounds must be a pair of numbers such as (0.0, 10.0), got {bounds!r}")
            low = check_real("bounds[0]", bounds[0], low=0)
            check_real("bounds[1]", bounds[1], low=low)

    def _update(self, data: np.ndarray, grad: np.ndarray, state: dict[str, Any], group: dict[str, Any]) -> None:
        m, v, m_correction, v_correction = averages(data, grad, state, group["betas"])
        direction = m / m_correction / (np.sqrt(v / v_correction) + group["eps"])
        direction = direction + group["weight_decay"] * data
        length = float(np.linalg.norm(data))  # phi
        if group["bounds"] is not None:
            length = min(max(length, group["bounds"][0]), group["bounds"][1])
        divisor = float(np.linalg.norm(direction))
        trust = length / divisor if length > 0 and divisor > 0 else 1.0
        data -= group["lr"] * trust * direction
