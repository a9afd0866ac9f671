"""The glossary page: every term of the book, with the sections that teach it."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .data import Term, read_chapters, read_terms
from .markup import DataDirective, chinese, html_block, section
from .terms import GLOSSARY, anchor_of, mentions, place_link

FILTER = """
<div class="book-filter" hidden>
<label for="glossary-filter">Find a term, in English or Chinese</label>
<input id="glossary-filter" type="search" autocomplete="off" spellcheck="false">
<p class="book-filter-said" role="status"></p>
</div>
<script>
(function () {
  var box = document.querySelector(".book-filter"), field = box.querySelector("input"), said = box.querySelector("p");
  document.addEventListener("DOMContentLoaded", function () {
    var entries = Array.from(document.querySelectorAll(".book-term-entry")).map(function (term) {
      return { nodes: term.matches("dt") ? [term, term.nextElementSibling] : [term],
               text: (term.textContent + " " + (term.dataset.names || "")).toLowerCase() };
    });
    var parts = Array.from(document.querySelectorAll(".book-glossary-part"));
    box.hidden = false;
    field.addEventListener("input", function () {
      var wanted = field.value.trim().toLowerCase(), found = 0;
      entries.forEach(function (entry) {
        var here = entry.text.includes(wanted);
        found += here;
        entry.nodes.forEach(function (node) { node.hidden = !here; });
      });
      parts.forEach(function (part) { part.hidden = !part.querySelector(".book-term-entry:not([hidden])"); });
      said.textContent = wanted ? found + (found === 1 ? " entry" : " entries") : "";
    });
  });
})();
</script>
"""


class taught_in(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes like this
    """Stands for the links to the sections that teach a term, known once every page is read."""


class Glossary(DataDirective):
    """Write the defined terms alphabetically, then the names of those still to come, chapter by chapter."""

    def run(self) -> list[nodes.Node]:
        """Return the search field, the defined terms and the names of the others."""
        pages = self.pages("glossary.toml", "chapters.toml")
        terms = read_terms(pages)
        defined = sorted((term for term in terms if term.definition), key=lambda term: term.term.casefold())
        now = section("Terms taught so far", "terms-taught-so-far")
        now["classes"].append("book-glossary-part")
        now += nodes.definition_list("", *map(self.entry, defined), classes=["book-glossary"])
        return [html_block(FILTER), now, *self.rest([term for term in terms if not term.definition], pages)]

    def entry(self, term: Term) -> nodes.definition_list_item:
        """Return one defined term."""
        head = nodes.term("", "", nodes.strong("", term.term), nodes.Text(" "), chinese(term.zh))
        head["ids"].append(anchor_of(term.id))
        head["classes"].append("book-term-entry")
        body = nodes.definition("", *self.parse_text_to_nodes(term.definition))
        if term.aliases:
            body += nodes.paragraph("", "Also: " + ", ".join(term.aliases), classes=["book-aliases"])
        body += taught_in("", term=term.id, chapter=term.chapter, anchor=term.anchor)
        return nodes.definition_list_item("", head, body)

    def rest(self, terms: list[Term], pages: Path) -> list[nodes.Node]:
        """Return the terms without a definition, chapter by chapter."""
        whole = section("Terms of the chapters to come", "terms-of-the-chapters-to-come")
        whole += nodes.paragraph("", "Their definitions come with their chapters, which are in preparation.")
        for chapter in read_chapters(pages):
            named = [term for term in terms if term.chapter == chapter.slug]
            if not named:
                continue
            part = section(chapter.name, f"terms-{chapter.slug[:2]}")
            part["classes"].append("book-glossary-part")
            part += nodes.bullet_list("", *map(self.listed, named), classes=["book-term-names"])
            whole += part
        return [whole] if len(whole) > 2 else []

    def listed(self, term: Term) -> nodes.list_item:
        """Return one term that is only named."""
        text = nodes.paragraph("", "", nodes.Text(term.term + " "), chinese(term.zh))
        return nodes.list_item("", text, ids=[anchor_of(term.id)], classes=["book-term-entry"])


def link_back(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace each placeholder by links to the sections with the term's first bold mention."""
    names = {chapter.slug: chapter.name for chapter in read_chapters(Path(app.srcdir, "pages"))}
    for place in list(doctree.findall(taught_in)):
        found = [
            f"{page}#{terms[place['term']]}" for page, terms in mentions(app.env).items() if place["term"] in terms
        ]
        home = f"chapters/{place['chapter']}"
        # The chapter that teaches the term stands first, then others that use it.
        found.sort(key=lambda target: (not target.startswith(home), target))
        if place["anchor"]:
            found = [place["anchor"], *(target for target in found if target != place["anchor"])]
        found = [target for target in found if target.startswith("chapters/")]
        if not found:
            come = f"Will be taught in {names[place['chapter']]}, which is in preparation."
            place.replace_self(nodes.paragraph("", come, classes=["book-taught-in"]))
            continue
        line = nodes.paragraph("", "Taught in: ", classes=["book-taught-in"])
        for i, target in enumerate(found):
            if i:
                line += nodes.Text("; ")
            line += place_link(app, docname, target)
        place.replace_self(line)


def write_again(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the glossary in every build: its links depend on all other pages."""
    return [GLOSSARY] if GLOSSARY in env.found_docs else []


def setup(app: Sphinx) -> None:
    app.add_node(taught_in)
    app.add_directive("book-glossary", Glossary)
    app.connect("doctree-resolved", link_back)
    app.connect("env-updated", write_again)
