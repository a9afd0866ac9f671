"""Make and change notebooks from scripts: a new chapter, the whole text, one cell."""

import re
from pathlib import Path

import nbformat

from notebooks.document import NotebookError, find_cell
from notebooks.normal import normalise
from notebooks.reading import notebook_from_text
from notebooks.setup_cell import SETUP_ID, renew_setup, setup_source

ID_FORM = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def make_cell(kind: str, cell_id: str, source: str, tags: list[str] | None = None) -> nbformat.NotebookNode:
    """Return one cell; the id must be in kebab case."""
    if not ID_FORM.fullmatch(cell_id):
        raise NotebookError(f"cell id {cell_id!r}: wanted words in kebab case, such as 'fit-tree'")
    makers = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    if kind not in makers:
        raise NotebookError(f"kind {kind!r}: wanted 'markdown' or 'code'")
    cell = makers[kind](source=source.strip("\n"), id=cell_id)
    if tags:
        cell.metadata["tags"] = list(tags)
    return cell


def new_notebook(title: str, root: Path) -> nbformat.NotebookNode:
    """Return a valid new chapter: its title, then the cell that checks that the book's package is there."""
    cells = [make_cell("markdown", "title", f"# {title}"), make_cell("code", SETUP_ID, setup_source(root))]
    return normalise(nbformat.v4.new_notebook(cells=cells))


def keep_outputs(new: nbformat.NotebookNode, old: nbformat.NotebookNode) -> int:
    """Give unchanged code cells their stored outputs back and return how many there were.

    A cell is unchanged if one of the old ones has the same id and source, or the same source under another id.
    """
    stored = [cell for cell in old.cells if cell.cell_type == "code"]
    by_id = {(cell.get("id"), cell.source): cell for cell in stored}
    by_source = {cell.source: cell for cell in stored}
    kept = 0
    for cell in new.cells:
        match = by_id.get((cell.id, cell.source)) or by_source.get(cell.source) if cell.cell_type == "code" else None
        if match is not None and match.get("execution_count") is not None:
            cell.outputs, cell.execution_count = match.outputs, match.execution_count
            kept += 1
    return kept


def set_text(text: str, old: nbformat.NotebookNode | None, root: Path) -> nbformat.NotebookNode:
    """Return the notebook that a text describes, with the outputs of unchanged code cells and the old stamp.

    A code cell with the id `setup` may be left empty: its source is filled in.
    """
    nb = notebook_from_text(text)
    renew_setup(nb, root)
    if old is not None:
        keep_outputs(nb, old)
        nb.metadata = old.metadata
    return normalise(nb)


def replace_cell(
    nb: nbformat.NotebookNode, cell_id: str, source: str, kind: str | None, tags: list[str] | None
) -> None:
    """Replace a cell's source (and kind and tags where given); changed code loses its outputs."""
    position = find_cell(nb, cell_id)
    old = nb.cells[position]
    cell = make_cell(kind or old.cell_type, cell_id, source, old.metadata.get("tags") if tags is None else tags)
    if cell.cell_type == old.cell_type == "code" and cell.source == old.source:
        cell.outputs, cell.execution_count = old.outputs, old.execution_count
    nb.cells[position] = cell


def insert_cell(nb: nbformat.NotebookNode, position: int, cell: nbformat.NotebookNode) -> None:
    """Insert a new cell; its id must not be taken."""
    if any(other.get("id") == cell.id for other in nb.cells):
        raise NotebookError(f"cell id {cell.id!r} is taken: wanted a new one")
    nb.cells.insert(position, cell)


def delete_cell(nb: nbformat.NotebookNode, cell_id: str) -> None:
    """Delete one cell."""
    del nb.cells[find_cell(nb, cell_id)]
