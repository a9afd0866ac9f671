"""Keep a formula within a line and the punctuation beside it together: a full stop starts no line.

A browser may break a line on either side of a formula, for it is a box to it. What is wider than a phone scrolls in its
place: the script of this module finds such formulas.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

# What belongs to the formula before it: punctuation, or the hyphen of "$k$-fold".
AFTER = re.compile(r"[.,;:?!)\]%’”'\"\-‐–]+")
BEFORE = re.compile(r"[(\[“‘\"']+$")
CLASS = "book-together"


def together(formula: nodes.math) -> nodes.inline | None:
    """Return a formula with the marks beside it, which leave the texts they stood in; nothing where there are none."""
    parent = formula.parent
    place = parent.index(formula)
    before = parent[place - 1] if place else None
    after = parent[place + 1] if place + 1 < len(parent) else None
    opening = BEFORE.search(before) if isinstance(before, nodes.Text) else None
    closing = AFTER.match(after) if isinstance(after, nodes.Text) else None
    if not opening and not closing:
        return None
    inside: list[nodes.Node] = [formula.deepcopy()]
    if closing and isinstance(after, nodes.Text):
        inside.append(nodes.Text(closing[0]))
        parent.replace(after, nodes.Text(after[closing.end() :]))
    if opening and isinstance(before, nodes.Text):
        inside.insert(0, nodes.Text(opening[0]))
        parent.replace(before, nodes.Text(before[: opening.start()]))
    return nodes.inline("", "", *inside, classes=[CLASS])


def keep_together(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    if app.builder.format != "html":
        return
    for formula in list(doctree.findall(nodes.math)):
        group = together(formula)
        if group is not None:
            formula.replace_self(group)


def setup(app: Sphinx) -> None:
    # After all who write texts with formulas when a page is written.
    app.connect("doctree-resolved", keep_together, priority=900)
    app.add_js_file("formulas.js", loading_method="defer")
