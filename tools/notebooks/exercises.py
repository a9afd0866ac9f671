"""Write the cells of exercises into a notebook from their sources in `lib/study/exercises/<chapter>/<id>.py`.

Where an exercise stands: where its cells already are, or at a marker, a Markdown cell with the text
`<!-- exercise: <id> -->` (any id, `ex-<id>` by custom). `lib.study.exercise_cells(id, terms)` gives the cells in the
notebook format, as dictionaries (id, cell_type, source, tags or metadata); the ids begin with `ex-<id>-`.
"""

import functools
import importlib
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import nbformat

from notebooks.document import NotebookError
from notebooks.editing import keep_outputs, make_cell

MARKER = re.compile(r"\s*<!--\s*exercise:\s*([a-z0-9]+(?:-[a-z0-9]+)*)\s*-->\s*")
PARTS = ("task", "code", "check", "hint", "solution")
CELL_ID = re.compile(rf"ex-([a-z0-9]+(?:-[a-z0-9]+)*)-(?:{'|'.join(PARTS)})")

Source = Callable[[str], list[dict]]


def cells_from_lib(root: Path) -> Source:
    """Return a function that gives the cells of an exercise from the package below `root`, in the glossary's terms."""

    def cells_of(exercise_id: str) -> list[dict]:
        if str(root) not in sys.path:
            sys.path.insert(0, str(root))
        try:
            return importlib.import_module("lib.study").exercise_cells(exercise_id, terms(root))
        except (ImportError, AttributeError, OSError, ValueError) as error:
            wanted = f"lib/study/exercises/<chapter>/{exercise_id.replace('-', '_')}.py"
            raise NotebookError(f"exercise {exercise_id!r} cannot be made from {wanted}: {error}") from error

    return cells_of


@functools.cache
def terms(root: Path) -> dict[str, str]:
    """Return the term for the id of each concept, as the glossary has it."""
    rows = tomllib.loads((root / "pages" / "glossary.toml").read_text(encoding="utf-8"))["term"]
    return {row["id"]: row["term"] for row in rows}


def made_cells(name: str, cells_of: Source) -> list[nbformat.NotebookNode]:
    """Return the cells of one exercise as the notebook must hold them."""
    made = []
    for entry in cells_of(name):
        if not entry["id"].startswith(f"ex-{name}-"):
            raise NotebookError(f"exercise {name!r}: its cell ids begin with 'ex-{name}-', got {entry['id']!r}")
        tags = entry.get("tags") or entry.get("metadata", {}).get("tags")
        made.append(make_cell(entry["cell_type"], entry["id"], entry["source"].strip("\n").rstrip(), tags))
    return made


def exercise_of(cell: nbformat.NotebookNode) -> str | None:
    """Return the id of the exercise that a cell belongs to or marks, None for any other cell."""
    if cell.cell_type == "markdown":
        marker = MARKER.fullmatch(cell.source)
        if marker:
            return marker.group(1)
    match = CELL_ID.fullmatch(cell.get("id", ""))
    return match.group(1) if match else None


def exercise_ids(nb: nbformat.NotebookNode) -> list[str]:
    """Return the exercises of a notebook in the order in which they stand."""
    return list(dict.fromkeys(name for name in map(exercise_of, nb.cells) if name))


def write_exercises(nb: nbformat.NotebookNode, cells_of: Source, old: nbformat.NotebookNode | None = None) -> list[str]:
    """Write the cells of every exercise that stands in the notebook, in place, and return the exercises' ids.

    Outputs of cells whose source did not change are kept (from `old` where given, else from the notebook itself). An
    exercise whose cells stand in two places is refused.
    """
    old = old or nbformat.from_dict({"cells": list(nb.cells)})
    cells: list[nbformat.NotebookNode] = []
    done: list[str] = []
    previous = None
    for cell in nb.cells:
        name = exercise_of(cell)
        if name is None:
            cells.append(cell)
        elif name not in done:
            done.append(name)
            cells += made_cells(name, cells_of)
        elif name != previous:
            raise NotebookError(f"exercise {name!r} stands in two places: wanted one")
        previous = name
    nb.cells = cells
    keep_outputs(nb, old)
    return done
