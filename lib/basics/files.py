"""Write a file so that it is never half written."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under another name, bring it to the disk, and put it in place in one step.

    Whenever the process or the machine stops, the file is wholly the old one or wholly the new one. What a killed
    process leaves beside it ends in ``.part``.

    Parameters
    ----------
    path : Path
        The file to make or to replace; its folder exists.
    write : callable
        Writes the new content into the path it is given, which lies in the same folder.

    Raises
    ------
    OSError
        If the file cannot be written; the old one is then untouched.

    Notes
    -----
    Renaming within a folder happens wholly or not at all (POSIX.1, ``rename``), but may reach the disk before the
    content does; hence the order: content, name, folder.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from lib.basics import replace_file
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "notes.txt")
    ...     replace_file(path, lambda draft: draft.write_text("whole"))
    ...     path.read_text()
    'whole'
    """
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")  # of its own: two processes may write at once
    try:
        write(draft)
        _to_disk(draft)
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    if os.name == "posix":  # the new name is an entry of the folder, which is brought to the disk like a file
        _to_disk(path.parent)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
