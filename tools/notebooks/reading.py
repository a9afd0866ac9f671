"""Read a whole notebook from text: jupytext's MyST Markdown (see `notebooks.text` for what it looks like).

MyST Markdown rather than the percent format, because a chapter is mostly prose and formulas: they stand as they are,
not behind `# `. Text that does not come back as it went in is refused, never silently changed.
"""

import re

import nbformat

from notebooks.document import NotebookError
from notebooks.prose import fence_openings, without_fences
from notebooks.text import OUTPUT_MARK, notebook_text

UNCLOSED = "is an HTML comment, a tag or a fence left open?"


def slug(text: str, words: int = 6) -> str:
    """Return a kebab-case id made of the first words of a text."""
    plain = re.sub(r"\$[^$]*\$|`|\*|<[^>]+>", " ", text.lower())
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:words])


def _free(name: str, taken: set[str]) -> str:
    number, candidate = 2, name
    while candidate in taken:
        candidate, number = f"{name}-{number}", number + 1
    return candidate


def _assign_ids(cells: list[nbformat.NotebookNode], named: dict[int, str]) -> None:
    """Give every cell its id: the one written in the text, else for Markdown the heading or the cell it follows."""
    taken = set(named.values())
    previous = "start"
    for position, cell in enumerate(cells):
        if position in named:
            cell.id = named[position]
        elif cell.cell_type == "markdown":
            heading = re.match(r"#+\s+(.*)", cell.source)
            cell.id = _free((heading and slug(heading.group(1))) or f"after-{previous.removeprefix('after-')}", taken)
        else:
            start = cell.source.split("\n", 1)[0][:50]
            raise NotebookError(f"code cell {start!r} has no id: write a line `:id: what-it-does` below its fence")
        taken.add(cell.id)
        previous = cell.id


def notebook_from_text(text: str) -> nbformat.NotebookNode:
    """Return the notebook that a text describes, without outputs.

    Raises
    ------
    NotebookError
        If the text cannot be parsed, a code cell has no id, or the notebook would not give the same text back.
    """
    import jupytext  # takes a second to load, and only `set` needs it

    kept = "\n".join(line for line in text.split("\n") if not line.startswith(OUTPUT_MARK.rstrip()))
    try:
        nb = jupytext.reads(kept, fmt="md:myst")
    except Exception as error:  # jupytext raises its own kinds, which say where
        raise NotebookError(f"the text is not jupytext's MyST Markdown: {error}") from error
    named = {}
    for position, cell in enumerate(nb.cells):
        if "id" in cell.metadata:
            named[position] = str(cell.metadata.pop("id"))
        # jupytext leaves a blank line of the layout at the end of a cell
        cell.source = cell.source.strip("\n").rstrip()
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    _assign_ids(nb.cells, named)
    _require_round_trip(nb, kept)
    return nb


def _bare(nb: nbformat.NotebookNode) -> list[tuple]:
    return [(cell.id, cell.cell_type, cell.source, dict(cell.metadata)) for cell in nb.cells]


def _require_all_cells(nb: nbformat.NotebookNode, text: str) -> None:
    """Refuse a text in which an unclosed comment or tag has swallowed the cells after it."""
    wanted = sum(info.startswith("{code-cell}") for info in fence_openings(text))
    found = sum(cell.cell_type == "code" for cell in nb.cells)
    if wanted != found:
        raise NotebookError(f"the text opens {wanted} code cells, but {found} can be told apart: {UNCLOSED}")
    for cell in nb.cells:
        if cell.cell_type == "markdown" and re.search(r"^\+\+\+(\s|$)", without_fences(cell.source), re.MULTILINE):
            raise NotebookError(f"cell {cell.id}: a line `+++` stands inside the cell: {UNCLOSED}")


def _require_round_trip(nb: nbformat.NotebookNode, text: str) -> None:
    import jupytext

    _require_all_cells(nb, text)
    again = jupytext.reads(notebook_text(nb, outputs=False), fmt="md:myst")
    for cell in again.cells:
        cell.id = str(cell.metadata.pop("id", cell.id))
        cell.source = cell.source.strip("\n").rstrip()
    for before, after in zip(_bare(nb), _bare(again)):
        if before != after:
            raise NotebookError(
                f"cell {before[0]}: its text does not come back as written, {UNCLOSED}: "
                f"wanted {before[2][-60:]!r}, came {after[2][-60:]!r}"
            )
    if len(nb.cells) != len(again.cells):
        raise NotebookError(f"{len(nb.cells)} cells became {len(again.cells)} when written and read again")
