"""Each exercise is declared to the book's standard: names, concepts, texts, inputs, cells that stand alone."""

import ast
import json
import re
import tomllib
from functools import lru_cache

import chapter_cells
import numpy as np
import proof
import pytest

from lib.study.kinds import kind_of
from lib.study.registry import exercise_ids, exercises_of, find_exercise

IDS = list(exercise_ids())
ROOT = chapter_cells.ROOT


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


@lru_cache
def glossary_ids():
    """Return the ids of the glossary's entries."""
    return {entry["id"] for entry in tomllib.loads((ROOT / "pages" / "glossary.toml").read_text("utf-8"))["term"]}


def test_concepts_stand_in_the_glossary(exercise):
    assert set(exercise.concepts) <= glossary_ids()


def test_an_unknown_concept_would_be_seen():
    assert "bias-variance" in glossary_ids()
    assert "no-such-concept" not in glossary_ids()


QUOTA = {"level 2": 3, "level 3": 2, "find-the-bug": 1, "predict": 1}
MOST_WANTED = {"02_ml_basics": 10}  # the chapter with the most to practise


def quota_faults(chapter, exercises):
    """Return what a finished chapter lacks, one sentence each."""
    counts = {"exercises": len(exercises)} | dict.fromkeys(QUOTA, 0)
    for exercise in exercises:
        for part in {f"level {exercise.level}", exercise.kind} & set(QUOTA):
            counts[part] += 1
    wanted = {"exercises": MOST_WANTED.get(chapter, 8)} | QUOTA
    return [
        f"{chapter}: at least {least} of {part} are wanted, got {counts[part]}"
        for part, least in wanted.items()
        if counts[part] < least
    ]


def finished_chapters():
    return tomllib.loads((ROOT / "pages" / "finished.toml").read_text("utf-8"))["chapters"]


@pytest.mark.parametrize("chapter", finished_chapters())
def test_a_finished_chapter_has_its_quota(chapter):
    assert quota_faults(chapter, exercises_of(chapter)) == []


def test_a_chapter_below_its_quota_is_caught():
    exercises = exercises_of("02_ml_basics")
    assert quota_faults("02_ml_basics", exercises[:9])[0].endswith("at least 10 of exercises are wanted, got 9")
    easy = [one for one in exercises if one.level == 1 and one.kind == "implement"]
    assert quota_faults("03_other", easy) == [
        f"03_other: at least 8 of exercises are wanted, got {len(easy)}",
        "03_other: at least 3 of level 2 are wanted, got 0",
        "03_other: at least 2 of level 3 are wanted, got 0",
        "03_other: at least 1 of find-the-bug are wanted, got 0",
        "03_other: at least 1 of predict are wanted, got 0",
    ]


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


@pytest.mark.parametrize("exercise", [id for id in IDS if not find_exercise(id).is_value], indirect=True)
def test_inputs_are_the_same_on_every_draw_and_differ_from_each_other(exercise):
    def text(args):
        return json.dumps(args, default=lambda value: value.tolist() if isinstance(value, np.ndarray) else repr(value))

    first, second = ([text(args) for args in exercise.draw_inputs()] for _ in range(2))
    first, second = ([re.sub("0x[0-9a-f]+", "", one) for one in texts] for texts in (first, second))
    assert first == second
    assert len(set(first)) >= 22


@pytest.mark.parametrize("exercise", [id for id in IDS if find_exercise(id).comparer is None], indirect=True)
def test_results_are_of_a_kind_that_can_be_compared(exercise):
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
