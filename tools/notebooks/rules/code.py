"""Code cells show what they compute, and claims are asserted."""

import ast
import io
import tokenize
from collections.abc import Iterator

import nbformat

from notebooks.document import code_cells
from notebooks.problem import Problem
from notebooks.subject import Subject

IGNORE_TAGS = ("nbval-ignore-output", "pytest-validate-ignore-output")
IGNORE_MARKS = ("NBVAL_IGNORE_OUTPUT", "PYTEST_VALIDATE_IGNORE_OUTPUT")
SHARE = 20
COLUMNS = 88  # what the site shows without a scroll bar at 1280 pixels


def python_of(source: str) -> str:
    """Return a cell's source for Python's parser: IPython's own lines (magics, shell), if any, become `pass`."""
    try:
        ast.parse(source)
    except SyntaxError:
        lines = []
        for line in source.split("\n"):
            word = line.lstrip()
            magic = word.startswith(("%", "!", "?")) or (word.rstrip().endswith("?") and not word.startswith("#"))
            lines.append(line[: len(line) - len(word)] + "pass" if magic else line)
        return "\n".join(lines)
    return source


def _last_token(source: str) -> str:
    skipped = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT)
    last = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(python_of(source)).readline):
            if token.type not in skipped:
                last = token.string
    except (tokenize.TokenError, SyntaxError):
        return source.rstrip()[-1:]
    return last


def no_trailing_semicolon(subject: Subject) -> Iterator[Problem]:
    """Refuse a `;` at the end: IPython then hides the value, and the comparison of outputs fails on it."""
    for cell in code_cells(subject.nb):
        if _last_token(cell.source) == ";":
            yield Problem(cell.get("id", "?"), "the cell ends with ';': wanted `_ = ...` to hide a value")


def fits_the_column(subject: Subject) -> Iterator[Problem]:
    """Refuse lines that a reader of the site would have to scroll for; the formatter leaves comments and text alone."""
    for cell in code_cells(subject.nb):
        for number, line in enumerate(cell.source.split("\n"), start=1):
            if len(line) > COLUMNS:
                yield Problem(
                    cell.get("id", "?"), f"line {number} has {len(line)} characters: wanted at most {COLUMNS}"
                )


def asserts(source: str) -> bool:
    """Return whether a cell asserts what can fail, by `assert x > y` or a call such as `assert_allclose(...)`."""
    try:
        tree = ast.parse(python_of(source))
    except SyntaxError:
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and not isinstance(node.test, (ast.Constant, ast.Tuple)):
            return True
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name.startswith("assert_"):
                return True
    return False


def claims_assert(subject: Subject) -> Iterator[Problem]:
    """Demand that a claim is measured and asserted."""
    for cell in subject.nb.cells:
        if not cell.get("id", "").startswith("claim-"):
            continue
        if cell.cell_type != "code" or not asserts(cell.source):
            yield Problem(cell.id, "a claim cell must assert what it claims: wanted an `assert` that can fail")


def is_ignored(cell: nbformat.NotebookNode) -> bool:
    """Return whether the output of a code cell is left out of the comparison."""
    tags = cell.get("metadata", {}).get("tags", [])
    marks = (line.strip("# \t") for line in cell.source.split("\n") if line.lstrip().startswith("#"))
    return any(tag in IGNORE_TAGS for tag in tags) or any(mark in IGNORE_MARKS for mark in marks)


def ignored_outputs(subject: Subject) -> Iterator[Problem]:
    """Allow one cell in twenty to show what differs from run to run; it asserts its claim instead."""
    cells = code_cells(subject.nb)
    ignored = [cell for cell in cells if is_ignored(cell)]
    if len(ignored) * SHARE > len(cells):
        names = ", ".join(cell.get("id", "?") for cell in ignored)
        yield Problem(
            "notebook",
            f"outputs of {len(ignored)} of {len(cells)} code cells are not compared ({names}): "
            f"wanted at most {len(cells) // SHARE}",
        )
    for cell in ignored:
        if not asserts(cell.source):
            yield Problem(cell.get("id", "?"), "its output is not compared: wanted an `assert` in it that can fail")
