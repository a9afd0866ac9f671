"""Which classes are taken for which."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.plot.canvas import figure_of, new_axes
from lib.plot.style import INK


def plot_confusion(counts: ArrayLike, names: tuple[str, ...], *, ax: Axes | None = None) -> Figure:
    """Draw a confusion matrix: true classes down, predicted classes across, each row tinted by its shares.

    Parameters
    ----------
    counts : array_like, shape (n_classes, n_classes)
    names : tuple of str, length n_classes
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If ``counts`` is not square with one row for each name.
    TypeError
        If ``ax`` is no Axes.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> figure = plot_confusion([[8, 2], [1, 3]], ("good", "bad"))
    >>> figure.axes[0].get_title()
    'Confusion matrix'
    """
    table = np.asarray(counts)
    if table.shape != (len(names), len(names)):
        raise ValueError(f"counts must have shape ({len(names)}, {len(names)}), got {table.shape}")
    ax = new_axes(ax, (3.4, 3.2))
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1.25)
    for (row, column), count in np.ndenumerate(table):
        colour = "white" if shares[row, column] > 0.7 else INK
        ax.text(column, row, f"{count:g}", ha="center", va="center", color=colour, fontweight="bold")
    places = range(len(names))
    ax.set_xticks(places, names)
    ax.set_yticks(places, names, rotation=90, va="center")
    ax.set(xlabel="predicted", ylabel="true", title="Confusion matrix")
    ax.grid(False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return figure_of(ax)
