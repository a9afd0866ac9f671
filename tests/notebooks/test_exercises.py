from pathlib import Path

import pytest
from notebooks.document import NotebookError
from notebooks.editing import make_cell
from notebooks.exercises import cells_from_lib, exercise_ids, write_exercises


def test_a_marker_becomes_the_cells_in_its_place(sample, exercise):
    sample.cells.insert(3, make_cell("markdown", "ex-halve", "<!-- exercise: halve -->"))
    assert exercise_ids(sample) == ["halve"]
    assert write_exercises(sample, exercise) == ["halve"]
    names = [cell.id for cell in sample.cells]
    assert names[3:8] == [f"ex-halve-{part}" for part in ("task", "code", "check", "hint", "solution")]
    assert names[8] == "draw-line"
    assert [cell.cell_type for cell in sample.cells[3:8]] == ["markdown", "code", "code", "markdown", "markdown"]


def test_changed_sources_replace_the_cells_where_they_stand(sample, exercise):
    sample.cells.insert(3, make_cell("markdown", "ex-halve", "<!-- exercise: halve -->"))
    write_exercises(sample, exercise)
    sample.cells[5].execution_count, sample.cells[5].outputs = 3, []
    sample.cells[4].execution_count = 2

    def changed(name):
        cells = exercise(name)
        cells[1]["source"] = "def halve(x):\n    pass"
        cells[1]["tags"] = ["answer"]
        return cells

    write_exercises(sample, changed)
    assert sample.cells[4].source.endswith("pass")
    assert sample.cells[4].metadata.tags == ["answer"]
    assert sample.cells[4].execution_count is None
    assert sample.cells[5].execution_count == 3
    before = [dict(cell) for cell in sample.cells]
    write_exercises(sample, changed)
    assert [dict(cell) for cell in sample.cells] == before


def test_two_places_are_refused(sample, exercise):
    sample.cells.insert(3, make_cell("markdown", "ex-halve", "<!-- exercise: halve -->"))
    write_exercises(sample, exercise)
    sample.cells.append(make_cell("markdown", "again", "<!-- exercise: halve -->"))
    with pytest.raises(NotebookError, match="'halve' stands in two places"):
        write_exercises(sample, exercise)


def test_foreign_ids_are_refused(sample):
    sample.cells.append(make_cell("markdown", "again", "<!-- exercise: halve -->"))
    with pytest.raises(NotebookError, match=r"begin with 'ex-halve-', got 'x'"):
        write_exercises(sample, lambda name: [{"id": "x", "cell_type": "code", "source": ""}])


def test_an_unknown_exercise_names_the_file_that_is_wanted():

    with pytest.raises(NotebookError, match=r"lib/study/exercises/<chapter>/no_such_thing\.py"):
        cells_from_lib(Path(__file__).resolve().parents[2])("no-such-thing")
