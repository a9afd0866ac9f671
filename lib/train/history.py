"""What a training run measured: at every update, and at every evaluation."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any

from lib.data import Table

COLUMNS = ("step", "epoch", "loss", "lr", "grad_norm", "seconds")


@dataclass
class History:
    """Hold the measurements of a training run; ``lib.train.fit`` fills and returns it.

    Attributes
    ----------
    step : list of int
        Numbers of the updates, from 1.
    epoch : list of int
        Passes over the data completed before each update.
    loss : list of float
        Mean loss of the update's batches, in the loss's unit, before the update.
    lr : list of float
        Learning rate of the update.
    grad_norm : list of float
        Length of the gradient over all parameters, before clipping.
    seconds : list of float
        Time since the start of the run, evaluations included and pauses between two parts of a run not.
    evaluated_step : list of int
        Updates after which the validation set was measured.
    validation_loss : list of float
        One for each entry of `evaluated_step`.
    metrics : dict of str to list of float
        The same for each metric.
    best_step : int or None
        Entry of `evaluated_step` with the lowest validation loss.
    stopped_early : bool
        Whether `patience` ended the run.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import History
    >>> history = History()
    >>> history.add_step(1, epoch=0, loss=2.5, lr=0.1, grad_norm=1.0, seconds=0.01)
    >>> history.add_evaluation(1, {"loss": 2.25, "accuracy": 0.25})
    >>> history
    History of 1 step: loss 2.5, validation loss 2.25 after step 1
    >>> History.from_json(history.to_json()) == history
    True
    """

    step: list[int] = field(default_factory=list)
    epoch: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    grad_norm: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    evaluated_step: list[int] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    metrics: dict[str, list[float]] = field(default_factory=dict)
    best_step: int | None = None
    stopped_early: bool = False

    def add_step(self, step: int, *, epoch: int, loss: float, lr: float, grad_norm: float, seconds: float) -> None:
        """Append the measurements of one update.

        Parameters
        ----------
        step, epoch : int
        loss, lr, grad_norm, seconds : float
        """
        for name, value in zip(COLUMNS, (step, epoch, loss, lr, grad_norm, seconds)):
            getattr(self, name).append(value)

    def add_evaluation(self, step: int, values: dict[str, float]) -> None:
        """Append the measurements of one evaluation.

        Parameters
        ----------
        step : int
            The update after which it was made.
        values : dict of str to float
            As ``lib.train.evaluate`` returns them; the same names every time.

        Raises
        ------
        ValueError
            If the names differ from those of the evaluations before.
        """
        names = sorted(set(values) - {"loss"})
        if "loss" not in values or (self.evaluated_step and names != sorted(self.metrics)):
            raise ValueError(f"values must hold 'loss' and {sorted(self.metrics)}, got {sorted(values)}")
        # NaN is no improvement, and the first number is one.
        lowest = min((value for value in self.validation_loss if not math.isnan(value)), default=math.inf)
        if values["loss"] < lowest:
            self.best_step = step
        self.evaluated_step.append(step)
        self.validation_loss.append(values["loss"])
        for name in names:
            self.metrics.setdefault(name, []).append(values[name])

    def __len__(self) -> int:
        """Return the number of updates."""
        return len(self.step)

    def __repr__(self) -> str:
        text = f"History of {len(self)} step{'s' * (len(self) != 1)}"
        if self.step:
            text += f": loss {self.loss[-1]:.4g}"
        if self.evaluated_step:
            text += f", validation loss {self.validation_loss[-1]:.4g} after step {self.evaluated_step[-1]}"
        return text

    def as_table(self, every: int | None = None) -> Table:
        """Return a table with a row for each evaluation, or for each so many updates.

        Parameters
        ----------
        every : int, optional
            Updates between two rows; the last update has a row in any case. If not given, a row for each evaluation, or
            for each update where there was none.

        Returns
        -------
        lib.data.Table
            Columns step, epoch, loss, lr, grad_norm, seconds, and with evaluations validation_loss and the metrics,
            missing where a row's update was not followed by one.

        Raises
        ------
        ValueError
            If `every` is below 1.
        """
        if every is not None and every < 1:
            raise ValueError(f"every must be >= 1, got {every}")
        evaluated = {step: number for number, step in enumerate(self.evaluated_step)}
        if every is None and evaluated:
            rows = [number for number, step in enumerate(self.step) if step in evaluated]
        else:
            last = self.step[-1] if self.step else 0
            rows = [number for number, step in enumerate(self.step) if step % (every or 1) == 0 or step == last]
        columns: dict[str, Any] = {name: [getattr(self, name)[row] for row in rows] for name in COLUMNS}
        for name, values in {"validation_loss": self.validation_loss, **self.metrics}.items() if evaluated else ():
            numbers = [evaluated.get(self.step[row]) for row in rows]
            columns[name] = [math.nan if number is None else values[number] for number in numbers]
        return Table(columns)

    def to_json(self) -> str:
        """Return everything as JSON text; numbers come back to the last bit.

        Returns
        -------
        str
        """
        return json.dumps(_packed(vars(self)), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> History:
        """Return the history that `to_json` wrote.

        Parameters
        ----------
        text : str

        Returns
        -------
        History

        Raises
        ------
        ValueError
            If the text is no JSON, or holds other entries than a history.
        """
        try:
            entries = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"text must be the JSON of a History, got text that is no JSON: {error}") from error
        if not isinstance(entries, dict) or set(entries) != set(vars(cls())):
            got = sorted(entries) if isinstance(entries, dict) else type(entries).__name__
            raise ValueError(f"text must hold the entries of a History, got {got}")
        lists = {key: _unpacked(value) for key, value in entries.items() if isinstance(value, list)}
        metrics = {name: _unpacked(values) for name, values in entries["metrics"].items()}
        return cls(**{**entries, **lists, "metrics": metrics})


def _packed(value: Any) -> Any:
    """Return a value for JSON, which knows no NaN and no infinity: these become text."""
    if isinstance(value, dict):
        return {key: _packed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_packed(each) for each in value]
    return repr(value) if isinstance(value, float) and not math.isfinite(value) else value


def _unpacked(values: list[Any]) -> list[Any]:
    return [float(value) if isinstance(value, str) else value for value in values]
