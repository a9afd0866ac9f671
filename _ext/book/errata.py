"""The page of corrections to the source documents."""

from __future__ import annotations

from collections import Counter

from docutils import nodes
from sphinx.application import Sphinx

from .data import Erratum, read_chapters, read_errata
from .markup import CHINESE, DataDirective, chinese, html_inline, inline, link, section

LABELS = {
    "wrong": "false as stated",
    "misleading": "true only under conditions that are not stated",
    "incomplete": "leaves out what changes the meaning or a correct implementation",
    "notation": "symbols, limits, conventions",
    "code": "the snippet, or a statement about it, fails",
    "typo": "a slip",
    "unverifiable": "no usable source",
}


class treated_in(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes like this
    """Stands for the link to the place in the book that treats an erratum."""


class Errata(DataDirective):
    """Write every erratum, chapter by chapter, after a table of what the labels mean and how many there are."""

    def run(self) -> list[nodes.Node]:
        """Return the table of labels and one section for each chapter."""
        pages = self.pages("errata.toml", "chapters.toml")
        errata = read_errata(pages)
        titles = {chapter.slug: f"{chapter.slug[:2]}  {chapter.title}" for chapter in read_chapters(pages)}
        titles["all"] = "Several chapters"
        parts: list[nodes.Node] = [self.labels(errata)]
        for slug, title in titles.items():
            group = [erratum for erratum in errata if erratum.chapter == slug]
            if group:
                part = section(title, f"errata-{slug.replace('_', '-')}")
                for erratum in group:
                    part += self.entry(erratum)
                parts.append(part)
        return parts

    def labels(self, errata: list[Erratum]) -> nodes.bullet_list:
        """Return what the labels mean, with their numbers."""
        counts = Counter(erratum.label for erratum in errata)
        items = nodes.bullet_list("", classes=["book-labels"])
        for label, meaning in LABELS.items():
            line = nodes.paragraph("", "", badge(label), nodes.Text(f" {meaning} ({counts[label]})"))
            items += nodes.list_item("", line)
        return items

    def entry(self, erratum: Erratum) -> nodes.section:
        """Return one erratum."""
        part = section(f"{erratum.id}  {erratum.title}", erratum.id.lower())
        part["classes"].append("book-erratum")
        part += nodes.paragraph("", "", badge(erratum.label), nodes.Text(f" {erratum.source}"))
        part += field("The source says", says(erratum.says))
        part += field("Correct is", inline(erratum.correct))
        part += field("See", inline(erratum.reference))
        part += treated_in("", anchor=erratum.anchor)
        return part


def badge(label: str) -> nodes.raw:
    return html_inline("span", label, class_=f"book-badge book-badge-{label}")


def says(text: str) -> list[nodes.Node]:
    return [chinese(text)] if len(CHINESE.findall(text)) > len(text) / 4 else inline(text)


def field(name: str, content: list[nodes.Node]) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong("", name + ":"), nodes.Text(" "), *content)


def link_treatment(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(treated_in)):
        if not place["anchor"]:
            place.parent.remove(place)
            continue
        page = place["anchor"].partition("#")[0]
        target = link(app, docname, place["anchor"], app.env.titles[page].astext())
        place.replace_self(field("Treated in", [target]))


def setup(app: Sphinx) -> None:
    app.add_node(treated_in)
    app.add_directive("book-errata", Errata)
    app.connect("doctree-resolved", link_treatment)
