"""Schedules that start from a share of the rate: constant for some steps, or rising or falling along a line."""

from __future__ import annotations

from lib.basics import check_integer, check_real
from lib.optim.lr_scheduler.schedule import LRScheduler
from lib.optim.optimizer import Optimizer


class ConstantLR(LRScheduler):
    """Hold the rate at a share of itself for some steps, then use it in full.

    Parameters
    ----------
    optimizer : Optimizer
    factor : float, default 1/3
        The share, above 0 and at most 1.
    total_iters : int, default 5
        Steps at the share, at least 1.
    last_epoch : int, default -1
        Steps already made.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `factor` or `total_iters` is out of range.

    Notes
    -----
    For a rate that never changes, use no schedule, or ``factor=1``. torch takes 0 for both too: with a `factor` of 0
    it fails at step `total_iters` with a division by 0, with ``total_iters=0`` it stays at the share for ever.
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD
    >>> from lib.optim.lr_scheduler import ConstantLR
    >>> class Weight:
    ...     data, grad = np.zeros(1), None
    >>> optimizer = SGD([Weight()], lr=8.0)
    >>> scheduler = ConstantLR(optimizer, factor=0.5, total_iters=2)
    >>> rates = []
    >>> for _ in range(4):
    ...     rates += scheduler.get_last_lr()
    ...     optimizer.step()
    ...     scheduler.step()
    >>> rates
    [4.0, 4.0, 8.0, 8.0]
    """

    def __init__(
        self, optimizer: Optimizer, factor: float = 1.0 / 3, total_iters: int = 5, last_epoch: int = -1
    ) -> None:
        self.factor = check_real("factor", factor, low=0, high=1, closed="right")
        self.total_iters = check_integer("total_iters", total_iters, low=1)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """Return the present rates, times or divided by the factor where its span begins or ends."""
        if self.last_epoch == 0:
            return [lr * self.factor for lr in self._present()]
        if self.last_epoch != self.total_iters:
            return self._present()
        return [lr * (1.0 / self.factor) for lr in self._present()]

    def _start_lr(self) -> list[float]:
        return [base * self.factor for base in self.base_lrs]


class LinearLR(LRScheduler):
    r"""Move the rate along a line from one share of itself to another; from small to 1 it is the usual warm-up.

    .. math::
        \eta_t = \eta_0 \left(a + (b - a)\,\frac{\min(t, T)}{T}\right), \qquad
        a = \text{start\_factor}, \; b = \text{end\_factor}, \; T = \text{total\_iters}

    Parameters
    ----------
    optimizer : Optimizer
    start_factor : float, default 1/3
        :math:`a`, above 0 and at most 1.
    end_factor : float, default 1.0
        :math:`b`, from 0 to 1.
    total_iters : int, default 5
        :math:`T`, at least 1.
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
    torch takes ``total_iters=0`` too, and then stays at the start factor for ever.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Goyal et al. (2017), *Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour*, section 2.2 (warm-up).

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD
    >>> from lib.optim.lr_scheduler import LinearLR
    >>> class Weight:
    ...     data, grad = np.zeros(1), None
    >>> optimizer = SGD([Weight()], lr=8.0)
    >>> scheduler = LinearLR(optimizer, start_factor=0.25, total_iters=3)
    >>> rates = []
    >>> for _ in range(5):
    ...     rates += scheduler.get_last_lr()
    ...     optimizer.step()
    ...     scheduler.step()
    >>> rates
    [2.0, 4.0, 6.0, 8.0, 8.0]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        self.start_factor = check_real("start_factor", start_factor, low=0, high=1, closed="right")
        self.end_factor = check_real("end_factor", end_factor, low=0, high=1)
        self.total_iters = check_integer("total_iters", total_iters, low=1)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """Return the present rates times the quotient of this step's factor and the last one's."""
        if self.last_epoch == 0:
            return [lr * self.start_factor for lr in self._present()]
        if self._is_initial or self.last_epoch > self.total_iters:
            return self._present()
        rise = self.end_factor - self.start_factor
        before = self.total_iters * self.start_factor + (self.last_epoch - 1) * rise
        return [lr * (1.0 + rise / before) for lr in self._present()]

    def _start_lr(self) -> list[float]:
        return [base * self.start_factor for base in self.base_lrs]
