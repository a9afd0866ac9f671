import random

import numpy as np
import pytest

from lib.study.exercise import Exercise
from lib.study.failure import describe
from lib.study.judge import judge, stopped
from lib.study.trial import Outcome, RuleError

FIELDS = {
    "id": "scale-it", "chapter": "02_ml_basics", "section": "s", "title": "T", "level": 1, "minutes": 1,
    "concepts": ("c",), "statement": "S", "hints": ("a", "b", "c"), "explanation": "E", "variant": "V",
}  # fmt: skip


def call(function):
    """Run an answer without any sandbox."""
    outcome = Outcome()
    try:
        outcome.value = function()
    except Exception as error:
        outcome.error = error
    return outcome


def declared(kind="implement", **changes):
    exercise = Exercise(**FIELDS, kind=kind, setup="import numpy as np", **changes)

    @exercise.stub
    def scaled(values, factor):
        return values

    @exercise.reference
    def scaled(values, factor):  # noqa: F811
        if factor == 0:
            raise ValueError("factor must not be 0")
        return np.asarray(values) * float(factor)

    @exercise.misconception("Scaling adds the factor to each value.", message="You add. To scale is another operation.")
    def scaled(values, factor):  # noqa: F811
        return np.asarray(values) + float(factor)

    @exercise.misconception("Any factor is a factor, also nothing.", message="A factor of zero should be refused.")
    def scaled(values, factor):  # noqa: F811
        return np.asarray(values) * float(factor)

    @exercise.inputs
    def inputs(rng):
        yield np.array([1.0, 2.0]), 3
        yield [4, 5], 2
        yield np.array([1.0]), 0
        for _ in range(5):
            yield rng.normal(size=3), float(rng.normal())

    return exercise


def verdict(answer, exercise=None):
    return judge(exercise or declared(), answer, call, lambda index: None)


def test_a_right_answer():
    def scaled(values, factor):
        if not factor:
            raise ValueError
        return np.array([one * float(factor) for one in values])

    assert repr(verdict(scaled)) == "PASS  scale-it\nRight on all 8 inputs."


def test_a_wrong_answer_is_told_input_result_and_reason():
    def scaled(values, factor):
        print("not shown without a sandbox")
        return np.asarray(values) * 2.0

    text = repr(verdict(scaled))
    assert text.splitlines()[:5] == [
        "NOT PASSED  scale-it",
        "  input:    values = array of shape (2,) [1, 2], factor = 3",
        "  came:     array of shape (2,) [2, 4]",
        "  wanted:   array of shape (2,) [3, 6]",
        "  why:      The result: 2 of 2 entries differ, first at index 0: 2 instead of 3.",
    ]
    assert "  right on: 1 of 8 inputs" in text
    assert text.endswith("Work this input out by hand and compare, or ask for hint('scale-it').")


def test_a_belief_is_recognised_even_where_an_input_should_be_refused():
    found = verdict(lambda values, factor: [one + float(factor) for one in values])
    assert found.misconception is None  # a list, where the belief gives an array
    found = verdict(lambda values, factor: np.array([one + float(factor) for one in values]))
    assert (found.misconception, found.text) == (0, "You add. To scale is another operation.")

    def refusing(values, factor):
        if not factor:
            raise ValueError
        return np.asarray(values) + float(factor)

    assert verdict(refusing).misconception == 0


def test_a_missing_refusal_is_recognised_when_all_else_is_right():
    found = verdict(lambda values, factor: np.asarray(values) * float(factor))
    assert found.misconception == 1
    assert ("why", "For this input it should raise ValueError.") in found.facts
    assert ("right on", "7 of 8 inputs") in found.facts


def test_errors_name_the_line():
    def scaled(values, factor):
        return values.no_such_thing

    facts = dict(verdict(scaled).facts)
    assert facts["why"].startswith("Your code raised AttributeError:")
    assert facts["at line"] == "return values.no_such_thing"
    assert "came" not in facts


def test_a_broken_rule_is_told_in_its_own_words():
    exercise = declared()

    @exercise.trial
    def trial(answer, values, factor):
        kept = list(values)
        result = answer(kept, factor)
        if kept != list(values):
            raise RuleError("Your code changed values.")
        return result

    def scaled(values, factor):
        if factor == 0:
            raise ValueError("no")
        values[:] = [value * factor for value in values]
        return np.array(values)

    assert dict(verdict(scaled, exercise).facts)["why"] == "Your code changed values."


def test_addresses_do_not_stand_in_a_verdict():
    def scaled(values, factor):
        raise KeyError(object())

    assert "0x..." in repr(verdict(scaled))


