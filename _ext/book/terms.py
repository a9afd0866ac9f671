"""Link the first bold mention of a glossary term on each page to the glossary, and remember the section it stands in.

A notebook only writes ``**overfitting** (过拟合)``; no role of the site appears in it.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .data import plain, read_terms, terms_by_name
from .markup import link

GLOSSARY = "pages/glossary"
# Pages that list every term themselves.
SKIPPED = (GLOSSARY, "pages/errata", "pages/bibliography", "pages/changelog")


def anchor_of(term_id: str) -> str:
    return f"term-{term_id}"


def mentions(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """Return the map page -> term id -> id of the section with its first bold mention."""
    if not hasattr(env, "book_mentions"):
        env.book_mentions = {}
    return env.book_mentions


def note_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Mark the first bold mention of each term; it becomes a link when the page is written."""
    docname = app.env.docname
    if docname in SKIPPED or docname.startswith("pages/api/"):
        return
    app.env.note_dependency(str(Path(app.srcdir, "pages", "glossary.toml")))
    names = terms_by_name(read_terms(Path(app.srcdir, "pages")))
    found: dict[str, str] = {}
    for strong in doctree.findall(nodes.strong):
        entry = names.get(plain(strong.astext()))
        if entry is None or entry.id in found or not linkable(strong):
            continue
        found[entry.id] = section_of(strong)
        strong["book_term"] = entry.id
    mentions(app.env)[docname] = found


def linkable(strong: nodes.strong) -> bool:
    """Leave alone what stands in a heading, in a link, or as the label of a callout."""
    parent = strong.parent
    while parent is not None:
        if isinstance(parent, nodes.title | nodes.reference):
            return False
        parent = parent.parent
    return "book-callout-label" not in strong["classes"]


def section_of(node: nodes.Node) -> str:
    """Return the id of the innermost section around a node ('' on a page without sections)."""
    while node is not None:
        if isinstance(node, nodes.section) and node["ids"]:
            return node["ids"][0]
        node = node.parent
    return ""


def section_title(env: BuildEnvironment, page: str, anchor: str) -> list[nodes.Node]:
    """Return the title of a section, mathematics included, from the contents of its page ([] where there is none)."""
    for reference in env.tocs[page].findall(nodes.reference):
        if reference["anchorname"] == f"#{anchor}":
            return [child.deepcopy() for child in reference.children]
    return []


def place_link(app: Sphinx, docname: str, target: str) -> nodes.reference:
    """Return a link to a section that names it and its chapter: "Overfitting, in 2 Machine learning basics"."""
    page, _, anchor = target.partition("#")
    chapter = app.env.titles[page].astext()
    title = section_title(app.env, page, anchor)
    if not title or not anchor:
        return link(app, docname, target, chapter)
    reference = link(app, docname, target, "")
    reference.clear()
    reference += [*title, nodes.Text(f", in {chapter}")]
    return reference


def link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for strong in list(doctree.findall(nodes.strong)):
        term_id = strong.get("book_term")
        if not term_id:
            continue
        uri = app.builder.get_relative_uri(docname, GLOSSARY) + "#" + anchor_of(term_id)
        reference = nodes.reference("", "", internal=True, refuri=uri, classes=["book-term"])
        reference.append(strong.deepcopy())
        strong.replace_self(reference)


def forget_page(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    mentions(env).pop(docname, None)


def merge_pages(_app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    for docname in docnames:
        if docname in mentions(other):
            mentions(env)[docname] = mentions(other)[docname]


def setup(app: Sphinx) -> None:
    # After the callouts, whose labels are no terms.
    app.connect("doctree-read", note_terms, priority=600)
    app.connect("doctree-resolved", link_terms)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge_pages)
