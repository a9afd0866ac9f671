"""The notebooks hold the exercises as declared; untouched they pass nothing, filled with solutions everything."""

import chapter_cells
import pytest

from lib.study.registry import exercise_ids, exercises_of, find_exercise

CHAPTERS = sorted({find_exercise(id).chapter for id in exercise_ids()})


@pytest.fixture(params=CHAPTERS)
def chapter(request):
    """Return the exercises of a chapter and the cells of its notebook."""
    exercises = exercises_of(request.param)
    path = chapter_cells.chapter_path(exercises[0])
    if not path.exists():
        pytest.skip(f"{path.name} is not written yet")
    return exercises, chapter_cells.cells_of(path)


def test_a_chapter_with_a_notebook_is_among_them():
    assert any(chapter_cells.chapter_path(exercises_of(name)[0]).exists() for name in CHAPTERS)


def test_committed_cells_are_those_of_the_source(chapter):
    exercises, cells = chapter
    assert chapter_cells.committed_faults(cells, exercises) == []


def test_each_exercise_follows_its_section(chapter):
    exercises, cells = chapter
    assert chapter_cells.section_faults(cells, exercises) == []


def test_a_fresh_clone_passes_nothing(chapter, tmp_path):
    exercises, cells = chapter
    verdicts = chapter_cells.labels(chapter_cells.cells_to_run(cells, None), tmp_path)
    assert verdicts == {f"ex-{exercise.id}-check": "NOT YET" for exercise in exercises}


def test_filled_with_solutions_everything_passes(chapter, tmp_path):
    exercises, cells = chapter
    filled = chapter_cells.cells_to_run(cells, chapter_cells.solutions_of(exercises))
    assert chapter_cells.labels(filled, tmp_path) == {f"ex-{exercise.id}-check": "PASS" for exercise in exercises}


# --- planted faults are caught


def test_a_changed_missing_or_stray_cell_is_caught(chapter):
    exercises, cells = chapter
    first = exercises[0].id
    changed = [{**cell, "source": cell["source"] + " "} for cell in cells]
    assert chapter_cells.committed_faults(changed, exercises) == []  # blanks at the end are no change
    changed = [{**cell, "source": cell["source"] + "#"} if cell["id"] == f"ex-{first}-code" else cell for cell in cells]
    assert chapter_cells.committed_faults(changed, exercises) == [
        f"ex-{first}-code differs from ex-{first}-code as made from the source"
    ]
    without = [cell for cell in cells if not cell["id"].startswith(f"ex-{first}-")]
    assert chapter_cells.committed_faults(without, exercises) == [f"{first} does not stand in the notebook"]
    stray = [*cells, {"id": "ex-not-there-task", "cell_type": "markdown", "source": ""}]
    assert chapter_cells.committed_faults(stray, exercises) == ["not-there stands in the notebook but has no source"]


def test_a_wrong_section_is_caught(chapter):
    exercises, cells = chapter
    headless = [cell for cell in cells if cell["cell_type"] == "code" or cell["id"].startswith("ex-")]
    assert len(chapter_cells.section_faults(headless, exercises)) == len(exercises)


def test_a_cell_that_fails_or_a_wrong_solution_is_caught(chapter, tmp_path):
    exercises, cells = chapter
    first = exercises[0]
    solutions = chapter_cells.solutions_of(exercises) | {first.id: first.as_cell(first.misconceptions[0])}
    verdicts = chapter_cells.labels(chapter_cells.cells_to_run(cells, solutions), tmp_path)
    assert verdicts[f"ex-{first.id}-check"] == "NOT PASSED"
    assert list(verdicts.values()).count("PASS") == len(exercises) - 1
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        chapter_cells.labels([("setup", "1 / 0")], tmp_path)


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("Bias and variance", "bias-and-variance"),
        ("What does it cost?", "what-does-it-cost"),
        ("k-fold: x", "k-fold-x"),
    ],
)
def test_anchors(heading, wanted):
    assert chapter_cells.anchor(heading) == wanted
