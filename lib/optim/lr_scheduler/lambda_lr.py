"""A schedule written as a function of the step: the rate is the start rate times the function's value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lib.optim.lr_scheduler.schedule import LRScheduler
from lib.optim.optimizer import Optimizer


class LambdaLR(LRScheduler):
    r"""Multiply the start rate by a function of the step: :math:`\eta_t = \eta_0\,f(t)`.

    Parameters
    ----------
    optimizer : Optimizer
    lr_lambda : callable, or list of callable
        :math:`f`, from the step number (0, 1, ...) to a factor; a list has one function a group.
    last_epoch : int, default -1
        Steps already made.

    Raises
    ------
    TypeError
        If `optimizer` is no Optimizer.
    ValueError
        If a list has another length than the optimizer has groups.

    Notes
    -----
    ``linear_warmup``, ``cosine_decay`` and ``inverse_square_root`` make functions to use here.
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import SGD
    >>> from lib.optim.lr_scheduler import LambdaLR
    >>> class Weight:
    ...     data, grad = np.zeros(1), None
    >>> optimizer = SGD([Weight()], lr=0.6)
    >>> scheduler = LambdaLR(optimizer, lambda step: 1 / (1 + step))
    >>> optimizer.step()
    >>> scheduler.step()
    >>> scheduler.get_last_lr()
    [0.3]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | list[Callable[[int], float]],
        last_epoch: int = -1,
    ) -> None:
        n_groups = len(getattr(optimizer, "param_groups", ()))
        if isinstance(lr_lambda, list | tuple):
            if len(lr_lambda) != n_groups:
                raise ValueError(f"Expected {n_groups} lr_lambdas, one a group, but got {len(lr_lambda)}")
            self.lr_lambdas = list(lr_lambda)
        else:
            self.lr_lambdas = [lr_lambda] * n_groups
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """Return each start rate times its function's value."""
        return [base * factor(self.last_epoch) for base, factor in zip(self.base_lrs, self.lr_lambdas)]

    def _start_lr(self) -> list[float]:
        return self.get_lr()

    def state_dict(self) -> dict[str, Any]:
        """Return everything but the optimizer and the functions, which code holds and not data."""
        return {key: value for key, value in super().state_dict().items() if key != "lr_lambdas"}
