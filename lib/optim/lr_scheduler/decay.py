"""Schedules that multiply the rate by a fixed factor: every step, every few steps, at chosen steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lib.basics import check_integer, check_real
from lib.optim.lr_scheduler.schedule import LRScheduler
from lib.optim.optimizer import Optimizer


class StepLR(LRScheduler):
    r"""Multiply the rate by ``gamma`` every ``step_size`` steps: :math:`\eta_t = \eta_0\gamma^{\lfloor t/s\rfloor}`.

    Parameters
    ----------
    optimizer : Optimizer
    step_size : int
        At least 1.
    gamma : float, default 0.1
        At least 0.
    last_epoch : int, default -1
        Steps already made.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `step_size` or `gamma` is out of range.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD
    >>> from lib.optim.lr_scheduler import StepLR
    >>> class Weight:
    ...     data, grad = np.zeros(1), None
    >>> optimizer = SGD([Weight()], lr=8.0)
    >>> scheduler = StepLR(optimizer, step_size=2, gamma=0.5)
    >>> rates = []
    >>> for _ in range(5):
    ...     rates += scheduler.get_last_lr()
    ...     optimizer.step()
    ...     scheduler.step()
    >>> rates
    [8.0, 8.0, 4.0, 4.0, 2.0]
    """

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1) -> None:
        self.step_size = check_integer("step_size", step_size, low=1)
        self.gamma = check_real("gamma", gamma, low=0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """Return the present rates, times ``gamma`` where a stage ends."""
        if self.last_epoch == 0 or self.last_epoch % self.step_size != 0:
            return self._present()
        return [lr * self.gamma for lr in self._present()]


class MultiStepLR(LRScheduler):
    r"""Multiply the rate by ``gamma`` at each of the steps named.

    Parameters
    ----------
    optimizer : Optimizer
    milestones : iterable of int
        Step numbers; one that is named twice counts twice.
    gamma : float, default 0.1
        At least 0.
    last_epoch : int, default -1
        Steps already made.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a milestone is negative or `gamma` is.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD
    >>> from lib.optim.lr_scheduler import MultiStepLR
    >>> class Weight:
    ...     data, grad = np.zeros(1), None
    >>> optimizer = SGD([Weight()], lr=8.0)
    >>> scheduler = MultiStepLR(optimizer, milestones=[1, 4], gamma=0.5)
    >>> rates = []
    >>> for _ in range(5):
    ...     rates += scheduler.get_last_lr()
    ...     optimizer.step()
    ...     scheduler.step()
    >>> rates
    [8.0, 4.0, 4.0, 4.0, 2.0]
    """

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.milestones = Counter(check_integer("milestones", milestone, low=0) for milestone in milestones)
        self.gamma = check_real("gamma", gamma, low=0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """Return the present rates, times ``gamma`` for each time this step is named."""
        return [lr * self.gamma ** self.milestones[self.last_epoch] for lr in self._present()]

    def _start_lr(self) -> list[float]:
        return [base * self.gamma ** self.milestones[0] for base in self.base_lrs]


class ExponentialLR(LRScheduler):
    r"""Multiply the rate by ``gamma`` at every step: :math:`\eta_t = \eta_0\gamma^t`.

    Parameters
    ----------
    optimizer : Optimizer
    gamma : float
        At least 0; above 1 the rate grows, as in a range test.
    last_epoch : int, default -1
        Steps already made.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `gamma` is negative.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD
    >>> from lib.optim.lr_scheduler import ExponentialLR
    >>> class Weight:
    ...     data, grad = np.zeros(1), None
    >>> optimizer = SGD([Weight()], lr=8.0)
    >>> scheduler = ExponentialLR(optimizer, gamma=0.5)
    >>> for _ in range(3):
    ...     optimizer.step()
    ...     scheduler.step()
    >>> scheduler.get_last_lr()
    [1.0]
    """

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = check_real("gamma", gamma, low=0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """Return the present rates times ``gamma``."""
        return self._present() if self._is_initial else [lr * self.gamma for lr in self._present()]
