"""The cells of an exercise are those that its source gives, and nothing else stands in its box."""

from collections.abc import Iterator
from itertools import pairwise

from notebooks.document import NotebookError
from notebooks.exercises import exercise_ids, exercise_of, made_cells
from notebooks.problem import Problem
from notebooks.subject import Subject

SYNC = "run `nb.py exercises`"


def as_their_source(subject: Subject) -> Iterator[Problem]:
    """Demand that committed equals generated, cell by cell; an id that only looks like an exercise's is found too."""
    for name in exercise_ids(subject.nb):
        stored = [cell for cell in subject.nb.cells if exercise_of(cell) == name]
        try:
            wanted = made_cells(name, subject.exercises)
        except NotebookError as error:
            yield Problem(stored[0].get("id", "?"), str(error))
            continue
        if [cell.get("id") for cell in stored] != [cell.id for cell in wanted]:
            yield Problem(
                stored[0].get("id", "?"),
                f"exercise {name!r} has the cells {[cell.get('id') for cell in stored]}: "
                f"wanted {[cell.id for cell in wanted]}, {SYNC}",
            )
            continue
        for cell, made in zip(stored, wanted):
            same_tags = cell.get("metadata", {}).get("tags", []) == made.metadata.get("tags", [])
            if cell.source != made.source or cell.cell_type != made.cell_type or not same_tags:
                yield Problem(cell.id, f"it differs from the source of exercise {name!r}: {SYNC}")
    for cell in subject.nb.cells:
        if cell.get("id", "").startswith("ex-") and exercise_of(cell) is None:
            yield Problem(cell.id, "ids that begin with 'ex-' belong to exercises: wanted ex-<id>-task, -code, ...")


def end_of_the_box(subject: Subject) -> Iterator[Problem]:
    """Demand a heading behind an exercise: on the page its box goes on to the next one."""
    for cell, after in pairwise(subject.nb.cells):
        inside = exercise_of(cell) is not None and exercise_of(after) is None
        if inside and not (after.cell_type == "markdown" and after.source.startswith("#")):
            yield Problem(
                after.get("id", "?"), f"it stands in the box of {exercise_of(cell)!r}: wanted a heading first"
            )
