"""Show a computed sentence as Markdown, so that every measured number in the book is an output."""

from __future__ import annotations

import inspect
import sys

from lib.study.typeset import typeset_numbers


def say(text: str) -> None:
    r"""Show a sentence whose numbers were computed in the cell.

    The output carries the text twice, as ``text/markdown`` for reading, its numbers typeset, and as ``text/plain``; the
    notebook tests compare both with a fresh run: a sentence that no longer fits its numbers fails. Without IPython the
    text is printed.

    Parameters
    ----------
    text : str
        Markdown, math between dollar signs included. Common indentation of the lines is removed. Round the numbers
        far enough that they do not depend on the processor.

    Raises
    ------
    TypeError
        If ``text`` is no string.
    ValueError
        If ``text`` is empty or blank.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> gap = 0.1234
    >>> say(f"The gap is **{gap:.2f}**.")
    The gap is **0.12**.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a string of Markdown, got {type(text).__name__}")
    text = inspect.cleandoc(text)
    if not text.strip():
        raise ValueError("text must not be empty: say() shows a sentence, and there is none")
    ipython = sys.modules.get("IPython")
    if ipython is None or ipython.get_ipython() is None:
        sys.stdout.write(text + "\n")
        return
    from IPython.display import display

    display({"text/plain": text, "text/markdown": typeset_numbers(text)}, raw=True)
