"""The look of the book's figures: large enough for a phone, told apart without colour vision, on a white card."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import matplotlib as mpl
from cycler import cycler

# Okabe and Ito's palette without its yellow, which vanishes on white; purple, sky and amber are darkened, so that every
# line has a contrast of at least 3 to 1 on white.
PALETTE = {
    "blue": "#0072B2",
    "orange": "#D55E00",
    "green": "#009E73",
    "purple": "#AA4488",
    "sky": "#3A97D4",
    "amber": "#B07800",
    "black": "#222222",
}
INK = "#222222"
GRID = "#DDE2E7"

RC: dict[str, Any] = {
    "figure.figsize": (4.6, 3.0),
    "figure.dpi": 125,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",
    "savefig.dpi": 220,
    "savefig.facecolor": "white",
    "savefig.bbox": None,
    "svg.hashsalt": "book",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # ships with matplotlib: the same letters on every machine
    "font.size": 10.5,
    "axes.titlesize": 11.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10.5,
    "xtick.labelsize": 10.0,
    "ytick.labelsize": 10.0,
    "legend.fontsize": 10.0,
    "legend.frameon": True,
    "legend.framealpha": 0.85,
    "legend.edgecolor": "none",
    "axes.prop_cycle": cycler(color=list(PALETTE.values())),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#5B6670",
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "lines.linewidth": 1.8,
    "lines.markersize": 5.0,
    "scatter.edgecolors": "face",
    "image.cmap": "cividis",
}


class _Style(AbstractContextManager["_Style"]):
    """Settings that hold from the call on; as a context manager, until its end."""

    def __init__(self) -> None:
        settings: Any = mpl.rcParams
        self._before = {name: settings[name] for name in RC}
        settings.update(RC)

    def __exit__(self, *_: object) -> None:
        settings: Any = mpl.rcParams
        settings.update(self._before)

    def __repr__(self) -> str:
        return "the book's figure style"


def style() -> AbstractContextManager[Any]:
    """Use the book's figure style from here on, or inside a ``with`` block only.

    Returns
    -------
    context manager
        Leaving its block restores the settings that held before.

    Notes
    -----
    Letters of 10 points in a figure 4.6 inches wide are still 10 CSS pixels high on a phone of 375 pixels. Figures
    are white cards, so that they read the same on a light and on a dark page. The colours are those of Okabe and Ito
    (2008), *Color Universal Design*, without the yellow and with a darker purple, sky and amber, for contrast on white.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import matplotlib as mpl
    >>> with style():
    ...     print(mpl.rcParams["font.size"])
    10.5
    """
    return _Style()
