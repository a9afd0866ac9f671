"""Keep one table of results to which several experiments, of several chapters, add their rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lib.train.recording import (
    RECORDED,
    Recording,
    RecordingError,
    checked_name,
    recording_from,
    recording_of_today,
    write_json,
)

TABLES = RECORDED / "tables"


def record_row(
    table: str, row: str, command: str, seeds: tuple[int, ...], seconds: float, results: Mapping[str, Any]
) -> Path:
    """Write a row of a table of results, in place of an earlier one of the same name; other rows stay as they are.

    Parameters
    ----------
    table : str
        Small letters, digits and underscores; its file is ``lib/train/recorded/tables/<table>.json``.
    row : str
        What the row is about, as the table shows it.
    command : str
        What to type at the top of the repository to make the row again.
    seeds : tuple of int
    seconds : float
        How long it took.
    results : mapping
        What JSON can hold.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ValueError
        If the table's name is none, the row's is empty, or a number is not finite.
    TypeError
        If something in the results is not what JSON can hold.
    RecordingError
        If the table's file is damaged.

    Notes
    -----
    Rows keep the order in which they were first written.
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.train import record_row
    >>> record_row("bits", "", "python -m lib.a", (0,), 1.0, {})
    Traceback (most recent call last):
        ...
    ValueError: row must say what it is about, got ''
    """
    if not row.strip():
        raise ValueError(f"row must say what it is about, got {row!r}")
    path = TABLES / f"{checked_name(table)}.json"
    rows = load_rows(table) if path.is_file() else {}
    rows[row] = recording_of_today(row, command, seeds, seconds, results)
    path.parent.mkdir(exist_ok=True)
    write_json(path, {name: asdict(each) for name, each in rows.items()})
    return path


def load_rows(table: str) -> dict[str, Recording]:
    """Read the rows of a table of results.

    Parameters
    ----------
    table : str

    Returns
    -------
    dict of str to Recording
        In the order in which they were first written.

    Raises
    ------
    RecordingError
        If there is no such table, or its file is damaged.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.train import load_rows
    >>> load_rows("moon")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    lib.train.recording.RecordingError: there is no table called 'moon'; known are ...
    """
    path = TABLES / f"{table}.json"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in TABLES.glob("*.json"))) or "none"
        raise RecordingError(f"there is no table called {table!r}; known are {known}")
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {name: recording_from(fields) for name, fields in rows.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RecordingError(f"{path.name} must hold rows as `record_row` writes them, got {error!r}") from error
