"""Each exercise is declared to the book's standard: names, concepts, texts, inputs, cells that stand alone."""

import ast
import json
import re
from functools import lru_cache

import notebooks
import numpy as np
import proof
import pytest

from lib.study.kinds import kind_of
from lib.study.registry import exercise_ids, find_exercise

IDS = list(exercise_ids())
ROOT = notebooks.ROOT


@pytest.fixture(params=IDS)
def exercise(request):
    return find_exercise(request.param)


@lru_cache
def public_names():
    """Return every public name that a room of ``lib`` defines, by reading, not importing."""
    found = set()
    for path in (ROOT / "lib").rglob("*.py"):
        if "exercises" not in path.parts:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    return found


def test_the_declaration_is_complete(exercise):
    assert exercise.validate() is exercise
    assert exercise.problems() == []


def test_the_readers_name_is_free(exercise):
    assert exercise.name not in public_names()


def test_names_are_unique_within_a_chapter():
    names = [(find_exercise(id).chapter, find_exercise(id).name) for id in IDS]
    assert len(names) == len(set(names))


def concept_ids():
    """Return the ids of the glossary's data file, whatever rows it holds."""
    files = sorted((ROOT / "pages").rglob("glossary*.json")) + sorted((ROOT / "pages").rglob("glossary*.csv"))
    return set(
        re.findall(r'(?m)^\s*"?(?:id"?:\s*")?([a-z0-9]+(?:-[a-z0-9]+)*)"?[,;]', "\n".join(p.read_text() for p in files))
    )


def test_concepts_stand_in_the_glossary(exercise):
    known = concept_ids()
    if not known:
        pytest.skip("the glossary's data file is not written yet")
    assert set(exercise.concepts) <= known


def test_every_answer_runs_with_the_set_up_alone(exercise):
    for answer in [exercise.expected, *exercise.alternatives, *exercise.misconceptions]:
        assert proof.object_from(exercise, exercise.as_cell(answer)) is not None


def test_the_stub_fits_the_reference(exercise):
    if exercise.is_value:
        assert proof.object_from(exercise, exercise.stub_source) is None
        return
    stub, reference = (ast.parse(text).body[0] for text in (exercise.stub_source, exercise.expected.source))
    assert ast.get_docstring(stub)
    if isinstance(stub, ast.FunctionDef):
        assert ast.dump(stub.args) == ast.dump(reference.args)


def test_inputs_are_the_same_on_every_draw_and_differ_from_each_other(exercise):
    if exercise.is_value:
        pytest.skip("a value has no inputs")

    def text(args):
        return json.dumps(args, default=lambda value: value.tolist() if isinstance(value, np.ndarray) else repr(value))

    first, second = ([text(args) for args in exercise.draw_inputs()] for _ in range(2))
    first, second = ([re.sub("0x[0-9a-f]+", "", one) for one in texts] for texts in (first, second))
    assert first == second
    assert len(set(first)) >= 22


def test_results_are_of_a_kind_that_can_be_compared(exercise):
    if exercise.comparer is not None:
        pytest.skip("this exercise has its own comparer")
    for args in exercise.draw_inputs():
        try:
            result = exercise.run(exercise.expected.function, args)
        except (ValueError, TypeError):  # an input that should be refused
            continue
        assert kind_of(result) not in ("other", "function", "class", "none")


def test_hints_do_not_hold_the_solution(exercise):
    """The first two hints give no line of the solution; the third may give one, not all of them."""
    lines = [line.strip() for line in exercise.as_cell(exercise.expected).splitlines()[1:]]
    lines = [line for line in lines if len(line) > 15 and not line.startswith(('"""', "#", "raise", "if "))]
    for line in lines:
        assert line not in exercise.hints[0] + exercise.hints[1]
    if len(lines) > 1:
        assert not all(line in exercise.hints[2] for line in lines)


def test_messages_do_not_hold_the_solution(exercise):
    lines = [line.strip() for line in exercise.as_cell(exercise.expected).splitlines()[1:]]
    for belief in exercise.misconceptions:
        assert not any(line in belief.message for line in lines if len(line) > 15)
