"""The page of corrections to the source documents."""

from __future__ import annotations

import re
from collections import Counter

from docutils import nodes
from sphinx.application import Sphinx

from .data import Erratum, read_chapters, read_errata, read_finished
from .folds import OPEN_ALL, folded
from .markup import CHINESE, DataDirective, html_block, html_inline, in_chinese, inline, section
from .terms import place_link

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
    """Write every erratum, folded by chapter, after a table of what the labels mean and how many there are."""

    def run(self) -> list[nodes.Node]:
        """Return the table of labels and one section for each chapter; those of finished chapters are unfolded."""
        pages = self.pages("errata.toml", "chapters.toml", "finished.toml")
        errata = read_errata(pages)
        titles = {chapter.slug: chapter.name for chapter in read_chapters(pages)} | {"all": "Several chapters"}
        parts: list[nodes.Node] = [self.labels(errata), html_block(OPEN_ALL)]
        for slug, title in titles.items():
            group = [erratum for erratum in errata if erratum.chapter == slug]
            if group:
                part = section(title, f"errata-{slug.replace('_', '-')}")
                fold = folded("", summary=summary(group), open=slug in read_finished(pages))
                fold += [self.entry(erratum) for erratum in group]
                part += fold
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
        part += nodes.paragraph("", "", badge(erratum.label), nodes.Text(" "), *inline(erratum.source))
        part += field("The source says", says(erratum.says))
        if erratum.says_en:
            part += nodes.paragraph(
                "", "", nodes.Text("In English: "), *says(erratum.says_en), classes=["book-says-en"]
            )
        part += field("Correct is", inline(erratum.correct))
        part += field("See", inline(erratum.reference))
        part += treated_in("", anchor=erratum.anchor)
        return part


def summary(group: list[Erratum]) -> str:
    """Return what stands on a closed fold: "6 corrections: 2 wrong, 4 misleading"."""
    counts = Counter(erratum.label for erratum in group)
    kinds = ", ".join(f"{counts[label]} {label}" for label in LABELS if counts[label])
    return f"{len(group)} {'correction' if len(group) == 1 else 'corrections'}: {kinds}"


def badge(label: str) -> nodes.raw:
    return html_inline("span", label, class_=f"book-badge book-badge-{label}")


def says(text: str) -> list[nodes.Node]:
    """Return a quotation, its straight quotes made round; Sphinx guesses which way they open, and errs with Chinese."""
    text = re.sub(r'"([^"]*)"', "\N{LEFT DOUBLE QUOTATION MARK}\\1\N{RIGHT DOUBLE QUOTATION MARK}", text)
    return in_chinese(text) if len(CHINESE.findall(text)) > len(text) / 4 else inline(text)


def field(name: str, content: list[nodes.Node]) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong("", name + ":"), nodes.Text(" "), *content)


def link_treatment(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(treated_in)):
        if not place["anchor"]:
            place.parent.remove(place)
            continue
        place.replace_self(field("Treated in", [place_link(app, docname, place["anchor"])]))


def setup(app: Sphinx) -> None:
    app.add_node(treated_in)
    app.add_directive("book-errata", Errata)
    app.connect("doctree-resolved", link_treatment)
