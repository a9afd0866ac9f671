"""Find the names of special tokens in a text."""

from __future__ import annotations

import re
from collections.abc import Collection


def cut_at_special(text: str, names: Collection[str]) -> list[str]:
    """Cut a string into special tokens and what stands between them.

    Parameters
    ----------
    text : str
    names : collection of str
        Where one begins another, the longer is taken.

    Returns
    -------
    list of str
        Parts whose concatenation is the text.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text.special_tokens import cut_at_special
    >>> cut_at_special("<user>Hi<end>", ["<user>", "<end>"])
    ['<user>', 'Hi', '<end>']
    """
    if not names:
        return [text]
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
    return [part for part in parts if part]
