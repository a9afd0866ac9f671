"""Residuals of a regression against its predictions."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.plot.canvas import columns, figure_of, new_axes
from lib.plot.style import PALETTE


def plot_residuals(y: ArrayLike, y_pred: ArrayLike, *, unit: str = "", ax: Axes | None = None) -> Figure:
    r"""Draw what a regression left over, :math:`y - \hat y`, against what it predicted.

    Parameters
    ----------
    y, y_pred : array_like, shape (n_samples,)
        Targets and predictions, in the same unit.
    unit : str, optional
        Unit for both axis labels.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If the two differ in length.
    TypeError
        If ``ax`` is no Axes.

    Notes
    -----
    The vertical limits are symmetric about zero. A bend says that the model lacks capacity, a funnel that the noise
    grows with the prediction, a lone point that a row deserves a look.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> figure = plot_residuals([1, 2, 4], [1, 3, 3], unit="km")
    >>> figure.axes[0].get_ylabel()
    'residual: target − prediction (km)'
    """
    y, y_pred = columns(y=y, y_pred=y_pred)
    residual = y - y_pred
    tail = f" ({unit})" if unit else ""
    ax = new_axes(ax)
    ax.axhline(0, color=PALETTE["black"], linewidth=1.2)
    ax.scatter(y_pred, residual, s=16, color=PALETTE["blue"], alpha=0.55, linewidths=0)
    limit = 1.08 * abs(residual).max() or 1.0
    ax.set(xlabel=f"prediction{tail}", ylabel=f"residual: target − prediction{tail}", ylim=(-limit, limit))
    return figure_of(ax)
