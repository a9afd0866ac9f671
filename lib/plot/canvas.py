"""Where a plot is drawn, and what comes in for it."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogFormatterMathtext, LogLocator, NullFormatter

from lib.basics import check_array


def new_axes(ax: Axes | None = None, size: tuple[float, float] | None = None) -> Axes:
    """Return the given axes, or the axes of a new figure that pyplot does not know and no backend shows twice.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
    size : (width, height), optional
        Inches; the style's size if not given.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError
        If ``ax`` is no Axes.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> new_axes(size=(4, 3)).figure.get_size_inches().tolist()
    [4.0, 3.0]
    """
    if ax is None:
        return Figure(figsize=size).add_subplot()
    if not isinstance(ax, Axes):
        raise TypeError(f"ax must be a matplotlib Axes or None, got {type(ax).__name__}")
    return ax


def figure_of(ax: Axes) -> Figure:
    """Return the whole figure to which axes belong.

    Parameters
    ----------
    ax : matplotlib.axes.Axes

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If the axes were removed from their figure.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> type(figure_of(new_axes())).__name__
    'Figure'
    """
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("ax must belong to a figure, got axes that were removed from theirs")
    return figure


def log_axis(ax: Axes, which: Literal["x", "y"]) -> None:
    """Make one axis logarithmic, with plain numbers wherever they are short.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Holds its lines already: the ticks follow the span of the axis.
    which : {"x", "y"}

    Notes
    -----
    matplotlib's own labels for less than a decade read ``6 x 10^-1``; here they read 0.5, 1, 2.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> ax = new_axes()
    >>> _ = ax.plot([0, 1], [0.2, 3])
    >>> log_axis(ax, "y")
    >>> [label.get_text() for label in ax.get_yticklabels()][1:-1]
    ['0.2', '0.5', '1', '2']
    """
    ax.set(**{f"{which}scale": "log"})
    axis = ax.xaxis if which == "x" else ax.yaxis
    low, high = sorted(axis.get_view_interval())
    decades = np.log10(high / low)
    subs = (1.0, 2.0, 5.0) if decades < 1.6 else (1.0, 3.0) if decades < 2.6 else (1.0,)
    axis.set_major_locator(LogLocator(subs=subs))
    axis.set_minor_formatter(NullFormatter())
    short = low > 1e-4 and high < 1e5
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}") if short else LogFormatterMathtext())


def columns(**given: Any) -> tuple[np.ndarray, ...]:
    """Return one-dimensional arrays of equal length, or say which one does not fit.

    Parameters
    ----------
    **given : array_like, shape (n,)
        Name of the argument to its value.

    Returns
    -------
    tuple of ndarray, shape (n,)

    Raises
    ------
    ValueError
        If one has more than one axis, is empty, holds NaN, or differs in length from the one named first.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> columns(x=[1, 2], y=[3, 4])
    (array([1., 2.]), array([3., 4.]))
    """
    arrays = {name: check_array(value, name, ndim=1) for name, value in given.items()}
    first, *others = arrays
    for name in others:
        if len(arrays[name]) != len(arrays[first]):
            raise ValueError(
                f"{name} must have as many entries as {first}, got {len(arrays[name])} and {len(arrays[first])}"
            )
    return tuple(arrays.values())


def binary_columns(y: Any, scores: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return labels 0 and 1 and their scores, or say what does not fit.

    Parameters
    ----------
    y : array_like, shape (n_samples,)
        0 and 1, both present.
    scores : array_like, shape (n_samples,)

    Returns
    -------
    y, scores : ndarray, shape (n_samples,)

    Raises
    ------
    ValueError
        If ``y`` is not made of both 0 and 1, or the arrays differ in length.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> binary_columns([0, 1], [0.2, 0.7])
    (array([0., 1.]), array([0.2, 0.7]))
    """
    labels, values = columns(y=y, scores=scores)
    if set(np.unique(labels)) != {0.0, 1.0}:
        raise ValueError(f"y must be made of both 0 and 1, got {np.unique(labels)[:5].tolist()}")
    return labels, values
