"""Each exercise's check is proven: what is untouched, right, believed and mutated gets the verdict that it deserves."""

import proof
import pytest

from lib.study.exercise import Exercise
from lib.study.registry import exercise_ids, find_exercise
from lib.study.sandbox import MODE_VARIABLE, MODES

IDS = list(exercise_ids())


@pytest.fixture(params=IDS)
def exercise(request):
    return find_exercise(request.param)


def test_the_untouched_cell_is_not_yet(exercise, count_wrong):
    count_wrong("untouched", 1)
    assert proof.stub_faults(exercise) == []


@pytest.mark.parametrize("mode", MODES)
def test_right_answers_pass_in_every_mode(exercise, mode, monkeypatch):
    monkeypatch.setenv(MODE_VARIABLE, mode)
    assert proof.right_answer_faults(exercise) == []


def test_each_misconception_gets_its_own_message(exercise, count_wrong):
    count_wrong("misconceptions", len(exercise.misconceptions))
    assert proof.misconception_faults(exercise) == []


def test_no_misconception_is_broken(exercise):
    assert proof.broken_misconception_faults(exercise) == []


def test_mutants_of_the_reference_do_not_pass(exercise, count_wrong, remembered, every_mutant):
    mutants = proof.all_mutants(exercise)
    if not every_mutant:
        mutants = proof.mutants.chosen(mutants, proof.MUTANTS_IN_TEST)
    assert mutants
    count_wrong("mutants", len(mutants))
    alive = [
        one
        for one in mutants
        if remembered(proof.fingerprint(exercise, one.source), lambda one=one: proof.survives(exercise, one))
    ]
    listed = proof.known_survivors().get(exercise.id, {})
    if every_mutant:
        proof.write_survivors({**_others(exercise), exercise.id: alive})
        assert {proof.label(one) for one in alive} == set(listed), "survivors.json was brought up to date: give reasons"
    assert proof.survivor_faults(exercise, alive, listed) == []


def _others(exercise):
    """Return the listed survivors of the other exercises as mutants, so that writing keeps them."""
    found = {}
    for id, listed in proof.known_survivors().items():
        if id != exercise.id and id in IDS:
            found[id] = [one for one in proof.all_mutants(find_exercise(id)) if proof.label(one) in listed]
    return found


def test_the_list_of_survivors_is_current():
    listed = proof.known_survivors()
    assert set(listed) <= set(IDS)
    for id, mine in listed.items():
        assert proof.list_faults(find_exercise(id), mine) == []


# --- the proof itself catches planted faults


def weak_exercise():
    """Return an exercise with one fault of each sort: weak inputs, a right misconception, a stub that passes."""
    exercise = Exercise(
        id="weak-check", chapter="02_ml_basics", section="planted", title="Planted", level=1, minutes=1,
        kind="implement",
        concepts=("bias-variance",), statement="Add.", hints=("a", "b", "c"), explanation="So.", variant="Thus.",
    )  # fmt: skip

    @exercise.stub
    def add_up(a, b):
        return a + b + 0

    @exercise.reference
    def add_up(a, b):  # noqa: F811
        if a < 0:
            return b + a
        return a + b

    @exercise.alternative
    def add_up(a, b):  # noqa: F811
        return a - b

    @exercise.alternative
    def add_up(a, b):  # noqa: F811
        if a < 0:
            return b + a
        return a + b

    @exercise.misconception("Adding is the same as adding.", message="x")
    def add_up(a, b):  # noqa: F811
        return b + a

    @exercise.misconception("Two beliefs with one effect.", message="y")
    def add_up(a, b):  # noqa: F811
        return a * 2

    @exercise.misconception("Two beliefs with one effect.", message="z")
    def add_up(a, b):  # noqa: F811
        return 2 * a

    @exercise.inputs
    def inputs(rng):
        for number in range(22):
            yield number + 1, 0

    return exercise


def test_planted_faults_are_caught():
    exercise = weak_exercise()
    assert "at least 4 misconceptions" in " ".join(exercise.problems())
    assert proof.right_answer_faults(exercise) == ["alternative 2 repeats another right answer"]
    first, second = proof.misconception_faults(exercise)
    assert first.startswith("misconception 0 must be NOT PASSED, got PASS")
    assert second == "misconception 2 must get its own message, got that of 1"
    alive = [one for one in proof.all_mutants(exercise) if proof.survives(exercise, one)]
    assert "line 4: Add -> Sub" in [one.change for one in alive]  # b is always 0
    assert len(proof.survivor_faults(exercise, alive, {})) == len(alive)
    reasons = {proof.label(one): "equal on every input there is" for one in alive}
    assert proof.survivor_faults(exercise, alive, reasons) == []
    assert proof.list_faults(exercise, {"line 9: gone [0]": "is long gone by now"}) == [
        "line 9: gone [0] is listed but is no mutant any more"
    ]


def test_a_misconception_that_fails_by_a_slip_of_the_pen_is_caught():
    exercise = weak_exercise()
    assert proof.broken_misconception_faults(exercise) == []

    @exercise.misconception("A number has an item.", message="w")
    def add_up(a, b):
        return (a - b - 1).item()

    (fault,) = proof.broken_misconception_faults(exercise)
    assert fault.startswith("misconception 3 must fail by what it believes only, got AttributeError")


def test_a_stub_that_is_no_stub_is_caught():
    exercise = weak_exercise()
    exercise._stub = exercise.alternatives[0]
    exercise.stub_text = "def add_up(a, b):\n    return b + a\n"
    (fault,) = proof.stub_faults(exercise)
    assert fault.startswith("the stub must be NOT YET, got PASS")
