"""Say what is wrong with the data behind the glossary, the errata and the citations."""

import hashlib
import json
import re
from collections import Counter

from book.bibliography import CITATION
from book.data import KINDS_WITHOUT_TERM, plain, read_toml

MIN_WORDS = 12
BOLD = re.compile(r"\*\*([^*\n]+?)\*\*(?:\s*[（(]([^()（）]*)[)）])?")
WORD = re.compile(r"[^\W\d_]{2,}|\$[^$]+\$")


def sealed(path):
    """Return the faults of a data file's list of ids: number, checksum and repetitions."""
    data = read_toml(path)
    (rows,) = (value for value in data.values() if isinstance(value, list))
    ids = [row["id"] for row in rows]
    faults = [f"{name} stands {count} times" for name, count in Counter(ids).items() if count > 1]
    if len(ids) != data["count"]:
        faults.append(f"{len(ids)} ids instead of {data['count']}")
    if hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest() != data["ids_sha256"]:
        faults.append("the ids are not those of the sealed list")
    return faults


def name_faults(terms):
    """Return the names that two entries share, and Chinese terms that are missing, long or shared."""
    owners, faults = {}, []
    for term in terms:
        for name in (term.term, *term.aliases):
            owner = owners.setdefault(plain(name), term.id)
            if owner != term.id:
                faults.append(f"{name!r} names both {owner} and {term.id}")
        if not 1 <= len(term.zh) <= 20 or re.search(r"[/／;；]", term.zh):
            faults.append(f"{term.id}: one short Chinese term is wanted, got {term.zh!r}")
    faults += [f"{zh} stands for several terms" for zh, n in Counter(term.zh for term in terms).items() if n > 1]
    return faults


def definition_faults(terms, finished):
    """Return the terms of finished chapters whose definition is missing or too short."""
    return [
        f"{term.id}: a definition of at least {MIN_WORDS} words is wanted, got {len(WORD.findall(term.definition))}"
        for term in terms
        if (term.chapter in finished or term.definition) and len(WORD.findall(term.definition)) < MIN_WORDS
    ]


def markdown_of(notebook):
    """Return the text of a notebook, code fences aside."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def mention_faults(terms, slug, text):
    """Return the terms of a finished chapter that never stand in bold with their Chinese term."""
    bold = [(plain(name), chinese) for name, chinese in BOLD.findall(text)]
    faults = []
    for term in terms:
        if term.chapter != slug or term.kind in KINDS_WITHOUT_TERM:
            continue
        names = {plain(name) for name in (term.term, *term.aliases)}
        brackets = [chinese for name, chinese in bold if name in names]
        if not brackets:
            faults.append(f"{term.id}: neither **{term.term}** nor an alias stands in bold")
        elif not any(chinese and (chinese in term.zh or term.zh in chinese) for chinese in brackets):
            faults.append(f"{term.id}: **{term.term}** lacks its Chinese term ({term.zh})")
    return faults


def missing_anchors(rows, slug, wanted):
    """Return the rows of a finished chapter that need an anchor and have none."""
    return [f"{row.id}: an anchor is wanted" for row in rows if row.chapter == slug and wanted(row) and not row.anchor]


def citation_faults(text, works):
    """Return the citations of a text that agree with no work in author, year and title."""
    text = re.sub(r"\s+", " ", text)
    return [
        found[0]
        for found in CITATION.finditer(text)
        if not any(work.cited_by(found["authors"], found["year"], found["title"]) for work in works)
    ]
