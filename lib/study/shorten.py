"""Writes a value in one short line for a verdict."""

from __future__ import annotations

import math
from typing import Any

from lib.study.kinds import kind_in_words, kind_of
from lib.study.messages import message

WIDTH = 160  # of a value in a verdict: twelve numbers and the shape of their array
MOST_ENTRIES = 12
DIGITS = (6, 9, 12, 17)  # 17 tell any two floats apart


def shape_text(value: Any) -> str:
    """Return the shape of an array or tensor as text."""
    return str(tuple(int(size) for size in value.shape))


def short(value: Any, width: int = WIDTH, digits: int = DIGITS[0]) -> str:
    """Return a value in one short line that is the same on every run.

    Parameters
    ----------
    value : object
        Anything; objects of unknown classes are named, never asked for their own text.
    width : int, default=160
        Largest number of characters.
    digits : int, default=6
        Significant digits of a number.

    Returns
    -------
    str
        The text, at most twelve entries of an array or a sequence; ``...`` stands where something was left out.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> short([1, 2.5, "a"]), short(1 / 3)
    ("[1, 2.5, 'a']", '0.333333')
    """
    text = _short(value, 0, digits)
    if len(text) <= width:
        return text
    head = text[: width - 5]
    between = head.rfind(", ")  # a number cut in the middle would read as another number
    return head[:between] + ", ..." if between > 0 else head + " ..."


def short_pair(came: Any, wanted: Any) -> tuple[str, str]:
    """Return two values in short form, with as many digits as tell them apart.

    Parameters
    ----------
    came, wanted : object
        Two values.

    Returns
    -------
    (str, str)
        Both texts; equal only if no number of digits makes them different.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> short_pair(0.5, 0.5 + 1e-8)
    ('0.5', '0.50000001')
    """
    for digits in DIGITS:
        pair = short(came, digits=digits), short(wanted, digits=digits)
        if pair[0] != pair[1]:
            return pair
    return short(came), short(wanted)


def is_cut(text: str) -> bool:
    """Say whether a short form leaves something out."""
    return "..." in text


def _short(value: Any, depth: int, digits: int) -> str:
    kind = kind_of(value)
    if kind in ("float", "complex"):
        return f"{value:.{digits}g}"
    if kind in ("int", "bool", "str", "bytes", "none"):
        return _plain(value, kind)
    if depth > 4:
        return "..."
    if kind in ("list", "tuple", "set"):
        if kind == "set":
            value = sorted(value, key=lambda item: _short(item, depth + 1, digits))  # strings change places every run
        items = [_short(item, depth + 1, digits) for item, _ in zip(value, range(MOST_ENTRIES))]
        items += ["..."] * (len(value) > MOST_ENTRIES)
        left, right = {"list": ("[", "]"), "tuple": ("(", ")"), "set": ("{", "}")}[kind]
        return left + ", ".join(items) + ("," if kind == "tuple" and len(value) == 1 else "") + right
    if kind == "dict":
        items = [
            f"{_short(key, depth + 1, digits)}: {_short(value[key], depth + 1, digits)}"
            for key, _ in zip(value, range(8))
        ]
        return "{" + ", ".join(items + ["..."] * (len(value) > 8)) + "}"
    if kind in ("array", "zero_dim", "tensor"):
        head = message("short.tensor" if kind == "tensor" else "short.array", shape=shape_text(value))
        return f"{head} {_entries(value, depth + 1, digits)}"
    return kind_in_words(value)


def _entries(value: Any, depth: int, digits: int) -> str:
    """Return the first entries of an array or tensor in nested brackets, at most twelve where a row has no more."""
    if value.ndim == 0:
        return _short(value.item(), depth, digits)
    if value.ndim == 1:
        rows = [_short(item, depth, digits) for item in value[:MOST_ENTRIES].tolist()]
    else:
        inner = math.prod(min(int(size), MOST_ENTRIES) for size in value.shape[1:])
        rows = [_entries(row, depth, digits) for row in value[: max(1, MOST_ENTRIES // max(1, inner))]]
    return "[" + ", ".join(rows + ["..."] * (len(rows) < len(value))) + "]"


def _plain(value: Any, kind: str) -> str:
    if kind == "int":
        # Subtle: Python refuses to print integers beyond 4,300 digits.
        if abs(int(value)) < 10**30:
            return str(int(value))
        power = round(int(value).bit_length() * math.log10(2))
        return message("short.power", sign="-" if value < 0 else "", power=power)
    if kind == "bool":
        return str(bool(value))
    return repr(value[:200]) if kind in ("str", "bytes") else "None"
