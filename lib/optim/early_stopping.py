"""Early stopping: end training when the validation value stops improving, and take the best model back."""

from __future__ import annotations

import copy
import math
from typing import Any, SupportsFloat

from lib.basics import check_choice, check_integer, check_real


class EarlyStopping:
    """Watch a validation value, keep a copy of the best model, and say when to stop.

    Parameters
    ----------
    patience : int, default 5
        Measurements in a row without an improvement after which to stop, at least 1.
    min_delta : float, default 0.0
        An improvement must be larger than this.
    mode : {"min", "max"}, default "min"
        Whether a smaller or a larger value is better.

    Attributes
    ----------
    best : float
        Best value so far; infinite before the first.
    best_epoch : int or None
        Its number, counted from 0 as measurements come.
    best_state_dict : dict or None
        A copy of ``model.state_dict()`` at that time.
    num_bad_epochs : int
        Measurements since then.
    stopped : bool
        Whether patience has run out.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range.

    Notes
    -----
    The set that decides when to stop is part of training: report the error on a third set. NaN is no improvement.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Prechelt (1998), *Early Stopping - But When?*

    Examples
    --------
    >>> from lib.optim import EarlyStopping
    >>> class Model:
    ...     weight = 0
    ...     def state_dict(self):
    ...         return {"weight": self.weight}
    ...     def load_state_dict(self, state_dict):
    ...         self.weight = state_dict["weight"]
    >>> model, stopping = Model(), EarlyStopping(patience=2)
    >>> for loss in [3.0, 1.0, 2.0, 1.5, 0.5]:
    ...     model.weight += 1
    ...     if stopping.step(loss, model):
    ...         break
    >>> stopping.restore(model)
    >>> model.weight, stopping.best, stopping.best_epoch
    (2, 1.0, 1)
    """

    def __init__(self, patience: int = 5, min_delta: float = 0.0, mode: str = "min") -> None:
        self.patience = check_integer("patience", patience, low=1)
        self.min_delta = check_real("min_delta", min_delta, low=0)
        self.mode = check_choice("mode", mode, ("min", "max"))
        self.best = math.inf if mode == "min" else -math.inf
        self.best_epoch: int | None = None
        self.best_state_dict: dict[str, Any] | None = None
        self.num_bad_epochs = 0
        self.stopped = False
        self._n_epochs = 0

    def step(self, metrics: SupportsFloat, model: Any = None) -> bool:
        """Take a measurement.

        Parameters
        ----------
        metrics : float
            The validation value of this epoch.
        model : Module, optional
            Anything with ``state_dict()``; copied if the value is the best so far.

        Returns
        -------
        bool
            Whether to stop.
        """
        value = float(metrics)
        gain = self.best - value if self.mode == "min" else value - self.best
        if gain > self.min_delta:
            self.best, self.best_epoch, self.num_bad_epochs = value, self._n_epochs, 0
            # The dictionary holds the model's own arrays, which the next step changes in place.
            self.best_state_dict = None if model is None else copy.deepcopy(model.state_dict())
        else:
            self.num_bad_epochs += 1
        self._n_epochs += 1
        self.stopped = self.num_bad_epochs >= self.patience
        return self.stopped

    def restore(self, model: Any) -> None:
        """Load the best state into the model.

        Parameters
        ----------
        model : Module
            Anything with ``load_state_dict()``.

        Raises
        ------
        RuntimeError
            If no state was kept.
        """
        if self.best_state_dict is None:
            raise RuntimeError(
                "no best state was kept: restore() needs an earlier step(metrics, model) with an improvement"
            )
        model.load_state_dict(copy.deepcopy(self.best_state_dict))
