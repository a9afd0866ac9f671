"""Turn a blockquote that opens with a fixed bold label into a styled box.

Notebooks write ``> **Common mistake.** ...``, which reads well in Jupyter, Colab and GitHub; the site adds a class.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

LABELS = {
    "common mistake": "mistake",
    "in practice": "practice",
    "note": "note",
    "convention": "convention",
}


def opening(quote: nodes.block_quote) -> nodes.strong | None:
    """Return the bold words a blockquote opens with, if it does."""
    if not quote.children or not isinstance(quote[0], nodes.paragraph):
        return None
    # The parser leaves an empty text before the first mark.
    first = next((child for child in quote[0] if child.astext().strip()), None)
    return first if isinstance(first, nodes.strong) else None


def style_callouts(_app: Sphinx, doctree: nodes.document) -> None:
    for quote in doctree.findall(nodes.block_quote):
        strong = opening(quote)
        label = LABELS.get(strong.astext().strip().rstrip(".:").casefold()) if strong else None
        if strong and label:
            quote["classes"] += ["book-callout", f"book-callout-{label}"]
            strong["classes"].append("book-callout-label")


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", style_callouts)
