"""A fitted curve through the points of one feature."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.plot.canvas import columns, figure_of, new_axes
from lib.plot.style import PALETTE

_N_GRID = 300


def plot_fit(
    x: ArrayLike,
    y: ArrayLike,
    predict: Callable[[np.ndarray], ArrayLike],
    *,
    truth: Callable[[np.ndarray], ArrayLike] | None = None,
    xlabel: str = "x",
    ylabel: str = "y",
    ylim: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draw training points, the fitted curve and, if known, the true one.

    Parameters
    ----------
    x, y : array_like, shape (n_samples,)
        Training points.
    predict : callable
        Takes a grid of shape (n_grid, 1), as an estimator's ``predict`` does, and returns shape (n_grid,).
    truth : callable, optional
        Takes a grid of shape (n_grid,) and returns the true mean of ``y`` there, shape (n_grid,).
    xlabel, ylabel : str
        Axis labels with units.
    ylim : (low, high), optional
        Fixed limits, so that frames of an explorable stay comparable; from the points if not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If ``x`` and ``y`` differ in length, or a curve has another shape than the grid.
    TypeError
        If ``ax`` is no Axes.

    Notes
    -----
    The curve may leave the picture between points; that is what overfitting looks like, so the limits do not follow it.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> figure = plot_fit([0, 1, 2], [0, 1, 4], lambda X: 2 * X[:, 0], truth=lambda x: x**2)
    >>> [line.get_label() for line in figure.axes[0].lines]
    ['truth', 'fit']
    """
    x, y = columns(x=x, y=y)
    grid = np.linspace(x.min(), x.max(), _N_GRID)
    ax = new_axes(ax)
    ax.scatter(x, y, s=26, color=PALETTE["blue"], label="training points", zorder=3)
    for name, curve, line, colour in (
        ("truth", None if truth is None else truth(grid), "--", PALETTE["black"]),
        ("fit", predict(grid[:, None]), "-", PALETTE["orange"]),
    ):
        if curve is None:
            continue
        curve = np.asarray(curve)
        if curve.shape != grid.shape:
            raise ValueError(f"the {name} must have shape {grid.shape} on the grid, got {curve.shape}")
        ax.plot(grid, curve, line, color=colour, label=name)
    margin = 0.25 * (y.max() - y.min() or 1.0)
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=ylim or (y.min() - margin, y.max() + margin))
    ax.legend()
    return figure_of(ax)
