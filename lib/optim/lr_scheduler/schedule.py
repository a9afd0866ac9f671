"""What all schedules share: they write ``lr`` into the optimizer's groups, once at the start and once a `step`."""

from __future__ import annotations

import warnings
from typing import Any

from lib.basics import check_integer
from lib.optim.optimizer import Optimizer


class LRScheduler:
    """Change the learning rate of every group of an optimizer as training goes on.

    A subclass writes ``get_lr()``: the new rates, one a group, from ``last_epoch`` and the present rates.

    Parameters
    ----------
    optimizer : Optimizer
    last_epoch : int, default -1
        -1 starts anew; a larger number goes on after that many steps with an optimizer whose state was loaded.

    Attributes
    ----------
    base_lrs : list of float
        The rates at the start, one a group.
    last_epoch : int
        Number of steps made; the name is torch's, a step may as well be a batch.

    Raises
    ------
    TypeError
        If `optimizer` is no Optimizer, or `last_epoch` no integer.
    KeyError
        If training is to go on but a group has no ``"initial_lr"``.

    Notes
    -----
    Call ``scheduler.step()`` after ``optimizer.step()``; the other order would skip the first rate, and is answered
    with torch's warning. Rates follow from the present ones (``lr * gamma``), so schedules on one optimizer multiply,
    and a rate that is set by hand stays in force. torch's deprecated ``step(epoch)`` is left out.
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD, LRScheduler
    >>> class Halving(LRScheduler):
    ...     def get_lr(self):
    ...         return [base / 2**self.last_epoch for base in self.base_lrs]
    >>> class Weight:
    ...     data, grad = np.zeros(1), None
    >>> optimizer = SGD([Weight()], lr=1.0)
    >>> scheduler = Halving(optimizer)
    >>> for _ in range(3):
    ...     optimizer.step()
    ...     scheduler.step()
    >>> scheduler.get_last_lr()
    [0.125]
    """

    _is_initial = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer must be an Optimizer, got {type(optimizer).__name__}")
        self.optimizer = optimizer
        self.last_epoch = check_integer("last_epoch", last_epoch, low=-1)
        for index, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{index}]: last_epoch={last_epoch} goes on"
                    " with an earlier run, so load the optimizer's state first"
                )
        self.base_lrs: list[float] = [group["initial_lr"] for group in optimizer.param_groups]
        self._initial_step()

    def _initial_step(self) -> None:
        """Move to the first step and write its rates."""
        self._step_count = 0
        self._is_initial = True
        self.step()
        del self._is_initial  # back to the class's False

    def get_lr(self) -> list[float]:
        """Return the rates for step ``last_epoch``; called by `step`. For the rates in force see `get_last_lr`.

        Returns
        -------
        list of float
            One rate a group.

        Raises
        ------
        NotImplementedError
            If a subclass does not define it.
        """
        raise NotImplementedError(f"{type(self).__name__} must define get_lr()")

    def _start_lr(self) -> list[float]:
        """Return the rates of step 0 as a sequence of schedules needs them: from `base_lrs`, not the present rates."""
        return list(self.base_lrs)

    def _restart(self) -> None:
        """Go back to step 0, as the next schedule of a sequence does when its turn comes."""
        self.last_epoch = 0
        self._write(self._start_lr())

    def _write(self, rates: list[float]) -> None:
        for group, lr in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = lr
        self._last_lr = list(rates)

    def _present(self) -> list[float]:
        return [group["lr"] for group in self.optimizer.param_groups]

    def get_last_lr(self) -> list[float]:
        """Return the rates that this schedule set last.

        Returns
        -------
        list of float
            One rate a group.
        """
        return list(self._last_lr)

    def step(self) -> None:
        """Go on by one step and write the new rates into the optimizer's groups."""
        # A subclass that writes its own `step` need not note its calls.
        if self._step_count == 1 and type(self.optimizer).step is Optimizer.step and not self.optimizer._opt_called:
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`: call them in the opposite order, or"
                " the first value of the learning rate schedule is skipped",
                UserWarning,
                stacklevel=2,
            )
        self._step_count += 1
        self.last_epoch += 1
        self._write(self.get_lr())

    def state_dict(self) -> dict[str, Any]:
        """Return everything but the optimizer.

        Returns
        -------
        dict
        """
        return {key: value for key, value in vars(self).items() if key != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` of a schedule of the same class returned.

        Parameters
        ----------
        state_dict : dict
        """
        vars(self).update(state_dict)
