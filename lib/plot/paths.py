"""Coefficients of a penalised model as its penalty grows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.basics import check_array
from lib.plot.canvas import figure_of, log_axis, new_axes
from lib.plot.style import PALETTE

# Share of the range of the coefficients between two names: one line of letters in a figure 3.8 inches high.
NAME_GAP = 0.06


def plot_paths(
    alphas: ArrayLike,
    coefficients: ArrayLike,
    names: Sequence[str],
    *,
    chosen: float | None = None,
    xlabel: str = "penalty α",
    ylabel: str = "coefficient",
    ax: Axes | None = None,
) -> Figure:
    """Draw one line per coefficient over a logarithmic penalty axis, named at its left end.

    Parameters
    ----------
    alphas : array_like, shape (n_alphas,)
        Positive penalties, increasing.
    coefficients : array_like, shape (n_alphas, n_features)
    names : sequence of str, length n_features
    chosen : float, optional
        Penalty marked by a vertical line.
    xlabel, ylabel : str
        Axis labels with units.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If shapes do not fit or the penalties are not positive and increasing.
    TypeError
        If ``ax`` is no Axes.

    Notes
    -----
    Names stand beside their lines, where no legend has to be matched by colour; those that would overlap are moved
    apart.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> figure = plot_paths([0.1, 1, 10], [[2, -1], [1, -0.5], [0.1, 0]], ["age", "income"])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['age', 'income']
    """
    alphas = check_array(alphas, "alphas", ndim=1, min_samples=2)
    coefficients = check_array(coefficients, "coefficients")
    if coefficients.shape != (len(alphas), len(names)):
        raise ValueError(f"coefficients must have shape ({len(alphas)}, {len(names)}), got {coefficients.shape}")
    if alphas[0] <= 0 or (np.diff(alphas) <= 0).any():
        raise ValueError("alphas must be positive and increasing for a logarithmic axis")
    ax = new_axes(ax, size=(4.6, 3.8))
    ax.axhline(0, color=PALETTE["black"], linewidth=1.0)
    colours, lines = cycle(PALETTE.values()), cycle(["-", "--", "-."])
    height = max(np.ptp(coefficients), 1e-12)
    for place, feature in zip(_apart(coefficients[0], NAME_GAP * height), range(len(names))):
        colour = next(colours)
        ax.plot(alphas, coefficients[:, feature], next(lines), color=colour)
        ax.annotate(
            names[feature],
            (alphas[0], place),
            xytext=(-6, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            color=0.7 * np.array(to_rgb(colour)),  # darker than the line: letters need more contrast
            annotation_clip=False,
        )
    if chosen is not None:
        ax.axvline(chosen, color=PALETTE["black"], linestyle=":", linewidth=1.5)
    ax.set(xlabel=xlabel, ylabel=ylabel, xlim=(alphas[0], alphas[-1]))
    log_axis(ax, "x")
    # The names take the left side, so the scale goes to the right.
    ax.yaxis.tick_right()
    ax.yaxis.set_label_position("right")
    ax.spines["right"].set_visible(True)
    ax.spines["left"].set_visible(False)
    return figure_of(ax)


def _apart(heights: np.ndarray, gap: float) -> np.ndarray:
    """Move label heights until neighbours are a gap apart, keeping their order and their mean."""
    order = np.argsort(heights, kind="stable")
    placed = heights[order].astype(float)
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    placed -= placed.mean() - heights.mean()
    result = np.empty_like(placed)
    result[order] = placed
    return result
