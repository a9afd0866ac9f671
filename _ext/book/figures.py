"""Make a figure of a picture and the caption below it, number it, and name the code that draws it.

``show(fig, alt=..., caption=...)`` of `lib.plot` leaves two outputs: the picture, and Markdown that opens with
``**Figure.**``. A graph drawn by `lib.grad` may have such a caption too. Here they become one figure with the label
"Figure 2.3" and the anchor ``figure-2-3``: the chapter's number from its file name, then the place on the page. An
explorable has a title of its own and no number.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from .cells import code_cells, in_form, is_part, outputs_of
from .markup import html_block

LABEL = "Figure."
CHAPTER = re.compile(r"chapters/(\d\d)_")
EXPLORABLE = 'class="book-explore"'
GRAPH = 'class="book-graph"'
DRAWS, WORKS, PREPARES = "The code that draws this", "The code behind this", "Set-up code"
IMPORTS, CHECKS = "What is imported", "The code that checks this"


# Not docutils' own nodes, which Sphinx numbers through the whole site ("Fig. 1"). Other writers see their base class.
class numbered_figure(nodes.container):  # noqa: N801 - docutils names nodes like this
    """A picture with its caption."""


class figure_words(nodes.container):  # noqa: N801
    """The caption of a figure: paragraphs, the first of which opens with the label."""


def chapter_number(docname: str) -> int | None:
    found = CHAPTER.match(docname)
    return int(found[1]) if found else None


def label_of(output: nodes.Element) -> nodes.strong | None:
    """Return the bold label an output opens with, if the output is a caption."""
    words = in_form(output, "text/markdown")
    first = words[0] if words else None
    if not isinstance(first, nodes.paragraph):
        return None
    # The parser leaves an empty text before the first mark.
    strong = next((child for child in first if child.astext().strip()), None)
    return strong if isinstance(strong, nodes.strong) and strong.astext().strip() == LABEL else None


def is_picture(output: nodes.Element) -> bool:
    page = in_form(output, "text/html")
    return in_form(output, "image/") is not None or (page is not None and GRAPH in page.astext())


def make_figure(picture: nodes.Element, caption: nodes.Element) -> numbered_figure:
    """Put a picture and its caption into one figure; the picture is still a bundle of forms."""
    words = in_form(caption, "text/markdown")
    assert words is not None
    figure = numbered_figure("")
    picture.replace_self(figure)
    caption.parent.remove(caption)
    figure += [picture, figure_words("", *words.children)]
    return figure


def number_figure(figure: numbered_figure, label: nodes.strong, chapter: int, count: int) -> None:
    """Put the number into the label of a figure, and an anchor with a link to copy."""
    anchor = f"figure-{chapter}-{count}"
    figure["ids"].append(anchor)
    label[0] = nodes.Text(f"Figure {chapter}.{count}.")
    label.parent += html_block(f'<a class="headerlink" href="#{anchor}" title="Link to this figure">#</a>')


def make_figures(app: Sphinx, doctree: nodes.document) -> None:
    chapter, count = chapter_number(app.env.docname), 0
    for cell in list(code_cells(doctree)):
        for image in cell.findall(nodes.image):
            # A picture with a width would become a link to its file, read out with the whole text alternative.
            image["classes"].append("no-scaled-link")
        for picture, caption in pairwise(outputs_of(cell)):
            label = label_of(caption)
            if label is None or not is_picture(picture):
                continue
            figure = make_figure(picture, caption)
            if chapter is not None:
                count += 1
                number_figure(figure, label, chapter, count)


def is_drawn(output: nodes.Element) -> bool:
    page = in_form(output, "text/html")
    explorable = page is not None and EXPLORABLE in page.astext()
    return isinstance(output, numbered_figure) or is_picture(output) or explorable


def name_folded_code(_app: Sphinx, doctree: nodes.document) -> None:
    """Say what a folded cell does; drop what it says of itself, which means nothing without its code."""
    for cell in list(code_cells(doctree)):
        if cell.get("hide_mode") != "input":
            continue
        for output in outputs_of(cell):
            if is_part(output, "mime_bundle") and len(output) == 1 and in_form(output, "text/plain"):
                output.parent.remove(output)
        outputs = outputs_of(cell)
        name = DRAWS if any(map(is_drawn, outputs)) else WORKS if outputs else PREPARES
        if name == PREPARES:
            lines = next(cell.findall(nodes.literal_block)).astext().splitlines()
            if any(line.lstrip().startswith("assert ") for line in lines):
                name = CHECKS
            elif lines[0].startswith(("import ", "from ")):
                name = IMPORTS
        cell["prompt_show"] = cell["prompt_hide"] = name


def open_figure(writer: HTML5Translator, node: numbered_figure) -> None:
    writer.body.append(writer.starttag(node, "figure", CLASS="book-figure"))


def close_figure(writer: HTML5Translator, _node: numbered_figure) -> None:
    writer.body.append("</figure>\n")


def open_words(writer: HTML5Translator, _node: figure_words) -> None:
    writer.body.append("<figcaption>\n")


def close_words(writer: HTML5Translator, _node: figure_words) -> None:
    writer.body.append("</figcaption>\n")


def open_fold(writer: HTML5Translator, node: HideCodeCellNode) -> None:
    """Write the one name for both states: the arrow, and a screen reader, say which it is."""
    writer.body.append(f'<details class="book-folded">\n<summary>{html.escape(node["prompt_show"])}</summary>\n')


def close_fold(writer: HTML5Translator, _node: HideCodeCellNode) -> None:
    writer.body.append("</details>\n")


def write_folds(app: Sphinx) -> None:
    app.add_node(HideCodeCellNode, override=True, html=(open_fold, close_fold))


def setup(app: Sphinx) -> None:
    app.add_node(numbered_figure, html=(open_figure, close_figure))
    app.add_node(figure_words, html=(open_words, close_words))
    # After every extension is set up: myst-nb writes the fold with a label that differs from what it shows.
    app.connect("builder-inited", write_folds)
    app.connect("doctree-read", make_figures, priority=450)
    app.connect("doctree-read", name_folded_code, priority=460)
