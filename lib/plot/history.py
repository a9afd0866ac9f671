"""The loss of a training run against its updates, with what was measured on the validation set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib.basics import check_integer
from lib.plot.canvas import figure_of, log_axis, new_axes
from lib.plot.style import PALETTE

if TYPE_CHECKING:
    import lib.train.history  # a History brings its own class along; loading torch for a plot is not needed


def plot_history(
    history: lib.train.history.History,
    *,
    metric: str | None = None,
    ylabel: str = "loss (nats)",
    window: int = 1,
    logy: bool = False,
    ax: Axes | None = None,
) -> Figure:
    """Draw the training loss of each update and the validation loss, or one metric of the validation set.

    Parameters
    ----------
    history : lib.train.History
    metric : str, optional
        Draw this metric instead of the losses.
    ylabel : str, default "loss (nats)"
        Label of the losses' axis with its unit; a metric's axis bears the metric's name.
    window : int, default 1
        Updates in the running mean that is drawn as the training loss; above 1 the single losses stand behind it, pale.
    logy : bool, default False
        Logarithmic loss axis.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If the history is empty, `window` is not from 1 to its length, the metric is unknown, or a loss is not positive
        on a logarithmic axis.
    TypeError
        If `window` is no integer or ``ax`` no Axes.

    Notes
    -----
    The running mean looks back: its first value stands at the end of the first window. A dotted line marks the lowest
    validation loss. The two curves differ by marker and line as well as by colour.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import History
    >>> history = History()
    >>> for step, loss in enumerate([3.0, 2.0, 1.0, 0.5], start=1):
    ...     history.add_step(step, epoch=0, loss=loss, lr=0.1, grad_norm=1.0, seconds=float(step))
    >>> history.add_evaluation(4, {"loss": 1.5})
    >>> figure = plot_history(history, window=2)
    >>> [line.get_label() for line in figure.axes[0].lines]
    ['_single', 'training, mean of 2', 'validation', 'lowest: step 4']
    """
    if metric is not None and metric not in history.metrics:
        raise ValueError(f"metric must be one of {sorted(history.metrics)}, got {metric!r}")
    if len(history) == 0:
        raise ValueError("history must hold at least one update, got none")
    check_integer("window", window, low=1, high=len(history))
    if logy and metric is None and min([*history.loss, *history.validation_loss]) <= 0:
        raise ValueError("losses must be positive on a logarithmic axis, got 0 or less; set logy=False")
    ax = new_axes(ax)
    if metric is not None:
        ax.plot(history.evaluated_step, history.metrics[metric], "o-", color=PALETTE["orange"], label="validation")
    else:
        _draw_losses(ax, history, window)
    ax.set(xlabel="update", ylabel=ylabel if metric is None else metric)
    if logy and metric is None:
        log_axis(ax, "y")
    ax.legend()
    return figure_of(ax)


def _draw_losses(ax: Axes, history: lib.train.history.History, window: int) -> None:
    steps, loss, label = np.array(history.step), np.array(history.loss), "training"
    if window > 1:
        ax.plot(steps, loss, color=PALETTE["blue"], alpha=0.25, linewidth=0.8, label="_single")
        loss = np.convolve(loss, np.full(window, 1 / window), mode="valid")  # (n_steps - window + 1,)
        steps, label = steps[window - 1 :], f"training, mean of {window}"
    # A marker on each of many updates would hide the line.
    ax.plot(steps, loss, "--", marker="s" if len(steps) <= 40 else "", color=PALETTE["blue"], label=label)
    if history.evaluated_step:
        ax.plot(history.evaluated_step, history.validation_loss, "o-", color=PALETTE["orange"], label="validation")
        if history.best_step is not None:
            ax.axvline(
                history.best_step,
                color=PALETTE["black"],
                linestyle=":",
                linewidth=1.5,
                label=f"lowest: step {history.best_step}",
                zorder=0,
            )
