"""Show computed results as a table that every front end sets as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any

from lib.study.say import say

# A number as a reader sees it: sign, digits, an interval "0.81 ± 0.02", a unit or a per cent sign behind it.
NUMBER = re.compile(
    r"[-+−]?\d[\d.,]*(?:e[-+]?\d+)?(?:\s*±\s*[\d.]+)?\s*(?:%|x|s|ms|kB|MB|[ηκσ])?"
    r"|\$-?(?:[\d.]+\\cdot)?10\^\{-?\d+\}\$"
)
# What stands in a column of numbers where there is no number.
NO_NUMBER = {"", "-", "–", "none", "never", "fails"}
FORMULA = re.compile(r"\$[^$]*\$")


def table(header: Sequence[str], rows: Iterable[Sequence[Any]], *, caption: str | None = None) -> None:
    """Show rows of results as a Markdown table; columns of numbers are aligned to the right.

    Parameters
    ----------
    header : sequence of str, length n_columns
        Names of the columns, with units. Each needs a word: a screen reader reads a formula alone as nothing.
    rows : iterable of sequences, each of length n_columns
        Cells are text (Markdown and math included), whole numbers or truth values. Floats come as formatted text,
        because only the writer knows how many of their digits mean something.
    caption : str, optional
        One sentence of Markdown above the table.

    Raises
    ------
    TypeError
        If a cell or a name is a float or of another kind.
    ValueError
        If there is no column or no row, a row has another number of cells than ``header``, or a name has no word.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> table(("model", "error (kg)"), [("mean", f"{12.345:.1f}"), ("line", f"{3.21:.1f}")])
    | model | error (kg) |
    |:--|--:|
    | mean | 12.3 |
    | line | 3.2 |
    """
    names = [_text(name, "header") for name in header]
    if not names:
        raise ValueError("header must name at least one column, got none")
    for name in names:
        if not re.search(r"\w", FORMULA.sub("", name)):
            raise ValueError(f"header must name every column in words, got {name!r}")
    cells = []
    for number, row in enumerate(rows):
        values = list(row)
        if len(values) != len(names):
            raise ValueError(f"row {number} must have {len(names)} cells, one for each column, got {len(values)}")
        cells.append([_text(value, f"row {number}") for value in values])
    if not cells:
        raise ValueError("rows must hold at least one row, got none")
    ends = ["--:" if _holds_numbers(column) else ":--" for column in zip(*cells, strict=True)]
    lines = [_line(names), "|" + "|".join(ends) + "|", *map(_line, cells)]
    opening = [caption, ""] if caption else []
    say("\n".join([*opening, *lines]))


def _text(value: Any, where: str) -> str:
    """Return a cell as one line of Markdown in which no bar ends it early."""
    if isinstance(value, float):
        raise TypeError(f"{where} holds the float {value!r}: give it as text with the digits that matter, f'{{x:.2f}}'")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if not isinstance(value, str | Integral):
        raise TypeError(f"{where} must hold text, whole numbers or truth values, got {type(value).__name__}")
    return " ".join(str(value).split()).replace("|", "\\|")


def _holds_numbers(column: Iterable[str]) -> bool:
    """Say whether all that stands in a column are numbers, or words for a number that is missing."""
    filled = [cell.strip("*") for cell in column if cell.strip("*") not in NO_NUMBER]
    return bool(filled) and all(map(NUMBER.fullmatch, filled))


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
