import pytest

from lib.study.cells import exercise_cells, fold, solution_text, task_text
from lib.study.registry import find_exercise


def test_the_five_cells():
    cells = exercise_cells("decompose-error")
    assert [cell["id"] for cell in cells] == [
        f"ex-decompose-error-{part}" for part in ("task", "code", "check", "hint", "solution")
    ]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code", "code", "markdown", "markdown"]
    for cell in cells:
        assert cell["metadata"] == {}
        assert ("outputs" in cell) == (cell["cell_type"] == "code")
        assert cell["source"] == cell["source"].strip()


def test_they_are_valid_in_a_notebook():
    nbformat = pytest.importorskip("nbformat")
    cells = exercise_cells("decompose-error") + exercise_cells("ensemble-of-fits")
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    nbformat.validate(nbformat.from_dict(notebook))


def test_task_code_and_check():
    task, code, check, _, _ = (cell["source"] for cell in exercise_cells("decompose-error"))
    lines = task.splitlines()
    assert lines[0] == "### Exercise: Split the error of many fits"
    assert lines[2] == "*Level 2 of 3 · about 15 minutes · write code · practises bias variance*"
    assert code.startswith("def split_error(predictions, truth):")
    assert "NotImplementedError" in code
    assert check == 'check("decompose-error", split_error)'
    assert exercise_cells("ensemble-of-fits")[1]["source"].startswith("my_ensemble_error = None")


def test_concepts_go_by_the_names_given():
    task = exercise_cells("decompose-error", {"bias-variance": "bias and variance"})[0]["source"]
    assert "practises bias and variance*" in task


def test_hints_and_solution_fold_and_hold_everything():
    exercise = find_exercise("decompose-error")
    hints, solution = (cell["source"] for cell in exercise_cells(exercise)[3:])
    for text in (hints, solution):
        assert text.count("<details>") == text.count("</details>") == text.count("<summary>")
        for line in text.splitlines():
            assert not line.startswith("    <")  # an indented tag would be shown as code
        # Markdown goes on inside HTML only after an empty line.
        assert text.count("</summary>\n\n") == text.count("\n\n</details>") == text.count("<details>")
    assert hints.count("<details>") == 3
    for hint in exercise.hints:
        assert hint in hints
    assert "```python\ndef split_error" in solution
    assert exercise.expected.source.rstrip() in solution
    assert exercise.explanation in solution
    assert exercise.variant in solution
    assert solution_text(exercise) in solution
    assert task_text(exercise, {}).endswith(exercise.statement)


def test_the_solution_of_a_value_is_an_assignment():
    assert "my_ensemble_error = bias_squared + variance / 4 + noise" in exercise_cells("ensemble-of-fits")[4]["source"]


def test_fold():
    assert fold("A", "b").splitlines() == ["<details>", "<summary>A</summary>", "", "b", "", "</details>"]


def test_an_unknown_id():
    with pytest.raises(ValueError, match="no exercise"):
        exercise_cells("not-there")
