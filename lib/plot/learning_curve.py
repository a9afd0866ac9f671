"""Error against the number of training rows, with the spread over repeated draws."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.basics import check_array, check_real
from lib.plot.canvas import figure_of, log_axis, new_axes
from lib.plot.style import PALETTE


def plot_learning_curve(
    n_samples: ArrayLike,
    training: ArrayLike,
    validation: ArrayLike,
    *,
    ylabel: str = "mean squared error",
    noise: float | None = None,
    coverage: float = 0.8,
    ax: Axes | None = None,
) -> Figure:
    """Draw the median error for growing training sets, with a band that holds a share of the repeats.

    Parameters
    ----------
    n_samples : array_like, shape (n_sizes,)
        Numbers of training rows.
    training, validation : array_like, shape (n_sizes, n_repeats)
        Errors of each repeat, positive.
    ylabel : str
        Error axis label with unit.
    noise : float, optional
        Error of the best possible predictor, drawn as a level line.
    coverage : float, default 0.8
        Share of the repeats inside the band, between its two outer quantiles.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If shapes do not fit, an error or a size is not positive, or ``coverage`` is not between 0 and 1.
    TypeError
        If ``ax`` is no Axes.

    Notes
    -----
    Both axes are logarithmic: an error that falls like ``1 / n`` is then a straight line.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> figure = plot_learning_curve([10, 100], [[1, 2], [2, 3]], [[6, 8], [3, 4]], noise=2)
    >>> [line.get_label() for line in figure.axes[0].lines]
    ['training', 'validation', 'noise']
    """
    sizes = check_array(n_samples, "n_samples", ndim=1)
    coverage = check_real("coverage", coverage, 0, 1, closed="neither")
    ax = new_axes(ax, size=(4.6, 3.6))  # a legend of four lines wants room above the curves
    for name, errors, marker, colour in (
        ("training", training, "s--", PALETTE["blue"]),
        ("validation", validation, "o-", PALETTE["orange"]),
    ):
        errors = check_array(errors, name)
        if len(errors) != len(sizes):
            raise ValueError(f"{name} must have shape ({len(sizes)}, n_repeats), got {errors.shape}")
        if errors.min() <= 0 or sizes.min() <= 0:
            raise ValueError(f"n_samples and {name} must be positive for logarithmic axes, got 0 or less")
        low, middle, high = np.quantile(errors, [(1 - coverage) / 2, 0.5, (1 + coverage) / 2], axis=1)
        ax.plot(sizes, middle, marker, color=colour, label=name)
        ax.fill_between(sizes, low, high, color=colour, alpha=0.18, linewidth=0)
    if noise is not None:
        ax.axhline(noise, color=PALETTE["black"], linestyle=":", linewidth=1.5, label="noise")
    ax.set(xlabel="training rows", ylabel=ylabel)
    log_axis(ax, "x")
    log_axis(ax, "y")
    ax.legend(title=f"median, band: {coverage:.0%} of repeats")
    return figure_of(ax)
