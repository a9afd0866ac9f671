"""Cosine annealing: the rate falls along half a cosine."""

from __future__ import annotations

import math

from lib.basics import check_integer, check_real
from lib.optim.lr_scheduler.schedule import LRScheduler
from lib.optim.optimizer import Optimizer


class CosineAnnealingLR(LRScheduler):
    r"""Let the rate fall from its start to a floor along half a cosine.

    .. math:: \eta_t = \eta_{min} + \tfrac12(\eta_0 - \eta_{min})\left(1 + \cos\frac{\pi t}{T_{max}}\right)

    Parameters
    ----------
    optimizer : Optimizer
    T_max : int
        Steps from the start to the floor, at least 1.
    eta_min : float, default 0.0
        The floor, at least 0.
    last_epoch : int, default -1
        Steps already made.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range.

    Notes
    -----
    After ``T_max`` steps the cosine goes on, so the rate rises again: stop there. The paper's restarts, jumps back to
    the start, are left out, as in torch's class of this name.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Loshchilov & Hutter (2017), *SGDR: Stochastic Gradient Descent with Warm Restarts*, equation 5.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD
    >>> from lib.optim.lr_scheduler import CosineAnnealingLR
    >>> class Weight:
    ...     data, grad = np.zeros(1), None
    >>> optimizer = SGD([Weight()], lr=1.0)
    >>> scheduler = CosineAnnealingLR(optimizer, T_max=4)
    >>> rates = []
    >>> for _ in range(5):
    ...     rates += scheduler.get_last_lr()
    ...     optimizer.step()
    ...     scheduler.step()
    >>> [round(rate, 3) for rate in rates]
    [1.0, 0.854, 0.5, 0.146, 0.0]
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        self.T_max = check_integer("T_max", T_max, low=1)
        self.eta_min = check_real("eta_min", eta_min, low=0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """Return the rates that follow from the present ones; equal to the formula where nothing else moves them."""
        if self._is_initial:
            return self._present()
        step, turn = self.last_epoch, math.pi / self.T_max
        pairs = list(zip(self._present(), self.base_lrs))
        if (step - 1 - self.T_max) % (2 * self.T_max) == 0:  # from the floor, where the quotient below would be 0/0
            return [lr + (base - self.eta_min) * (1 - math.cos(turn)) / 2 for lr, base in pairs]
        fall = (1 + math.cos(turn * step)) / (1 + math.cos(turn * (step - 1)))
        return [self.eta_min + fall * (lr - self.eta_min) for lr, _ in pairs]
