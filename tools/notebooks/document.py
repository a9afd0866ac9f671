"""Read and write a notebook file without changing anything in it.

`nbformat.read` repairs what it reads (it invents missing cell ids, renames duplicate ones), which would hide the very
faults that `nb.py check` looks for; so the JSON is read as it stands.
"""

import json
import os
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4.nbjson import JSONWriter
from nbformat.v4.rwbase import rejoin_lines

ROOT = Path(__file__).resolve().parents[2]


class NotebookError(Exception):
    """A notebook that cannot be read, run or changed as asked; the message says what was wanted."""


def parse(text: str, name: str = "notebook") -> nbformat.NotebookNode:
    """Turn the JSON text of a notebook into its node, joined lines and nothing else changed."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise NotebookError(f"{name}: not a notebook, the JSON is damaged: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise NotebookError(f"{name}: not a notebook of format 4: it has no list of cells")
    return rejoin_lines(nbformat.from_dict(content))


def read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook file."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise NotebookError(f"{path}: cannot be read: {error.strerror}") from None
    return parse(text, str(path))


def dumps(nb: nbformat.NotebookNode) -> str:
    """Return the file's text: sorted keys, indent 1, one list entry per source line, newline at the end."""
    return JSONWriter().writes(nb).rstrip("\n") + "\n"


def write(path: Path, nb: nbformat.NotebookNode) -> bool:
    """Write a notebook in one step and return whether the file changed.

    The text goes to a neighbour file first and is then renamed, so that a crash never leaves half a chapter.
    """
    path = Path(path)
    text = dumps(nb)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return True


def code_cells(nb: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the code cells in order."""
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def find_cell(nb: nbformat.NotebookNode, cell_id: str) -> int:
    """Return the position of the cell with this id."""
    positions = [position for position, cell in enumerate(nb.cells) if cell.get("id") == cell_id]
    if len(positions) != 1:
        found = "no cell has it" if not positions else f"{len(positions)} cells have it"
        known = ", ".join(cell.get("id", "?") for cell in nb.cells)
        raise NotebookError(f"cell id {cell_id!r}: wanted exactly one such cell, {found}; ids here: {known}")
    return positions[0]
