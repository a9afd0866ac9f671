"""One schedule after another, such as a warm-up and then a decay."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from lib.basics import check_integer
from lib.optim.lr_scheduler.plateau import ReduceLROnPlateau
from lib.optim.lr_scheduler.schedule import LRScheduler
from lib.optim.optimizer import Optimizer


class SequentialLR(LRScheduler):
    """Run several schedules of one optimizer in turn, each from its own beginning.

    Parameters
    ----------
    optimizer : Optimizer
    schedulers : list of LRScheduler
        In order; all made with `optimizer`.
    milestones : list of int
        Rising steps at which the second, third, ... takes over: one fewer than there are schedules.
    last_epoch : int, default -1
        Steps already made.

    Raises
    ------
    TypeError
        If a schedule is no LRScheduler.
    ValueError
        If there is no schedule, the numbers do not belong together, a schedule has another optimizer, or is a
        ReduceLROnPlateau, whose ``step`` needs a measured value.

    Notes
    -----
    The schedules must be made before and not stepped; from then on step the sequence only. A sequence may be part of
    a sequence and keeps its own milestones (in torch 2.13 those of a first part come one step early).
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD
    >>> from lib.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR
    >>> class Weight:
    ...     data, grad = np.zeros(1), None
    >>> optimizer = SGD([Weight()], lr=1.0)
    >>> warmup = LinearLR(optimizer, start_factor=0.25, total_iters=3)
    >>> decay = CosineAnnealingLR(optimizer, T_max=4)
    >>> scheduler = SequentialLR(optimizer, [warmup, decay], milestones=[3])
    >>> rates = []
    >>> for _ in range(8):
    ...     rates += scheduler.get_last_lr()
    ...     optimizer.step()
    ...     scheduler.step()
    >>> [round(rate, 3) for rate in rates]
    [0.25, 0.5, 0.75, 1.0, 0.854, 0.5, 0.146, 0.0]
    """

    def __init__(
        self, optimizer: Optimizer, schedulers: list[LRScheduler], milestones: list[int], last_epoch: int = -1
    ) -> None:
        if len(schedulers) < 1:
            raise ValueError("SequentialLR expects at least one scheduler, but got no scheduler in schedulers")
        for index, scheduler in enumerate(schedulers):
            if not isinstance(scheduler, LRScheduler):
                raise TypeError(f"schedulers[{index}] must be an LRScheduler, got {type(scheduler).__name__}")
            if isinstance(scheduler, ReduceLROnPlateau):
                raise ValueError(
                    f"schedulers[{index}] must not be ReduceLROnPlateau, whose step() needs a measured value, got one"
                )
            if scheduler.optimizer is not optimizer:
                raise ValueError(
                    f"SequentialLR expects all schedulers to belong to the same optimizer, but schedulers[{index}] has"
                    " another one"
                )
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                "milestones must be one fewer than schedulers, got"
                f" {len(milestones)} milestones and {len(schedulers)} schedulers"
            )
        milestones = [check_integer("milestones", milestone, low=1) for milestone in milestones]
        if sorted(set(milestones)) != milestones:
            raise ValueError(f"milestones must rise, got {milestones}")
        self.optimizer = optimizer
        self._schedulers = list(schedulers)
        self._milestones = milestones
        self.last_epoch = check_integer("last_epoch", last_epoch, low=-1) + 1
        for group in optimizer.param_groups:  # each schedule has written its first rate: take that back
            group["lr"] = group["initial_lr"]
        self._undo()
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self._begin()

    def _undo(self) -> None:
        """Take back the step that each schedule made when it was built."""
        for scheduler in self._schedulers:
            if isinstance(scheduler, SequentialLR):
                scheduler._undo()
            scheduler.last_epoch -= 1

    def _begin(self) -> None:
        self._schedulers[0]._initial_step()
        self._last_lr = self._schedulers[0].get_last_lr()

    def _initial_step(self) -> None:
        self.last_epoch += 1
        self._begin()

    def _restart(self) -> None:
        self.last_epoch = 0
        self._schedulers[0]._restart()
        self._last_lr = self._schedulers[0].get_last_lr()

    def step(self) -> None:
        """Go on by one step of the schedule whose turn it is."""
        self.last_epoch += 1
        index = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[index]
        if index > 0 and self._milestones[index - 1] == self.last_epoch:
            scheduler._restart()
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()

    def state_dict(self) -> dict[str, Any]:
        """Return the states of all schedules and the place in the sequence."""
        own = {key: value for key, value in super().state_dict().items() if key != "_schedulers"}
        return {**own, "_schedulers": [scheduler.state_dict() for scheduler in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` of a sequence of the same schedules returned."""
        super().load_state_dict({key: value for key, value in state_dict.items() if key != "_schedulers"})
        for scheduler, state in zip(self._schedulers, state_dict["_schedulers"]):
            scheduler.load_state_dict(state)
