"""What is text: strings, and those that UTF-8 can write."""

from __future__ import annotations

import re
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")


def check_string(name: str, text: Any) -> str:
    """Return ``text`` if it is a string.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    text : str

    Returns
    -------
    str

    Raises
    ------
    TypeError
        If it is no string.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.text.encodable import check_string
    >>> check_string("text", b"bytes")
    Traceback (most recent call last):
        ...
    TypeError: text must be a string, got bytes
    """
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a string{' or strings' * (name == 'texts')}, got {type(text).__name__}")
    return text


def check_encodable(name: str, text: Any) -> None:
    """Raise an error unless ``text`` is a string that UTF-8 can write.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    text : str

    Raises
    ------
    TypeError
        If it is no string.
    ValueError
        If it holds half of a surrogate pair.

    Notes
    -----
    Python's strings may hold a lone surrogate, most often from bytes decoded with ``surrogateescape`` or from broken
    JSON. No byte sequence of UTF-8 stands for it. Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text.encodable import check_encodable
    >>> check_encodable("text", "👩")
    """
    if not check_string(name, text).isascii() and (found := _SURROGATE.search(text)):
        raise ValueError(
            f"{name} must be text that UTF-8 can write, got the lone surrogate {found.group()!r} as character"
            f" {found.start()}"
        )
