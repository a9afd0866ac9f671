"""The regions a classifier makes of a plane of two features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.basics import check_array, check_integer
from lib.plot.canvas import figure_of, new_axes
from lib.plot.style import PALETTE


def plot_boundary(
    predict: Callable[[np.ndarray], ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    *,
    names: Sequence[str] = ("feature 1", "feature 2"),
    n_grid: int = 200,
    ax: Axes | None = None,
) -> Figure:
    """Tint the plane by predicted class, and draw the samples by true class.

    Parameters
    ----------
    predict : callable
        Takes points of shape (n_points, 2) and returns labels of shape (n_points,).
    X : array_like, shape (n_samples, 2)
    y : array_like, shape (n_samples,)
        True labels of any kind, at most seven different ones.
    names : sequence of two str
        Axis labels with units.
    n_grid : int, default 200
        Grid points along each axis.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If ``X`` has not two columns, ``y`` another length or more than seven labels, or ``predict`` returns another
        shape or a label that ``y`` does not hold.
    TypeError
        If ``ax`` is no Axes.

    Notes
    -----
    Cost: ``n_grid ** 2`` predictions. Classes differ by marker as well as by colour.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> figure = plot_boundary(lambda X: X[:, 0] > X[:, 1], [[0, 1], [1, 0]], [False, True], n_grid=20)
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['False', 'True']
    """
    X = check_array(X)
    n_grid = check_integer("n_grid", n_grid, 2)
    labels = np.asarray(y)
    if X.shape[1] != 2:
        raise ValueError(f"X must have shape (n_samples, 2) to be drawn in a plane, got {X.shape}")
    if labels.shape != (len(X),):
        raise ValueError(f"y must have shape ({len(X)},), got {labels.shape}")
    classes = np.unique(labels)
    if len(classes) > len(PALETTE):
        raise ValueError(f"y must have at most {len(PALETTE)} different labels, got {len(classes)}")
    margin = 0.06 * np.where(np.ptp(X, axis=0) > 0, np.ptp(X, axis=0), 1.0)
    low, high = X.min(axis=0) - margin, X.max(axis=0) + margin
    across, up = (np.linspace(low[i], high[i], n_grid) for i in range(2))
    points = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    predicted = np.asarray(predict(points))
    if predicted.shape != (len(points),):
        raise ValueError(f"predict must return shape ({len(points)},), got {predicted.shape}")
    if not np.isin(predicted, classes).all():
        raise ValueError(
            f"predict must return labels that y holds, got {np.setdiff1d(predicted, classes)[:3].tolist()}"
        )
    ax = new_axes(ax)
    colours = list(PALETTE.values())[: len(classes)]
    regions = np.searchsorted(classes, predicted).reshape(n_grid, n_grid)
    # An image, not contours: the frame of an explorable stays small.
    ax.imshow(
        regions,
        origin="lower",
        extent=(low[0], high[0], low[1], high[1]),
        cmap=ListedColormap(colours),
        vmin=-0.5,
        vmax=len(classes) - 0.5,
        alpha=0.22,
        aspect="auto",
        interpolation="nearest",
    )
    for label, colour, marker in zip(classes, colours, cycle("osD^vPX")):
        rows = labels == label
        ax.scatter(
            X[rows, 0],
            X[rows, 1],
            s=24,
            color=colour,
            marker=marker,
            edgecolors="white",
            linewidths=0.6,
            label=str(label),
        )
    ax.grid(False)
    ax.set(xlabel=names[0], ylabel=names[1], xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    ax.legend(frameon=True, framealpha=0.9, edgecolor="none")
    return figure_of(ax)
