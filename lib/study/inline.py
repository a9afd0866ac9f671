"""Read a style or a script that ships with the package, to stand inside a page fragment."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def asset(name: str) -> str:
    """Return the text of a file in ``lib/study/assets``.

    Parameters
    ----------
    name : str

    Returns
    -------
    str

    Notes
    -----
    Read once; the fragments carry it inline, so that a page asks for nothing.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> asset("explore.css").startswith(".book-explore")
    True
    """
    return (files("lib.study") / "assets" / name).read_text(encoding="utf-8").strip()
