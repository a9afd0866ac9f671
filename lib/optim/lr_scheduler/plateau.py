"""Lower the rate when a measured value, such as the validation loss, stops improving."""

from __future__ import annotations

import math
from typing import SupportsFloat

from lib.basics import check_choice, check_integer, check_real
from lib.optim.lr_scheduler.schedule import LRScheduler
from lib.optim.optimizer import Optimizer


class ReduceLROnPlateau(LRScheduler):
    """Multiply the rate by ``factor`` after ``patience`` measurements without a clear improvement, and then one more.

    Parameters
    ----------
    optimizer : Optimizer
    mode : {"min", "max"}, default "min"
        Whether a smaller or a larger value is better.
    factor : float, default 0.1
        From 0 to below 1.
    patience : int, default 10
        Bad measurements that are still put up with.
    threshold : float, default 1e-4
        What counts as an improvement: more than this share of the best value ("rel") or more than this much ("abs").
    threshold_mode : {"rel", "abs"}, default "rel"
    cooldown : int, default 0
        Measurements after a reduction during which none counts as bad.
    min_lr : float or list of float, default 0
        Floor of the rate; a list has one a group.
    eps : float, default 1e-8
        A change of the rate by no more than this is not made.

    Attributes
    ----------
    best : float
        Best value so far.
    num_bad_epochs : int
        Bad measurements since then, or since the last reduction.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range, or `min_lr` is a list of another length than there are groups.

    Notes
    -----
    ``step(value)`` takes the measurement. NaN is no improvement. With "rel" and a negative best value torch's rule,
    kept here, takes a slightly worse value for an improvement, as ``best * (1 - threshold)`` is the larger number:
    use "abs".
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD
    >>> from lib.optim.lr_scheduler import ReduceLROnPlateau
    >>> class Weight:
    ...     data, grad = np.zeros(1), None
    >>> optimizer = SGD([Weight()], lr=1.0)
    >>> scheduler = ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
    >>> for loss in [3.0, 2.0, 2.0, 2.0, 1.0]:
    ...     scheduler.step(loss)
    >>> scheduler.get_last_lr(), scheduler.best
    ([0.5], 1.0)
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | list[float] = 0,
        eps: float = 1e-8,
    ) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer must be an Optimizer, got {type(optimizer).__name__}")
        self.optimizer = optimizer
        self.mode = check_choice("mode", mode, ("min", "max"))
        self.factor = check_real("factor", factor, low=0, high=1, closed="left")
        self.patience = check_integer("patience", patience, low=0)
        self.threshold = check_real("threshold", threshold, low=0)
        self.threshold_mode = check_choice("threshold_mode", threshold_mode, ("rel", "abs"))
        self.cooldown = check_integer("cooldown", cooldown, low=0)
        self.eps = check_real("eps", eps, low=0)
        n_groups = len(optimizer.param_groups)
        self.min_lrs = list(min_lr) if isinstance(min_lr, list | tuple) else [min_lr] * n_groups
        if len(self.min_lrs) != n_groups:
            raise ValueError(f"expected {n_groups} min_lrs, one a group, got {len(self.min_lrs)}")
        for floor in self.min_lrs:
            check_real("min_lr", floor, low=0)
        self.last_epoch = 0
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = 0
        self.cooldown_counter = 0
        self._last_lr = self._present()

    def _is_better(self, value: float) -> bool:
        sign = 1 if self.mode == "max" else -1
        if math.isinf(self.best):  # the first measurement: any number is better
            return sign * value > sign * self.best
        relative = self.threshold_mode == "rel"
        wanted = self.best * (1 + sign * self.threshold) if relative else self.best + sign * self.threshold
        return value < wanted if self.mode == "min" else value > wanted

    def step(self, metrics: SupportsFloat) -> None:  # type: ignore[override]
        """Take a measurement and lower the rates if there were too many bad ones.

        Parameters
        ----------
        metrics : float
            The value to watch, such as the validation loss of this epoch.
        """
        value = float(metrics)
        self.last_epoch += 1
        if self._is_better(value):
            self.best = value
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            for group, floor in zip(self.optimizer.param_groups, self.min_lrs):
                lower = max(group["lr"] * self.factor, floor)
                if group["lr"] - lower > self.eps:
                    group["lr"] = lower
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0
        self._last_lr = self._present()

    def get_lr(self) -> list[float]:
        """Return the present rates: they follow from measurements, not from the step."""
        return self._present()
