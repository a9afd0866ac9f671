"""``progress``: the reader's own report."""

from __future__ import annotations

import html
from dataclasses import dataclass

from lib.study.messages import message
from lib.study.progress_file import Entry, progress_file, shown
from lib.study.registry import exercise_ids, find_exercise


@dataclass(frozen=True)
class Report:
    """The state of every exercise, as text and as a small table."""

    rows: list[tuple[str, str, str, str, int]]  # chapter, id, title, state, attempts
    lines: list[str]  # what is said below: where the file is, what happened to it

    @property
    def passed(self) -> int:
        """How many exercises are passed."""
        return sum(row[3] == message("progress.passed") for row in self.rows)

    def _chapters(self) -> list[tuple[str, list[tuple[str, str, str, str, int]]]]:
        names = sorted({row[0] for row in self.rows})
        return [(name, [row for row in self.rows if row[0] == name]) for name in names]

    def _heading(self, name: str, rows: list[tuple[str, str, str, str, int]]) -> str:
        passed = sum(row[3] == message("progress.passed") for row in rows)
        return message("progress.chapter", chapter=name, passed=passed, count=len(rows))

    def __repr__(self) -> str:
        lines = [message("progress.title")]
        for name, rows in self._chapters():
            lines.append(self._heading(name, rows))
            for _, id, title, state, attempts in rows:
                times = ", " + message("progress.attempts", attempts=attempts) if attempts else ""
                lines.append(f"  {id}: {title} ({state}{times})")
        return "\n".join(lines + self.lines)

    def _repr_html_(self) -> str:
        parts = [f"<strong>{html.escape(message('progress.title'))}</strong>"]
        for name, rows in self._chapters():
            items = "".join(
                f"<li>{html.escape(title)} (<code>{html.escape(id)}</code>): {html.escape(state)}</li>"
                for _, id, title, state, _ in rows
            )
            parts.append(f"<div>{html.escape(self._heading(name, rows))}</div><ul>{items}</ul>")
        return "".join(parts) + "".join(f"<div>{html.escape(line)}</div>" for line in self.lines)


def _state(entry: Entry) -> str:
    if entry.get("passed_on"):
        return message("progress.passed")
    return message("progress.tried" if entry.get("attempts") else "progress.open")


def progress() -> Report:
    """Show which exercises you have passed.

    Returns
    -------
    Report
        One line for each exercise of the book, where the file is kept, and what happened to it if it was damaged.

    Notes
    -----
    The file is ``my/progress.json`` in a copy of the book; the environment variable ``BOOK_PROGRESS_FILE`` names
    another.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> print(repr(progress()).splitlines()[0])
    Your progress
    """
    file = progress_file()
    entries = file.read()
    rows = []
    for id in exercise_ids():
        exercise, entry = find_exercise(id), entries.get(id, {})
        rows.append((exercise.chapter, id, exercise.title, _state(entry), entry.get("attempts", 0)))
    lines = [] if any(entry.get("attempts") for entry in entries.values()) else [message("progress.none")]
    if file.path.exists():
        lines.append(message("progress.file", path=shown(file.path)))
    if file.note:
        lines.append(file.note)
    return Report(sorted(rows), lines)
