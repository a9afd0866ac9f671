"""Figures of the chapters; the only room that imports matplotlib, used by notebooks and by nothing else in ``lib``.

A chapter calls :func:`style` once; each ``plot_...`` function then draws arrays into a new figure, or into axes given
to it, and returns the figure; :func:`show` displays it with its text alternative. Nothing here fits a model.
"""

from lib.plot.boundary import plot_boundary
from lib.plot.confusion import plot_confusion
from lib.plot.decomposition import plot_decomposition
from lib.plot.error_curves import plot_error_curves
from lib.plot.fit import plot_fit
from lib.plot.history import plot_history
from lib.plot.learning_curve import plot_learning_curve
from lib.plot.paths import plot_paths
from lib.plot.residuals import plot_residuals
from lib.plot.roc import plot_roc
from lib.plot.show import show
from lib.plot.style import PALETTE, style
from lib.plot.threshold import plot_threshold

__all__ = [
    "PALETTE",
    "plot_boundary",
    "plot_confusion",
    "plot_decomposition",
    "plot_error_curves",
    "plot_fit",
    "plot_history",
    "plot_learning_curve",
    "plot_paths",
    "plot_residuals",
    "plot_roc",
    "plot_threshold",
    "show",
    "style",
]
