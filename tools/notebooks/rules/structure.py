"""A chapter has a title, a set-up cell, and headings that go down one level at a time."""

from collections.abc import Iterator

from notebooks.document import code_cells
from notebooks.problem import Problem
from notebooks.prose import headings
from notebooks.setup_cell import setup_source
from notebooks.subject import Subject


def not_empty(subject: Subject) -> Iterator[Problem]:
    """Refuse an empty notebook, which passes every comparison of outputs."""
    cells = subject.nb.cells
    if not cells:
        yield Problem("notebook", "it is empty: wanted a title, prose and code")
    elif not any(cell.source.strip() for cell in code_cells(subject.nb)):
        yield Problem("notebook", "no code cell holds code: wanted at least one")
    for cell in cells:
        if not cell.source.strip():
            yield Problem(cell.get("id", "?"), "the cell is empty: fill it or delete it")


def opening(subject: Subject) -> Iterator[Problem]:
    """Demand the title first, and as the first code the cell that makes sure that the book's package is there."""
    cells = subject.nb.cells
    if not cells:
        return
    first = cells[0]
    if first.cell_type != "markdown" or not first.source.startswith("# "):
        yield Problem(first.get("id", "?"), "wanted the title as the first cell: Markdown that begins with '# '")
    code = code_cells(subject.nb)
    if code and code[0].source != setup_source(subject.root):
        yield Problem(
            code[0].get("id", "?"),
            "wanted the set-up cell (`nb.py new` writes it, `nb.py fmt` renews it) as the first code cell",
        )


def heading_levels(subject: Subject) -> Iterator[Problem]:
    """Refuse a skipped level, an error when the site is built, and a second title."""
    level = titles = 0
    for cell in subject.nb.cells:
        if cell.cell_type == "markdown":
            for new, words in headings(cell.source):
                titles += new == 1
                if new > level + 1:
                    yield Problem(
                        cell.get("id", "?"),
                        f"heading {words!r} skips a level: wanted at most {'#' * (level + 1)!r}, got {'#' * new!r}",
                    )
                if new == 1 and titles > 1:
                    yield Problem(cell.get("id", "?"), f"heading {words!r} is a second title: wanted '##' or deeper")
                level = new
        for output in cell.get("outputs", []):
            if headings(output.get("data", {}).get("text/markdown", "")):
                yield Problem(cell.get("id", "?"), "an output holds a heading: wanted it in a Markdown cell")
