"""Show a finished figure together with its text alternative."""

from __future__ import annotations

import sys

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from lib.study.frames import encode_figure


def show(figure: Figure, *, alt: str) -> None:
    """Show a figure as a PNG that carries its text alternative, and close it.

    The output holds the picture, ``alt`` as its metadata (``{"image/png": {"alt": ...}}``, where IPython's own
    ``Image(alt=...)`` puts it and nbconvert reads it) and ``alt`` as plain text, which the notebook tests compare and a
    terminal shows. Without a notebook the plain text is printed.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What a reader who cannot see the figure must know: what is drawn and what it shows.

    Raises
    ------
    TypeError
        If ``figure`` is no matplotlib figure or ``alt`` no string.
    ValueError
        If ``alt`` is shorter than 15 letters or is a placeholder such as "figure".

    Notes
    -----
    The same figure gives the same bytes on every run: no date and no version is written. The picture has 110 dots per
    inch and a palette of 64 to 256 colours where that looks the same (root mean square difference at most 1.5 of 255).

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> _ = figure.subplots().plot([1, 2], [3, 4])
    >>> show(figure, alt="A line that rises from 3 to 4.")
    [figure: A line that rises from 3 to 4.]
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"figure must be a matplotlib Figure, got {type(figure).__name__}")
    if not isinstance(alt, str):
        raise TypeError(f"alt must be a string that says what the figure shows, got {type(alt).__name__}")
    alt = " ".join(alt.split())
    if len(alt) < 15:
        raise ValueError(f"alt must say in at least 15 letters what the figure shows, got {alt!r}")
    text = f"[figure: {alt}]"
    plt.close(figure)
    ipython = sys.modules.get("IPython")
    if ipython is None or ipython.get_ipython() is None:
        sys.stdout.write(text + "\n")
        return
    from IPython.display import display

    picture = encode_figure(figure, "png").data
    display({"text/plain": text, "image/png": picture}, metadata={"image/png": {"alt": alt}}, raw=True)
