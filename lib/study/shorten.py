"""Writes a value in one short line for a verdict."""

from __future__ import annotations

import math
from typing import Any

from lib.study.kinds import kind_in_words, kind_of
from lib.study.messages import message


def shape_text(value: Any) -> str:
    """Return the shape of an array or tensor as text."""
    return str(tuple(int(size) for size in value.shape))


def short(value: Any, width: int = 90) -> str:
    """Return a value in one short line that is the same on every run.

    Parameters
    ----------
    value : object
        Anything; objects of unknown classes are named, never asked for their own text.
    width : int, default=90
        Largest number of characters.

    Returns
    -------
    str
        The text, cut with ``...`` where it is longer.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> short([1, 2.5, "a"]), short(1 / 3)
    ("[1, 2.5, 'a']", '0.333333')
    """
    text = _short(value, 0)
    return text if len(text) <= width else text[: width - 4].rstrip(", ") + " ..."


def _short(value: Any, depth: int) -> str:
    kind = kind_of(value)
    if kind in ("float", "complex"):
        return f"{value:.6g}"
    if kind in ("int", "bool", "str", "bytes", "none"):
        return _plain(value, kind)
    if depth > 4:
        return "..."
    if kind in ("list", "tuple", "set"):
        items = [_short(item, depth + 1) for item, _ in zip(value, range(12))] + ["..."] * (len(value) > 12)
        left, right = {"list": ("[", "]"), "tuple": ("(", ")"), "set": ("{", "}")}[kind]
        return left + ", ".join(items) + ("," if kind == "tuple" and len(value) == 1 else "") + right
    if kind == "dict":
        items = [f"{_short(key, depth + 1)}: {_short(value[key], depth + 1)}" for key, _ in zip(value, range(8))]
        return "{" + ", ".join(items + ["..."] * (len(value) > 8)) + "}"
    if kind in ("array", "zero_dim", "tensor"):
        head = message("short.tensor" if kind == "tensor" else "short.array", shape=shape_text(value))
        few = value[tuple(slice(0, 6) for _ in range(value.ndim))] if value.ndim else value
        return f"{head} {_short(few.tolist(), depth + 1)}" if kind != "zero_dim" else f"{head} {few.item()!r:.20}"
    return kind_in_words(value)


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
