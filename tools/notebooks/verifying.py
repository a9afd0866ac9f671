"""Run a notebook again and compare everything that it shows with what is stored."""

from pathlib import Path

import nbformat

from notebooks.comparing import compare
from notebooks.problem import Problem
from notebooks.running import fresh_run


def verify(nb: nbformat.NotebookNode, folder: Path, root: Path) -> tuple[list[Problem], dict]:
    """Run a notebook again and return where it shows something else, with the stamp of the fresh run."""
    fresh = fresh_run(nb, folder, root)
    return compare(nb, fresh.nb, root), fresh.nb.metadata.stamp
