"""Read the data files that pages are made from, and find terms as running text writes them."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS_WITHOUT_TERM = ("faq", "history", "code-example")


@dataclass(frozen=True)
class Term:
    """An entry of the glossary."""

    id: str
    term: str
    aliases: tuple[str, ...]
    zh: str
    kind: str
    chapter: str
    definition: str
    anchor: str


@dataclass(frozen=True)
class Erratum:
    """An entry of the errata."""

    id: str
    label: str
    title: str
    chapter: str
    source: str
    says: str
    correct: str
    reference: str
    anchor: str
    says_en: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter of the plan; ``needs`` lists the slugs of the chapters it builds on."""

    slug: str
    title: str
    part: str
    needs: tuple[str, ...]
    about: str
    picture: str = ""
    alt: str = ""

    @property
    def number(self) -> str:
        """The number as readers see it: ``2``; only file names and commands pad it."""
        return number_of(self.slug)

    @property
    def name(self) -> str:
        """Number and title in the one form that every page uses: ``2 Machine learning basics``."""
        return f"{self.number} {self.title}"

    @property
    def page(self) -> str:
        """The page that its notebook becomes."""
        return f"chapters/{self.slug}"


def number_of(slug: str) -> str:
    """Return the number that a slug begins with, unpadded: ``02_ml_basics`` -> ``2``."""
    return slug.partition("_")[0].lstrip("0")


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read_terms(pages: Path) -> list[Term]:
    rows = read_toml(pages / "glossary.toml")["term"]
    return [Term(**{**row, "aliases": tuple(row["aliases"])}) for row in rows]


def read_errata(pages: Path) -> list[Erratum]:
    return [Erratum(**row) for row in read_toml(pages / "errata.toml")["erratum"]]


def read_chapters(pages: Path) -> list[Chapter]:
    rows = read_toml(pages / "chapters.toml")["chapter"]
    return [Chapter(**{**row, "needs": tuple(row["needs"])}) for row in rows]


def read_costs(pages: Path) -> dict[str, Any]:
    """Return what `tools/nb.py run` measured, or nothing where it has not run yet."""
    path = pages / "costs.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def plain(text: str) -> str:
    """Reduce a term to what two spellings of it share: no case, no plural, one kind of hyphen and blank."""
    text = re.sub(r"[\s\u2010-\u2015-]+", " ", text.casefold()).strip(" .,:;")
    return " ".join(singular(word) for word in text.split(" "))


def singular(word: str) -> str:
    """Strip an English plural: 'losses' -> 'loss', 'capacities' -> 'capacity', 'bias' stays."""
    if len(word) <= 3 or word.endswith(("ss", "us", "is", "as")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def terms_by_name(terms: list[Term]) -> dict[str, Term]:
    """Map each plain term and alias to its entry; a test forbids two entries with one name."""
    names: dict[str, Term] = {}
    for term in terms:
        for name in (term.term, *term.aliases):
            names.setdefault(plain(name), term)
    return names


def read_finished(pages: Path) -> list[str]:
    """Return the slugs of the chapters that pages/finished.toml declares finished."""
    return list(read_toml(pages / "finished.toml")["chapters"])
