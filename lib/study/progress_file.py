"""The reader's progress on disk: one small JSON file, written whole or not at all."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from lib.study.messages import message

FILE_VARIABLE = "BOOK_PROGRESS_FILE"
VERSION = 1
LOCK_SECONDS = 5.0
# Each exercise is one line of the file, so that a damaged file still yields the lines that are whole.
_LINE = re.compile(r'^\s*"([a-z0-9-]+)":\s*(\{.*\}),?\s*$')

Entry = dict[str, Any]


def checkout_root() -> Path | None:
    """Return the folder of the book if this package lies in a copy of it, else None."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "chapters").is_dir() and (root / "pyproject.toml").is_file() else None


def progress_path() -> Path:
    """Return where the reader's progress is kept.

    Returns
    -------
    Path
        The environment variable ``BOOK_PROGRESS_FILE`` if it is set; in a copy of the book ``my/progress.json``; for
        an installed package ``progress.json`` in the user's data folder (``$XDG_DATA_HOME``, ``%LOCALAPPDATA%`` or
        ``~/.local/share``) under ``ml-to-llm-book``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    wish = os.environ.get(FILE_VARIABLE)
    if wish:
        return Path(wish)
    root = checkout_root()
    if root is not None:
        return root / "my" / "progress.json"
    data = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(data) if data else Path.home() / ".local" / "share") / "ml-to-llm-book" / "progress.json"


class ProgressFile:
    """Read and update the progress file.

    Parameters
    ----------
    path : Path
        The file; it and its folder are made at the first update.

    Attributes
    ----------
    note : str
        What the reader should know about the file: that it was damaged, or could not be written.

    Notes
    -----
    An update takes a lock, reads, changes, keeps the last good state as ``<name>.backup.json`` and replaces the file
    in one step, so that several notebooks may write at once and a crash leaves the old or the new state. A damaged
    file is renamed to ``<name>.corrupt-<n>.json``; what its whole lines and the backup hold is put together again.
    Chapter: chapters/02_ml_basics.ipynb
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.note = ""

    def _sibling(self, tail: str) -> Path:
        return self.path.with_name(f"{self.path.stem}.{tail}")

    def read(self) -> dict[str, Entry]:
        """Return the entries by exercise id; a damaged file is set aside first."""
        try:
            if not self.path.exists():
                return {}
            found = _parsed(self.path.read_text(encoding="utf-8", errors="replace"))
            if found is not None:
                return found
            with self._locked():
                return self._read_or_rebuild()
        except OSError as error:
            self.note = message(
                "progress.unwritable", path=shown(self.path), error=error.strerror or type(error).__name__
            )
            return {}

    def update(self, id: str, change: Callable[[Entry], None]) -> bool:
        """Apply a change to the entry of an exercise; return whether it could be saved."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._locked():
                entries = self._read_or_rebuild()
                entry = entries.setdefault(id, {})
                before = dict(entry)
                change(entry)
                if entry != before:
                    self._write(entries)
        except OSError as error:
            self.note = message(
                "progress.unwritable", path=shown(self.path), error=error.strerror or type(error).__name__
            )
            return False
        return True

    def _read_or_rebuild(self) -> dict[str, Entry]:
        if not self.path.exists():
            return {}
        text = self.path.read_text(encoding="utf-8", errors="replace")
        found = _parsed(text)
        if found is not None:
            return found
        entries = _salvaged(text)
        backup = self._sibling("backup.json")
        if backup.exists():
            for id, entry in (_parsed(backup.read_text(encoding="utf-8", errors="replace")) or {}).items():
                entries[id] = _merged(entries.get(id, {}), entry)
        aside = next(path for n in count(1) if not (path := self._sibling(f"corrupt-{n}.json")).exists())
        os.rename(self.path, aside)
        self.note = message("progress.set_aside", name=aside.name, count=len(entries))
        self._write(entries)
        return entries

    def _write(self, entries: dict[str, Entry]) -> None:
        lines = ",\n".join(f"{json.dumps(id)}: {json.dumps(entries[id], sort_keys=True)}" for id in sorted(entries))
        text = f'{{"version": {VERSION}, "exercises": {{\n{lines}\n}}}}\n'
        # One after the other: at any moment at least one of the two is whole. `replace_file` would need NumPy, which
        # the core of this room must do without.
        for path in (self.path, self._sibling("backup.json")):
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".new")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(name, path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock that the operating system gives back when a process dies."""
        with open(self._sibling("lock"), "a+b") as file:
            deadline = time.monotonic() + LOCK_SECONDS
            while not _try_lock(file.fileno()):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{self.path.name} is locked by another process")
                time.sleep(0.02)
            yield


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        elif sys.platform != "emscripten":  # one process, nothing to lock
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_sane(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and all(isinstance(entry.get(key, 0), int) and entry.get(key, 0) >= 0 for key in ("attempts", "hints"))
        and all(isinstance(entry.get(key, ""), str) for key in ("passed_on", "last"))
    )


def _parsed(text: str) -> dict[str, Entry] | None:
    """Return the entries of a sound file, None for a damaged one."""
    try:
        data = json.loads(text)
    except ValueError:
        return None
    entries = data.get("exercises") if isinstance(data, dict) else None
    if not isinstance(entries, dict) or not all(_is_sane(entry) for entry in entries.values()):
        return None
    return entries


def _salvaged(text: str) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if match:
            with contextlib.suppress(ValueError):  # a line that only looks whole
                entry = json.loads(match[2])
                if _is_sane(entry):
                    entries[match[1]] = entry
    return entries


def _merged(left: Entry, right: Entry) -> Entry:
    merged = {**right, **left}
    for key in ("attempts", "hints"):
        if key in merged:
            merged[key] = max(left.get(key, 0), right.get(key, 0))
    return merged


def shown(path: Path) -> str:
    """Return a path as the reader knows it: inside the book or the home folder without the part before."""
    for base, mark in ((checkout_root(), ""), (Path.home(), "~/")):
        if base is not None and path.is_absolute() and path.is_relative_to(base):
            return mark + path.relative_to(base).as_posix()
    return str(path)


_FILES: dict[Path, ProgressFile] = {}


def progress_file() -> ProgressFile:
    """Return the reader's progress file; its notes last as long as the session."""
    path = progress_path()
    return _FILES.setdefault(path, ProgressFile(path))


def record_check(id: str, status: str) -> None:
    """Keep the result of a check; an untouched exercise leaves no trace."""
    if status == "not_yet":
        return

    def change(entry: Entry) -> None:
        entry["attempts"] = entry.get("attempts", 0) + 1
        entry["last"] = status
        if status == "pass":
            entry.setdefault("passed_on", datetime.date.today().isoformat())

    progress_file().update(id, change)


def record_help(id: str, *, hints: int = 0, solution: bool = False) -> None:
    """Keep how many hints were opened, and whether the solution was."""

    def change(entry: Entry) -> None:
        if hints > entry.get("hints", 0):
            entry["hints"] = hints
        if solution:
            entry["solution"] = True

    progress_file().update(id, change)
