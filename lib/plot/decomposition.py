"""Squared bias, variance and noise as parts of the expected error."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.plot.canvas import columns, figure_of, log_axis, new_axes
from lib.plot.style import PALETTE


def plot_decomposition(
    x: ArrayLike,
    bias_squared: ArrayLike,
    variance: ArrayLike,
    noise: float,
    error: ArrayLike,
    *,
    xlabel: str,
    ylabel: str = "mean squared error",
    logy: bool = False,
    ax: Axes | None = None,
) -> Figure:
    """Draw the three parts of the error as lines, and the error measured by itself as points.

    Parameters
    ----------
    x : array_like, shape (n,)
        Values of the hyperparameter, increasing.
    bias_squared, variance : array_like, shape (n,)
        Parts, in the unit of the error.
    noise : float
        Variance of the noise.
    error : array_like, shape (n,)
        Expected squared error, measured on fresh samples and not as the sum of the parts.
    xlabel, ylabel : str
        Axis labels with units.
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
        If the arrays differ in length.
    TypeError
        If ``ax`` is no Axes.

    Notes
    -----
    If the points lie on the line of the sum, the decomposition holds.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> figure = plot_decomposition([1, 2], [3, 1], [0.2, 0.5], 1.0, [4.2, 2.5], xlabel="degree")
    >>> [line.get_label() for line in figure.axes[0].lines]
    ['bias²', 'variance', 'noise', 'sum of the three', 'error on fresh samples']
    """
    x, bias_squared, variance, error = columns(x=x, bias_squared=bias_squared, variance=variance, error=error)
    ax = new_axes(ax, (4.6, 3.6))
    ax.plot(x, bias_squared, "s--", color=PALETTE["blue"], label="bias²")
    ax.plot(x, variance, "^-.", color=PALETTE["green"], label="variance")
    ax.axhline(noise, color=PALETTE["black"], linestyle=":", linewidth=1.5, label="noise")
    ax.plot(x, bias_squared + variance + noise, "-", color=PALETTE["orange"], label="sum of the three")
    ax.plot(x, error, "o", color=PALETTE["black"], markersize=6, label="error on fresh samples", zorder=4)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if logy:
        log_axis(ax, "y")
    # Five entries cover any corner of a crowded plot, so they stand above it.
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, borderaxespad=0.2, columnspacing=1.2)
    return figure_of(ax)
