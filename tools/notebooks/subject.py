"""What the rules of `nb.py check` look at."""

from pathlib import Path
from typing import NamedTuple

import nbformat

from notebooks.exercises import Source


class Subject(NamedTuple):
    """A notebook, the file it was read from, the root of the book, and where exercises come from."""

    nb: nbformat.NotebookNode
    path: Path
    root: Path
    exercises: Source

    @property
    def text(self) -> str:
        """The file as it stands."""
        return self.path.read_text(encoding="utf-8")
