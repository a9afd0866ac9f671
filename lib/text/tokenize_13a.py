"""The tokenization that published BLEU scores agree on: mteval-v13a, the script of the WMT evaluations."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENTITIES = (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"))
# The ASCII signs except . , - and the apostrophe stand alone.
_SIGNS = re.compile(r"([!-&(-+/:-@\[-`{-~])")
# A full stop or comma stands alone unless both neighbours are digits, and a hyphen does after a digit.
_AFTER_NO_DIGIT = re.compile(r"([^0-9])([.,])")
_BEFORE_NO_DIGIT = re.compile(r"([.,])([^0-9])")
_HYPHEN_AFTER_DIGIT = re.compile(r"([0-9])(-)")


def tokenize_13a(texts: Sequence[str]) -> list[list[str]]:
    """Cut lines into the tokens that BLEU counts.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    list of list of str
        The tokens of each line; white space is gone.

    Notes
    -----
    Made for European languages: a Chinese line stays in one piece between its ASCII signs; put a space between its
    characters first. All lines go through the patterns at once, kept apart by line breaks, which no pattern changes.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Post (2018), *A Call for Clarity in Reporting BLEU Scores*.

    Examples
    --------
    >>> from lib.text import tokenize_13a
    >>> tokenize_13a(["It's 3.5, or 1,000-odd (say)."])
    [["It's", '3.5', ',', 'or', '1,000', '-', 'odd', '(', 'say', ')', '.']]
    """
    lines = []
    for text in texts:
        line = text.rstrip().replace("<skipped>", "")
        if "\n" in line:
            line = line.replace("-\n", "").replace("\n", " ")
        if "&" in line:
            for entity, sign in _ENTITIES:
                line = line.replace(entity, sign)
        lines.append(line)
    # A space on each side of a line: its first and last signs have a neighbour that is no digit.
    whole = _SIGNS.sub(r" \1 ", " " + " \n ".join(lines) + " ")
    whole = _AFTER_NO_DIGIT.sub(r"\1 \2 ", whole)
    whole = _BEFORE_NO_DIGIT.sub(r" \1 \2", whole)
    whole = _HYPHEN_AFTER_DIGIT.sub(r"\1 \2 ", whole)
    return [line.split() for line in whole.split("\n")] if lines else []
