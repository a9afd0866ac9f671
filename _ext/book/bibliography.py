"""The bibliography page, made from references.bib, with the chapters that cite each work."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from pybtex.database import Entry, Person, parse_file
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .markup import DataDirective, link

PAGE = "pages/bibliography"
# The accents of names in references.bib: \'e in braces or not.
ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303"}
# What stands before a title: "Vaswani et al. (2017), ". Names begin with a capital, joined by commas, & or "and".
NAME = r"(?:(?:van|von|de|der|den|le|la|Van|De|Le) )*[A-Z\u00c0-\u00de][\w'\u2019-]*"
AUTHORS = rf"{NAME}(?:,? (?:&|and) {NAME}|, {NAME})*(?: et al\.)?"
CITED = re.compile(rf"(?P<authors>{AUTHORS}) \((?P<year>\d{{4}})\), $")
CITATION = re.compile(rf"(?P<authors>{AUTHORS}) \((?P<year>\d{{4}})\), \*(?P<title>[^*]+)\*")


@dataclass(frozen=True)
class Work:
    """A published work as the bibliography prints it."""

    key: str
    authors: tuple[tuple[str, str], ...]
    year: str
    title: str
    venue: str
    url: str

    @property
    def author_forms(self) -> set[str]:
        """The author parts a citation may have: 'Geman et al.', or all names joined by 'and' or '&'."""
        names = [last for _, last in self.authors]
        if len(names) == 1:
            return set(names)
        forms = {f"{', '.join(names[:-1])}{joint}{names[-1]}" for joint in (" and ", " & ", ", and ", ", & ")}
        return forms | ({f"{names[0]} et al."} if len(names) > 2 else set())

    @property
    def titles(self) -> set[str]:
        """The titles a citation may give: in full, or without what follows the colon."""
        return {same(self.title), same(self.title.partition(":")[0])}

    def cited_by(self, authors: str, year: str, title: str) -> bool:
        """Tell whether a citation means this work."""
        return authors in self.author_forms and year == self.year and same(title) in self.titles


def same(title: str) -> str:
    """Reduce a title to what two spellings of it share."""
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def unbraced(text: str) -> str:
    """Turn the TeX of a field into plain text."""
    text = re.sub(r"\\(['`^\"~])\{?\\?([a-zA-Z])\}?", lambda found: found[2] + ACCENTS[found[1]], text)
    text = re.sub(r"[{}]", "", unicodedata.normalize("NFC", text)).replace("--", "–").replace(r"\&", "&")
    return re.sub(r"\s+", " ", text).strip()


def person(name: Person) -> tuple[str, str]:
    first = " ".join(f"{part[0]}." for part in [*name.first_names, *name.middle_names] if part)
    last = " ".join([*name.prelast_names, *name.last_names])
    return unbraced(first), unbraced(last)


def venue_of(entry: Entry) -> str:
    fields = {name: unbraced(value) for name, value in entry.fields.items()}
    parts = [
        fields.get("journal") or fields.get("booktitle") or fields.get("publisher") or fields.get("howpublished", "")
    ]
    if fields.get("volume"):
        number = f"({fields['number']})" if fields.get("number") else ""
        parts.append(f"{fields['volume']}{number}")
    if fields.get("pages"):
        parts.append(f"pages {fields['pages']}")
    if fields.get("edition"):
        parts.append(f"{fields['edition']} edition")
    return ", ".join(part for part in parts if part)


def read_works(path: Path) -> list[Work]:
    """Read references.bib, sorted as a reader looks works up: by first author, then by year."""
    works = []
    for key, entry in parse_file(str(path)).entries.items():
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        doi, url = entry.fields.get("doi"), entry.fields.get("url", "")
        works.append(
            Work(
                key=key,
                authors=tuple(person(name) for name in people),
                year=entry.fields["year"],
                title=unbraced(entry.fields["title"]),
                venue=venue_of(entry),
                url=f"https://doi.org/{doi}" if doi else url,
            )
        )
    return sorted(works, key=lambda work: ([last.casefold() for _, last in work.authors], work.year, work.title))


def anchor_of(key: str) -> str:
    return "ref-" + re.sub(r"[^a-z0-9]+", "-", key.casefold()).strip("-")


class cited_in(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes like this
    """Stands for the links to the chapters that cite a work."""


class Bibliography(DataDirective):
    """Write every work of references.bib."""

    def run(self) -> list[nodes.Node]:
        """Return the list of works."""
        path = Path(self.env.app.srcdir, "references.bib")
        self.env.note_dependency(str(path))
        works = nodes.bullet_list("", classes=["book-works"])
        for work in read_works(path):
            line = nodes.paragraph("", f"{listed(work.authors)} ({work.year}). ")
            line += nodes.emphasis("", work.title) if not work.url else titled_link(work)
            line += nodes.Text(f". {work.venue}." if work.venue else ".")
            works += nodes.list_item("", line, cited_in("", key=work.key), ids=[anchor_of(work.key)])
        return [works]


def titled_link(work: Work) -> nodes.reference:
    return nodes.reference("", "", nodes.emphasis("", work.title), refuri=work.url, internal=False)


def listed(authors: tuple[tuple[str, str], ...]) -> str:
    names = [f"{last}, {first}" if first else last for first, last in authors]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def note_text(app: Sphinx, doctree: nodes.document) -> None:
    """Keep which works a chapter cites; citations are plain text in the notebooks."""
    if not hasattr(app.env, "book_citations"):
        app.env.book_citations = {}
    if app.env.docname.startswith("chapters/"):
        works = read_works(Path(app.srcdir, "references.bib"))
        found = [citation_before(title) for title in doctree.findall(nodes.emphasis)]
        app.env.book_citations[app.env.docname] = {
            work.key for work in works for citation in found if citation and work.cited_by(*citation)
        }


def citation_before(title: nodes.emphasis) -> tuple[str, str, str] | None:
    """Return authors, year and title where words in italics are the title of a citation."""
    before = title.parent.astext().partition(title.astext())[0]
    found = CITED.search(re.sub(r"\s+", " ", before))
    return (found["authors"], found["year"], title.astext()) if found else None


def link_chapters(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(cited_in)):
        pages = sorted(page for page, cited in getattr(app.env, "book_citations", {}).items() if place["key"] in cited)
        line = nodes.paragraph("", "Cited in: ", classes=["book-cited-in"])
        for i, page in enumerate(pages):
            if i:
                line += nodes.Text(", ")
            line += link(app, docname, page, app.env.titles[page].astext())
        if pages:
            place.replace_self(line)
        else:
            place.parent.remove(place)


def forget_page(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    getattr(env, "book_citations", {}).pop(docname, None)


def write_again(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the page in every build: its links depend on the chapters."""
    return [PAGE] if PAGE in env.found_docs else []


def setup(app: Sphinx) -> None:
    app.add_node(cited_in)
    app.add_directive("book-bibliography", Bibliography)
    app.connect("doctree-read", note_text)
    app.connect("doctree-resolved", link_chapters)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-updated", write_again)
