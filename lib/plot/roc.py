"""Every trade between false and true alarms that a score allows."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.classical import roc_auc_score, roc_curve
from lib.plot.canvas import binary_columns, figure_of, new_axes
from lib.plot.style import PALETTE


def plot_roc(y: ArrayLike, scores: ArrayLike, *, threshold: float | None = None, ax: Axes | None = None) -> Figure:
    """Draw the ROC curve, and the point on it where a threshold stands.

    Parameters
    ----------
    y : array_like, shape (n_samples,)
        0 and 1, both present.
    scores : array_like, shape (n_samples,)
        Larger means more like class 1.
    threshold : float, optional
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if not given.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If ``y`` is not made of both 0 and 1, or the arrays differ in length.
    TypeError
        If ``ax`` is no Axes.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> figure = plot_roc([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.9])
    >>> figure.axes[0].get_title()
    'ROC, area 0.75'
    """
    y, scores = binary_columns(y, scores)
    false_rate, true_rate, _ = roc_curve(y, scores)
    ax = new_axes(ax, (3.4, 3.2))
    ax.plot([0, 1], [0, 1], ":", color=PALETTE["black"], linewidth=1.2)
    ax.plot(false_rate, true_rate, color=PALETTE["blue"])
    if threshold is not None:
        called = scores >= threshold
        point = called[y == 0].mean(), called[y == 1].mean()
        ax.plot(*point, "o", color=PALETTE["orange"], markersize=9, markeredgecolor="white", clip_on=False, zorder=5)
    ax.set(xlabel="false positive rate", ylabel="true positive rate", xlim=(0, 1), ylim=(0, 1))
    ax.set(title=f"ROC, area {roc_auc_score(y, scores):.2f}", aspect="equal")
    return figure_of(ax)
