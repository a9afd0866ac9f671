"""Find a learning rate by one short run in which the rate grows exponentially."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.basics import check_integer, check_real
from lib.optim.optimizer import Optimizer


@dataclass(frozen=True, eq=False)
class RangeTest:
    """Hold the rates tried and the losses met on the way.

    Attributes
    ----------
    lrs : ndarray, shape (n,)
        Rising; n is smaller than asked for if the loss exploded.
    losses : ndarray, shape (n,)
        The loss before the step with each rate.
    smoothed : ndarray, shape (n,)
        Its running average, from the left, corrected for its start.
    n_unsettled : int, default 0
        How many of the first averages hold too few losses to be trusted: about as many as the average reaches back.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import RangeTest
    >>> falls_then_explodes = np.array([4.0, 3.9, 3.0, 2.5, 9.0])
    >>> RangeTest(np.array([1e-4, 1e-3, 1e-2, 0.1, 1.0]), falls_then_explodes, falls_then_explodes).steepest
    0.01
    """

    lrs: np.ndarray
    losses: np.ndarray
    smoothed: np.ndarray
    n_unsettled: int = 0

    @property
    def steepest(self) -> float:
        """Return the rate at which the smoothed loss fell fastest per factor of the rate: a start for a search.

        The first ``n_unsettled`` rates are passed over: an average of few batches falls for no reason but their noise.
        """
        n_settled = len(self.lrs) - self.n_unsettled
        if n_settled < 3:
            raise ValueError(
                f"steepest needs at least 3 rates after the first {self.n_unsettled}, got {max(n_settled, 0)}:"
                " lower lr_min or raise n_steps"
            )
        slopes = np.gradient(self.smoothed, np.log(self.lrs))
        return float(self.lrs[self.n_unsettled + np.argmin(slopes[self.n_unsettled :])])


def learning_rate_range_test(
    optimizer: Optimizer,
    closure: Callable[[], Any],
    *,
    lr_min: float = 1e-6,
    lr_max: float = 10.0,
    n_steps: int = 100,
    smoothing: float = 0.9,
    stop_factor: float = 4.0,
) -> RangeTest:
    r"""Train for some steps while the rate grows from ``lr_min`` to ``lr_max``, and record the loss.

    .. math:: \eta_t = \eta_{min} \left(\frac{\eta_{max}}{\eta_{min}}\right)^{t/(n-1)}

    Parameters
    ----------
    optimizer : Optimizer
        Its parameters and state are changed in the run and put back after it.
    closure : callable
        Clears the gradients, computes the loss of the next batch, calls ``backward`` and returns the loss.
    lr_min, lr_max : float, default 1e-6 and 10.0
        Above 0, rising. With several groups, the rate of each is scaled in proportion to the first one's.
    n_steps : int, default 100
        At least 2.
    smoothing : float, default 0.9
        Share of the old value in the running average of the loss, at least 0 and below 1.
    stop_factor : float, default 4.0
        Stop when the smoothed loss is above this many times its lowest value, or not finite; above 1.

    Returns
    -------
    RangeTest

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range, or the first group's rate is 0 while there are several.

    Notes
    -----
    A useful rate lies where the loss falls fastest, well below where it turns up. The curve depends on the start, the
    batches and how long the run is: it bounds a search and does not replace it. What the closure changes besides (a
    batch norm's statistics, a generator) is not put back.
    Chapter: chapters/06_optimization.ipynb

    References
    ----------
    Smith (2017), *Cyclical Learning Rates for Training Neural Networks*, section 3.3, with an exponential ramp instead
    of a line.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD, learning_rate_range_test
    >>> class Weight:
    ...     data, grad = np.array([1.0]), None
    >>> weight = Weight()
    >>> def closure():  # the loss x^2
    ...     weight.grad = 2 * weight.data
    ...     return float(weight.data[0] ** 2)
    >>> test = learning_rate_range_test(SGD([weight], lr=0.1), closure, lr_min=1e-3, lr_max=10.0, n_steps=60)
    >>> 0.01 < test.steepest < 1, weight.data
    (True, array([1.]))
    """
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer must be an Optimizer, got {type(optimizer).__name__}")
    check_real("lr_min", lr_min, low=0, closed="neither")
    check_real("lr_max", lr_max, low=lr_min, closed="neither")
    check_integer("n_steps", n_steps, low=2)
    check_real("smoothing", smoothing, low=0, high=1, closed="left")
    check_real("stop_factor", stop_factor, low=1, closed="neither")
    groups = optimizer.param_groups
    rates = [group["lr"] for group in groups]
    if len(groups) > 1 and rates[0] == 0:
        raise ValueError("lr of the first group must be > 0 to scale the others by, got 0")
    shares = [rate / rates[0] for rate in rates] if len(groups) > 1 else [1.0]
    params = [p for group in groups for p in group["params"]]
    kept = [(p.data.copy(), p.grad) for p in params]
    state, called = copy.deepcopy(optimizer.state_dict()), optimizer._opt_called

    tried = lr_min * (lr_max / lr_min) ** (np.arange(n_steps) / (n_steps - 1))
    losses: list[float] = []
    smoothed: list[float] = []
    average = 0.0
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # the end of the run is meant to explode
            for lr in tried:
                for group, share in zip(groups, shares):
                    group["lr"] = float(lr) * share
                loss = float(closure())
                if not math.isfinite(loss):
                    break
                average = smoothing * average + (1 - smoothing) * loss
                losses.append(loss)
                smoothed.append(average / (1 - smoothing ** len(losses)))
                if smoothed[-1] > stop_factor * min(smoothed):
                    break
                optimizer.step()
    finally:
        for p, (data, grad) in zip(params, kept):
            p.data[...] = data
            p.grad = grad
        optimizer.load_state_dict(state)
        optimizer._opt_called = called
    n_unsettled = round(1 / (1 - smoothing)) - 1  # the first average with a full memory is to be trusted
    return RangeTest(tried[: len(losses)], np.array(losses), np.array(smoothed), n_unsettled)
