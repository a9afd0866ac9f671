"""Show a finished figure together with its caption and its text alternative."""

from __future__ import annotations

import sys

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from lib.study.frames import FIGURE_DPI, encode_figure
from lib.study.say import say


def show(figure: Figure, *, alt: str, caption: str) -> None:
    """Show a figure as a PNG with its text alternative and, below it, its caption; close the figure.

    The first output holds the picture, ``alt`` as its metadata (``{"image/png": {"alt": ...}}``, where IPython's own
    ``Image(alt=...)`` puts it and nbconvert reads it) and ``alt`` as plain text, which the notebook tests compare and a
    terminal shows. The second is the caption, Markdown that opens with "Figure."; the site puts the number there.
    Without a notebook both texts are printed.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What a reader who cannot see the figure must know: what is drawn and what it shows.
    caption : str
        What to see in it, in one or two sentences of Markdown. Measured numbers are computed, not typed.

    Raises
    ------
    TypeError
        If ``figure`` is no matplotlib figure, or ``alt`` or ``caption`` no string.
    ValueError
        If ``alt`` or ``caption`` is shorter than 15 letters, as a placeholder such as "figure" would be.

    Notes
    -----
    The same figure gives the same bytes on every run: no date and no version is written. The picture has 220 dots per
    inch, is shown at 125 CSS pixels per inch, and has a palette of 64 to 256 colours where that looks the same (root
    mean square difference at most 1.5 of 255).

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> _ = figure.subplots().plot([1, 2], [3, 4])
    >>> show(figure, alt="A line that rises from 3 to 4.", caption="One step to the right is one step up.")
    [figure: A line that rises from 3 to 4.]
    **Figure.** One step to the right is one step up.
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"figure must be a matplotlib Figure, got {type(figure).__name__}")
    alt = _sentence("alt", alt, "what the figure shows")
    caption = _sentence("caption", caption, "what to see in the figure")
    text = f"[figure: {alt}]"
    plt.close(figure)
    ipython = sys.modules.get("IPython")
    if ipython is None or ipython.get_ipython() is None:
        sys.stdout.write(text + "\n")
    else:
        from IPython.display import display

        picture = encode_figure(figure, "png", FIGURE_DPI)
        # Without a height the picture keeps its shape where a narrow screen makes it smaller.
        metadata = {"image/png": {"alt": alt, "width": picture.width}}
        display({"text/plain": text, "image/png": picture.data}, metadata=metadata, raw=True)
    say(f"**Figure.** {caption}")


def _sentence(name: str, value: str, purpose: str) -> str:
    """Return a text with single spaces, or say what is wrong with it."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string that says {purpose}, got {type(value).__name__}")
    value = " ".join(value.split())
    if len(value) < 15:
        raise ValueError(f"{name} must say in at least 15 letters {purpose}, got {value!r}")
    return value
