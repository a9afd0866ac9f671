"""Frame the section of an exercise, and say in its check cell what the check does.

A stored verdict is that of nobody's answer ("NOT YET"); the site has no kernel to give another. So the output of a cell
that only calls ``check``, ``hint``, ``solution`` or ``progress`` gives way to a sentence on what running it does. The
hints and the solution that unfold below an exercise stay as they are.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from .cells import calls_alone, code_cells, part_of, source_of
from .markup import link

# The headings that `lib.study` writes (its catalogue holds the same word under "cell.heading").
HEADING = "Exercise: "
HOW_TO = "pages/how_to_use#working-through-a-chapter"
HOW_TO_TEXT = "How exercises work"
RUN = "Run this cell in Jupyter or on Binder: it "
SENTENCES = {
    "check": RUN + "says at once whether your answer is right, and why not.",
    "hint": RUN + "shows the next hint. On this page the hints unfold below the exercise.",
    "solution": RUN + "shows the solution. On this page it unfolds below the exercise.",
    "progress": RUN + "reports which exercises you have solved.",
}


def is_exercise(part: nodes.section) -> bool:
    return bool(part.children) and isinstance(part[0], nodes.title) and part[0].astext().startswith(HEADING)


def frame_exercises(_app: Sphinx, doctree: nodes.document) -> None:
    for part in doctree.findall(nodes.section):
        if is_exercise(part):
            part["classes"].append("book-exercise")


def explain_checks(_app: Sphinx, doctree: nodes.document) -> None:
    """Replace what a cell of an exercise gave out when the notebook was stored."""
    for cell in list(code_cells(doctree)):
        names = calls_alone(source_of(cell))
        if not names or any(name not in SENTENCES for name in names):
            continue
        stored = part_of(cell, "cell_code_output")
        if stored is not None:
            cell.remove(stored)
        sentence = nodes.paragraph("", SENTENCES[names[0]] + " ", classes=["book-run-it"], book_how_to=True)
        # Not an output of the notebook: nothing selects, folds or scrolls it.
        cell.append(sentence)


def link_how_to(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for sentence in doctree.findall(nodes.paragraph):
        if sentence.get("book_how_to"):
            sentence += [link(app, docname, HOW_TO, HOW_TO_TEXT), nodes.Text(".")]


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", frame_exercises)
    app.connect("doctree-read", explain_checks)
    app.connect("doctree-resolved", link_how_to)
