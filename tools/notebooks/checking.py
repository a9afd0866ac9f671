"""Check the form of a notebook without running it."""

from pathlib import Path

from notebooks.document import read
from notebooks.exercises import Source, cells_from_lib
from notebooks.problem import Problem
from notebooks.rules import cells, code, execution, exercise, figures, links, paths, prose, structure, weight
from notebooks.subject import Subject

RULES = (
    structure.not_empty,
    structure.opening,
    structure.heading_levels,
    cells.identifiers,
    cells.normal_form,
    cells.no_widget_state,
    execution.executed,
    execution.no_errors,
    execution.no_skipped,
    execution.stamped,
    execution.within_budget,
    code.no_trailing_semicolon,
    code.fits_the_column,
    code.claims_assert,
    code.ignored_outputs,
    paths.no_absolute_paths,
    paths.no_addresses,
    prose.no_typed_numbers,
    prose.plain_markdown,
    links.local_links,
    figures.alternative_texts,
    weight.light,
    exercise.as_their_source,
    exercise.end_of_the_box,
)


def check_file(path: Path, root: Path, exercises: Source | None = None) -> list[Problem]:
    """Return every problem of a notebook file, in the order of the cells; exercises come from `lib` unless given."""
    subject = Subject(read(path), Path(path), root, exercises or cells_from_lib(root))
    problems = [problem for rule in RULES for problem in rule(subject)]
    order = {cell.get("id"): position for position, cell in reversed(list(enumerate(subject.nb.cells)))}
    return sorted(problems, key=lambda problem: order.get(problem.cell, -1))
