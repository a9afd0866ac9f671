"""Planted faults: cells of exercises."""

import copy

import pytest
from notebooks.editing import make_cell
from notebooks.normal import normalise


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda cells: cells[1].update(source="def halve(x):\n    return x"), "it differs from the source"),
        (lambda cells: cells[1].metadata.update(tags=["x"]), "it differs from the source"),
        (lambda cells: cells.pop(3), "exercise 'halve' has the cells"),
        (lambda cells: cells[2].update(id="ex-halve-extra"), "belong to exercises"),
        (lambda cells: [c.update(id=c.id.replace("halve", "third")) for c in cells], "exercise 'third': there is none"),
    ],
)
def test_exercise_that_differs_from_its_source(sample, faults, exercise, change, message):
    cells = [make_cell(c["cell_type"], c["id"], c["source"]) for c in exercise("halve")]
    for position, made in enumerate((c for c in cells if c.cell_type == "code"), start=6):
        made.execution_count = position
    good = copy.deepcopy(sample)
    good.cells += copy.deepcopy(cells)
    assert faults(good) == []
    change(cells)
    sample.cells += cells
    assert any(message in what for _, what in faults(normalise(sample)))


def test_what_follows_an_exercise_needs_a_heading(sample, faults, exercise):
    cells = [make_cell(c["cell_type"], c["id"], c["source"]) for c in exercise("halve")]
    for position, made in enumerate((c for c in cells if c.cell_type == "code"), start=6):
        made.execution_count = position
    for source, inside in (("## Next\n\nMore.", False), ("More.", True)):
        notebook = copy.deepcopy(sample)
        notebook.cells += [*copy.deepcopy(cells), make_cell("markdown", "next", source)]
        found = [what for name, what in faults(normalise(notebook)) if name == "next"]
        assert found == ["it stands in the box of 'halve': wanted a heading first"] * inside
