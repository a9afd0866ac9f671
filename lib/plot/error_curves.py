"""Training and validation error against one hyperparameter or against the steps of training."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.plot.canvas import columns, figure_of, log_axis, new_axes
from lib.plot.style import PALETTE


def plot_error_curves(
    x: ArrayLike,
    training: ArrayLike,
    validation: ArrayLike,
    *,
    xlabel: str,
    ylabel: str = "mean squared error",
    chosen: float | None = None,
    logy: bool = False,
    ax: Axes | None = None,
) -> Figure:
    """Draw training and validation error over the same values, and mark the one chosen.

    Parameters
    ----------
    x : array_like, shape (n,)
        Values of the hyperparameter, or numbers of steps, in increasing order.
    training, validation : array_like, shape (n,)
        Errors, in the unit that ``ylabel`` names.
    xlabel, ylabel : str
        Axis labels with units.
    chosen : float, optional
        Value of ``x`` marked by a vertical line.
    logy : bool, default False
        Logarithmic error axis.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If the arrays differ in length or hold NaN, or errors are not positive on a logarithmic axis.
    TypeError
        If ``ax`` is no Axes.

    Notes
    -----
    The two curves differ by marker and line as well as by colour.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> figure = plot_error_curves([1, 2, 3], [3, 1, 0.5], [3.2, 1.5, 4], xlabel="degree", chosen=2)
    >>> [line.get_label() for line in figure.axes[0].lines]
    ['training', 'validation', 'chosen: 2']
    """
    x, training, validation = columns(x=x, training=training, validation=validation)
    if logy and min(training.min(), validation.min()) <= 0:
        raise ValueError("errors must be positive on a logarithmic axis, got 0 or less; set logy=False")
    ax = new_axes(ax)
    ax.plot(x, training, "s--", color=PALETTE["blue"], label="training")
    ax.plot(x, validation, "o-", color=PALETTE["orange"], label="validation")
    if chosen is not None:
        ax.axvline(chosen, color=PALETTE["black"], linestyle=":", linewidth=1.5, label=f"chosen: {chosen:g}", zorder=0)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if logy:
        log_axis(ax, "y")
    ax.legend()
    return figure_of(ax)