def test_not_yet():
    def scaled(values, factor):
        raise NotImplementedError("write your answer here")

    assert verdict(scaled).status == "not_yet"

    def half_done(values, factor):
        if len(values) == 2:
            return np.asarray(values) * float(factor)
        raise NotImplementedError

    assert verdict(half_done).status == "not_passed"


def test_a_planted_bug_that_is_still_there_is_not_yet():
    exercise = declared("find-the-bug")
    names = {}
    exec("import numpy as np\n" + exercise.stub_source, names)
    assert "still the one with the bug" in verdict(names["scaled"], exercise).text
    exec("import numpy as np\n" + exercise.stub_source.replace("return values", "return 2 * values"), names)
    assert verdict(names["scaled"], exercise).status == "not_passed"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (3.0, "check wants scaled itself, without parentheses: check('scale-it', scaled); it got a number (float)."),
        (None, "it got None."),
        (np.zeros(2), "it got an array."),
        (describe, "This is the book's own code; check wants the scaled that you wrote."),
    ],
)
def test_objects_that_are_no_answer(answer, says):
    found = verdict(answer)
    assert found.status == "not_passed"
    assert says in found.text


def test_a_changed_argument_is_named():
    def scaled(values, factor):
        if not factor:
            raise ValueError
        result = np.asarray(values) * float(factor)
        values[0] = 9
        return result

    facts = dict(verdict(scaled).facts)
    assert facts["why"].startswith("It changed its argument values.")


def test_objects_inside_arguments_are_no_changed_input():
    exercise = declared()
    exercise._inputs = lambda rng: [([random.Random(index)], 0) for index in range(3)]
    exercise._reference = exercise._reference.__class__("scaled", "", lambda values, factor: values[0].random())
    assert verdict(lambda values, factor: values[0].random(), exercise).passed


def test_hidden_state_is_found():
    calls = []

    def scaled(values, factor):
        calls.append(1)
        if not factor:
            raise ValueError
        return np.asarray(values) * float(factor) + (len(calls) > 8)

    found = verdict(scaled)
    assert found.status == "not_passed"
    assert "another result" in found.text


def test_a_changed_result_of_an_earlier_call_does_not_count():
    kept = []

    def scaled(values, factor):
        if not factor:
            raise ValueError
        for one in kept:
            one *= 0
        kept.append(np.asarray(values) * float(factor))
        return kept[-1]

    assert verdict(scaled).passed


def test_an_own_comparer_and_a_trial():
    exercise = declared()

    @exercise.trial
    def trial(answer, values, factor):
        return answer(values, factor).sum() if factor else 0.0

    @exercise.compare
    def compare(got, wanted, args):
        return None if got <= 10.0 else f"{got:.0f} is above the bound of 10 for {len(args[0])} values"

    assert verdict(lambda values, factor: np.zeros(1), exercise).passed
    facts = dict(verdict(lambda values, factor: np.full(1, 12.0), exercise).facts)
    assert facts["why"] == "12 is above the bound of 10 for 2 values"
    assert "wanted" not in facts

    @exercise.compare
    def compare(got, wanted, args):  # noqa: F811
        raise TypeError("cannot")

    facts = dict(verdict(lambda values, factor: np.zeros(1), exercise).facts)
    assert facts["why"] == "The result could not be compared: TypeError: cannot."


def test_random_arguments_are_the_same_for_answer_and_reference():
    exercise = declared()
    exercise._inputs = lambda rng: [(random.Random(index), 0) for index in range(3)]
    exercise._reference = exercise._reference.__class__("scaled", "", lambda values, factor: values.random())
    assert verdict(lambda values, factor: values.random(), exercise).passed
    assert not verdict(lambda values, factor: values.random() + values.random(), exercise).passed


def test_stopped_says_why():
    exercise = declared()
    assert stopped(exercise, "time", None, 2.0).text == (
        "No result within 2 seconds. Look for a loop that never ends, or one with very many steps: "
        "all inputs together have 2 seconds."
    )
    assert "more than 1024 MB" in stopped(exercise, "memory", None).text
    assert "crashed Python (SIGSEGV)" in stopped(exercise, "signal", None, signal="SIGSEGV").text
    assert stopped(exercise, "exit", ([1], 2)).facts == [("input", "values = [1], factor = 2")]
    found = judge(exercise, lambda *a: 0, lambda function: Outcome(stopped="time"), lambda index: None, seconds=3)
    assert found.text.startswith("No result within 3 seconds")


def test_the_inputs_are_announced_in_order():
    seen = []
    judge(declared(), lambda values, factor: 0, call, seen.append)
    assert seen == list(range(8))
