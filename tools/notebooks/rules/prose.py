"""Prose carries no measured number that was typed, and no syntax that only the site understands."""

import re
from collections.abc import Iterator

from notebooks.exercises import exercise_of
from notebooks.problem import Problem
from notebooks.prose import HEADING, INLINE_CODE, fence_openings, sentences, without_code_and_math, without_fences
from notebooks.subject import Subject

GIVEN = "<!-- given -->"
NUMBER = r"\d+(?:[.,]\d+)*"
WORDS = "two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred|thousand"
COMPARED = (
    r"(?:as|more|less|fewer|larger|smaller|bigger|greater|higher|lower|better|worse|faster|slower|longer|shorter|the)\b"
)
# "5-fold cross-validation" is a setting; "a 5-fold increase" is a measurement.
CHANGE = r"(?:increase|decrease|reduction|improvement|gain|speed|drop|rise|difference)"
MEASURED = re.compile(
    rf"(?P<percentage>{NUMBER}\s*(?:%|％|per\s?cent\b|percentage\s+points?\b))"
    rf"|(?P<factor>(?<![\w×]){NUMBER}\s?[x×](?![\w×])(?!\s*\d)|(?<![\w.]){NUMBER}[\s-]times\b"
    rf"|\b(?:{WORDS})\s+times\s+{COMPARED}|\b(?:\d+|{WORDS})[\s-]?fold\s+{CHANGE})"
    r"|(?P<decimal>(?<![\w.])\d*\.\d+(?!\w)|(?<![\w.])\d+(?:\.\d+)?e[-+]?\d+\b)",
    re.IGNORECASE,
)
NUMBERED_HEADING = re.compile(r"^( {0,3}#{1,6}\s+)\d+(?:\.\d+)*\.?\s")

ROLE = re.compile(r"(?<!\\)\{[a-zA-Z][\w:+.-]*\}$")
MYST_ONLY = (
    (re.compile(r"^ {0,3}:{3,}", re.MULTILINE), "a colon fence (:::)"),
    (re.compile(r"^\([\w .-]+\)=\s*$", re.MULTILINE), "a target ((name)=)"),
    (re.compile(r"^\+\+\+(\s|$)", re.MULTILINE), "a block break (+++)"),
    (re.compile(r"^%\s", re.MULTILINE), "a comment line (%)"),
    (re.compile(r"\{\{.*?\}\}"), "a substitution ({{ }})"),
    (re.compile(r"(?<!!)\[\]\([^)]*\)"), "a link without text ([](...))"),
    (re.compile(r"^\[\^[^\]]+\]:|\[\^[^\]]+\]", re.MULTILINE), "a footnote ([^1])"),
)


def _paragraphs(source: str) -> Iterator[str]:
    """Yield the paragraphs of a Markdown text; those marked as given are left out.

    The mark stands in the paragraph or alone on the lines before it; on a table or list it covers all its rows.
    """
    blocks = re.split(r"\n[ \t]*\n", source)
    marked = False
    for block in blocks:
        alone = block.strip() == GIVEN
        if not alone and not marked and GIVEN not in block:
            yield block
        marked = alone


def no_typed_numbers(subject: Subject) -> Iterator[Problem]:
    """Refuse a typed measurement: as an output (`say(f"...")`) it cannot be wrong.

    Cells of exercises are made from their sources and state what is given; they are compared with these instead.
    """
    for cell in subject.nb.cells:
        if cell.cell_type != "markdown" or exercise_of(cell):
            continue
        # Fences and formulas may hold blank lines, so they go first; the mark is a comment and must outlive that.
        kept = without_code_and_math(cell.source.replace(GIVEN, "\ue000")).replace("\ue000", GIVEN)
        for paragraph in _paragraphs(kept):
            lines = [
                NUMBERED_HEADING.sub(r"\1", line) if HEADING.match(line) else line for line in paragraph.split("\n")
            ]
            for match in MEASURED.finditer(sentences("\n".join(lines))):
                yield Problem(
                    cell.get("id", "?"),
                    f"a typed {match.lastgroup} in prose, {match.group(0).strip()!r}: wanted an output "
                    f'(`say(f"...")`), or {GIVEN} in the paragraph if it is a cited or chosen value',
                )


def plain_markdown(subject: Subject) -> Iterator[Problem]:
    """Refuse what only the site understands: of the four places a notebook is read in, three show it as raw code."""
    for cell in subject.nb.cells:
        sources = [cell.source] if cell.cell_type == "markdown" else []
        sources += [
            output.data["text/markdown"]
            for output in cell.get("outputs", [])
            if "text/markdown" in output.get("data", {})
        ]
        for source in sources:
            for info in fence_openings(source):
                if info.startswith("{"):
                    yield Problem(cell.get("id", "?"), f"a directive fence ({info}): wanted plain Markdown")
            plain = without_fences(source)
            if any(ROLE.search(plain[: span.start()]) for span in INLINE_CODE.finditer(plain)):
                yield Problem(cell.get("id", "?"), "a role ({name}`...`) is MyST's own: wanted plain Markdown")
            text = without_code_and_math(source)
            for pattern, name in MYST_ONLY:
                if pattern.search(text):
                    yield Problem(cell.get("id", "?"), f"{name} is MyST's own: wanted plain Markdown")
