"""Let the search lead to the place that teaches a term, and put chapters before what only mentions it.

Sphinx's search knows titles and words of pages. This adds an entry for each glossary term, in both languages, at the
section of a chapter that teaches it and at its place in the glossary; ``scorer.js`` weighs the results.
"""

from __future__ import annotations

import json
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config

from .data import Term, read_terms
from .terms import GLOSSARY, anchor_of, mentions

SCORER = Path(__file__).with_name("scorer.js")


def places(terms: list[Term], docname: str, mentioned: dict[str, str]) -> list[tuple[Term, str, bool]]:
    """Return the terms that a page says something of, each with its anchor and whether it answers what the term means.

    A result that answers stands among the first, any other after the last.
    """
    found = []
    for term in terms:
        page, _, anchor = term.anchor.partition("#")
        if docname == GLOSSARY:
            found.append((term, anchor_of(term.id), bool(term.definition)))
        elif page == docname:
            found.append((term, anchor, True))
        elif term.id in mentioned:
            found.append((term, mentioned[term.id], docname == f"chapters/{term.chapter}"))
    return found


def entries(term: Term, anchor: str, main: bool) -> list[tuple[str, str, str, str, None]]:
    """Return the entries of the search index for the names of a term; a semicolon would divide one in two."""
    names = dict.fromkeys(name.replace(";", ",") for name in (term.term, *term.aliases, term.zh))
    return [("single", name, anchor, "main" if main else "", None) for name in names]


def index_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add the entries when a page is written: late enough to stay out of the general index, which nobody reads."""
    if docname == GLOSSARY or docname.startswith("chapters/"):
        found = places(read_terms(Path(app.srcdir, "pages")), docname, mentions(app.env).get(docname, {}))
        doctree += addnodes.index(entries=[entry for place in found for entry in entries(*place)], inline=False)


def use_scorer(app: Sphinx, config: Config) -> None:
    """Give Sphinx the script with the names of the terms in it."""
    names = {anchor_of(term.id): term.term for term in read_terms(Path(app.srcdir, "pages"))}
    script = Path(app.doctreedir, SCORER.name)
    script.parent.mkdir(parents=True, exist_ok=True)
    listed = json.dumps(names, ensure_ascii=False, separators=(",", ":"))
    script.write_text(f"{SCORER.read_text(encoding='utf-8')}Scorer.terms = {listed};\n", encoding="utf-8")
    config.html_search_scorer = str(script)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", use_scorer)
    app.connect("doctree-resolved", index_terms)
