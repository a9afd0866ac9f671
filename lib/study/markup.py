"""The little Markdown that quiz texts use: code, bold, italic, and fenced code between paragraphs."""

from __future__ import annotations

import html
import re

_FENCE = re.compile(r"^```\w*\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
_INLINE = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"), r"<em>\1</em>"),
)


def inline_html(text: str) -> str:
    """Turn one run of text into HTML.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> inline_html("If *p* < 1, use `a * b * c`, **not** `a < b`.")
    'If <em>p</em> &lt; 1, use <code>a * b * c</code>, <strong>not</strong> <code>a &lt; b</code>.'
    """
    pieces = re.split(r"`([^`]+)`", text)
    for i, piece in enumerate(pieces):
        # Odd pieces stood between backticks: nothing in them is markup.
        pieces[i] = html.escape(piece, quote=False)
        if i % 2:
            pieces[i] = f"<code>{pieces[i]}</code>"
            continue
        for pattern, replacement in _INLINE:
            pieces[i] = pattern.sub(replacement, pieces[i])
    return "".join(pieces)


def split_blocks(text: str) -> list[tuple[str, str]]:
    r"""Split a text into paragraphs and fenced code.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of (kind, text)
        ``kind`` is ``"text"`` (lines joined) or ``"code"`` (lines kept).

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> split_blocks("What is\n`x`?\n\n```\nx = 1\ny = 2\n```")
    [('text', 'What is `x`?'), ('code', 'x = 1\ny = 2')]
    """
    blocks: list[tuple[str, str]] = []
    for i, piece in enumerate(_FENCE.split(text)):
        if i % 2:
            blocks.append(("code", piece))
        else:
            blocks += [("text", " ".join(part.split())) for part in piece.split("\n\n") if part.strip()]
    return blocks


def plain_text(text: str) -> str:
    """Take the marks of emphasis away, for terminals; code keeps its backticks.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> plain_text("**Not** *p* but `a * b`")
    'Not p but `a * b`'
    """
    pieces = re.split(r"(`[^`]+`)", text)
    for i in range(0, len(pieces), 2):
        for pattern, _ in _INLINE:
            pieces[i] = pattern.sub(r"\1", pieces[i])
    return "".join(pieces)
