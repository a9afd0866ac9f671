"""Frame the section of an exercise, so that a reader sees where it begins and ends."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

# The headings that `lib.study` writes (its catalogue holds the same word under "cell.heading").
HEADING = "Exercise: "


def frame_exercises(_app: Sphinx, doctree: nodes.document) -> None:
    for part in doctree.findall(nodes.section):
        if part.children and isinstance(part[0], nodes.title) and part[0].astext().startswith(HEADING):
            part["classes"].append("book-exercise")


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", frame_exercises)
