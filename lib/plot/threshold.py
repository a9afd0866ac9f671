"""What a decision threshold does: score histogram, confusion matrix and ROC curve in one picture."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.basics import check_real
from lib.classical import confusion_matrix
from lib.plot.canvas import binary_columns
from lib.plot.confusion import plot_confusion
from lib.plot.roc import plot_roc
from lib.plot.style import PALETTE


def plot_threshold(
    y: ArrayLike,
    scores: ArrayLike,
    threshold: float,
    *,
    names: tuple[str, str] = ("negative", "positive"),
    xlabel: str = "predicted probability",
) -> Figure:
    """Draw the scores of both classes with a threshold, its confusion matrix, and its place on the ROC curve.

    Parameters
    ----------
    y : array_like, shape (n_samples,)
        0 and 1, both present.
    scores : array_like, shape (n_samples,)
        Larger means more like class 1.
    threshold : float
        Samples with ``score >= threshold`` are called class 1.
    names : (str, str)
        Names of class 0 and class 1.
    xlabel : str
        Label of the score axis.

    Returns
    -------
    matplotlib.figure.Figure
        Histogram above, class 0 filled and class 1 as an outline; confusion matrix and ROC curve below.

    Raises
    ------
    ValueError
        If ``y`` is not made of both 0 and 1, or the arrays differ in length.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> figure = plot_threshold([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.9], 0.5)
    >>> [text.get_text() for text in figure.axes[1].texts]
    ['1', '1', '1', '1']
    """
    y, scores = binary_columns(y, scores)
    threshold = check_real("threshold", threshold)
    figure = Figure(figsize=(4.6, 4.8))
    grid = figure.add_gridspec(2, 2, height_ratios=(1.0, 1.15))
    top = figure.add_subplot(grid[0, :])
    edges = np.histogram_bin_edges(scores, bins=20)
    top.hist(scores[y == 0], bins=list(edges), color=PALETTE["blue"], alpha=0.45, label=names[0])
    top.hist(scores[y == 1], bins=list(edges), color=PALETTE["orange"], histtype="step", linewidth=1.8, label=names[1])
    top.axvline(threshold, color=PALETTE["black"], linewidth=2, label=f"threshold {threshold:.2f}")
    top.set(xlabel=xlabel, ylabel="samples")
    top.legend()
    counts = confusion_matrix(y, (scores >= threshold).astype(float), labels=[0.0, 1.0])
    plot_confusion(counts, names, ax=figure.add_subplot(grid[1, 0]))
    roc = figure.add_subplot(grid[1, 1])
    plot_roc(y, scores, threshold=threshold, ax=roc)
    roc.set(xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    return figure
