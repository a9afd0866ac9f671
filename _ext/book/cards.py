"""The chapters that can be read, each as a card with its picture: what the landing page shows first."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from .chapter_map import facts
from .contents import effort
from .data import Chapter, read_chapters, read_costs
from .markup import DataDirective, link


class card(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes like this
    """Stands for the card of a chapter, which exists if its notebook does; holds its picture meanwhile."""


class Cards(DataDirective):
    """Show each chapter that exists."""

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder for each chapter, with the picture for Sphinx to find."""
        return [
            card("", *picture(chapter), slug=chapter.slug)
            for chapter in read_chapters(self.pages("chapters.toml", "costs.json"))
        ]


def picture(chapter: Chapter) -> list[nodes.Node]:
    return [nodes.image("", uri=f"/pages/{chapter.picture}", alt=chapter.alt)] if chapter.picture else []


def draw_cards(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    chapters = {chapter.slug: chapter for chapter in read_chapters(app.srcdir / "pages")}
    costs = read_costs(app.srcdir / "pages")
    for place in list(doctree.findall(card)):
        chapter = chapters[place["slug"]]
        if chapter.page not in app.env.found_docs:
            place.parent.remove(place)
            continue
        words = nodes.container(
            "",
            nodes.paragraph("", "", link(app, docname, chapter.page, chapter.name), classes=["book-card-name"]),
            nodes.paragraph("", chapter.about),
            nodes.paragraph("", facts(chapter, True, costs, effort(app.env, chapter.page)), classes=["book-facts"]),
            classes=["book-card-words"],
        )
        place.replace_self(nodes.container("", *place.children, words, classes=["book-card"]))


def setup(app: Sphinx) -> None:
    app.add_node(card)
    app.add_directive("book-chapters", Cards)
    app.connect("doctree-resolved", draw_cards)
