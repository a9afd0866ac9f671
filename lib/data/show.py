"""Show the first rows of a table as text and as HTML."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lib.data.table import Table

# Enough rows to recognise the table, few enough to read.
SHOWN_ROWS = 5


def as_text(table: Table) -> str:
    """Write the size, the names and the first rows; numbers stand right, text left, a missing cell is a dash.

    Parameters
    ----------
    table : Table, shape (n_rows, n_columns)

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import Table
    >>> from lib.data.show import as_text
    >>> print(as_text(Table({"age": [31, None], "job": ["fixed", "other"]})))
    Table of 2 rows and 2 columns
    age  job
     31  fixed
      -  other
    """
    shown = _first_rows(table)
    numeric = [name in table.numeric_names for name in table.names]
    widths = [max(map(len, column)) for column in zip(*shown)]
    lines = [
        "  ".join(cell.rjust(w) if right else cell.ljust(w) for cell, w, right in zip(row, widths, numeric)).rstrip()
        for row in shown
    ]
    return "\n".join([_title(table), *lines, *(["..."] if len(table) > SHOWN_ROWS else [])])


def as_html(table: Table) -> str:
    """Write the same as an HTML table with a caption and column headers, which a screen reader can announce.

    Parameters
    ----------
    table : Table, shape (n_rows, n_columns)

    Returns
    -------
    str
        Names and cells are escaped.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import Table
    >>> from lib.data.show import as_html
    >>> as_html(Table({"a<b": [1]}))[:78]
    '<table><caption>Table of 1 row and 1 column</caption><thead><tr><th scope="col'
    """
    header, *body = [[html.escape(cell) for cell in row] for row in _first_rows(table)]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in header)
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in body)
    caption = _title(table) + (f", the first {SHOWN_ROWS} shown" if len(table) > SHOWN_ROWS else "")
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _first_rows(table: Table) -> list[list[str]]:
    """Return the names and the first rows as text."""
    cells = [[_cell(value) for value in values[:SHOWN_ROWS]] for values in table.columns.values()]
    return [table.names, *map(list, zip(*cells))]


def _title(table: Table) -> str:
    rows, columns = table.shape
    return f"Table of {rows:,} row{'s' * (rows != 1)} and {columns} column{'s' * (columns != 1)}"


def _cell(value: Any) -> str:
    if value is None or value != value:
        return "-"
    return value if isinstance(value, str) else f"{value:g}" if abs(value) < 1e5 else f"{value:.0f}"
