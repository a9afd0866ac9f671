"""What a verdict shows of a wrong answer: the smallest example, the place that differs, lazy results, boxed numbers."""

import numpy as np
import pytest

from lib.study.exercise import Answer, Exercise
from lib.study.failure import describe, not_passed, outcomes_differ, own_result
from lib.study.judge import judge
from lib.study.trial import Outcome, Trial

FIELDS = {
    "id": "scale-it", "chapter": "02_ml_basics", "section": "s", "title": "T", "level": 1, "minutes": 1,
    "concepts": ("c",), "statement": "S", "hints": ("a", "b", "c"), "explanation": "E", "variant": "V",
}  # fmt: skip


def call(function):
    """Run an answer without any sandbox."""
    try:
        return Outcome(value=function())
    except Exception as error:
        return Outcome(error=error)


def scaled(values, factor):
    if factor == 0:
        raise ValueError("factor must not be 0")
    return np.asarray(values) * float(factor)


def with_inputs(*arguments, wanted=scaled):
    exercise = Exercise(**FIELDS, kind="implement", setup="import numpy as np")
    exercise._reference = Answer("scaled", "", wanted)
    exercise._inputs = lambda rng: list(arguments)
    return exercise


def verdict(answer, exercise):
    return judge(exercise, answer, call, lambda index: None)


def test_the_example_is_the_smallest_failing_input():
    large, small, refused = (np.arange(30.0), 2.0), (np.array([1.5, 2.0, 4.0]), 2.0), (np.array([1.0]), 0)
    right = (np.array([0.0]), 7.0)
    exercise = with_inputs(large, refused, small, right)
    facts = dict(verdict(lambda values, factor: values * 3 if factor != 7 else values * 7.0, exercise).facts)
    assert facts["input"] == "values = array of shape (3,) [1.5, 2, 4], factor = 2"
    facts = dict(verdict(lambda values, factor: values * factor, exercise).facts)
    assert facts["input"] == "values = array of shape (1,) [1], factor = 0"  # nothing else is wrong


def test_of_equally_large_inputs_the_one_with_the_shortest_numbers_is_the_example():
    exercise = with_inputs((np.array([1 / 3, 2 / 3]), 2.5), (np.array([1.0, 2.0]), 2.0))
    facts = dict(verdict(lambda values, factor: values, exercise).facts)
    assert facts["input"] == "values = array of shape (2,) [1, 2], factor = 2"


def test_an_entry_behind_the_cut_is_shown():
    def mine(values, factor):
        result = values * factor
        result[25] += 1
        return result

    exercise = with_inputs((np.arange(30.0), 2.0))
    found = verdict(mine, exercise)
    facts = dict(found.facts)
    twelve = "array of shape (30,) [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, ...]"
    assert facts["came"] == f"{twelve}; there result[25] = 51"
    assert facts["wanted"] == f"{twelve}; there result[25] = 50"
    assert facts["why"].endswith("first at index 25: 51 instead of 50.")
    assert found.text == "Try a small input of your own, work it out by hand and compare, or ask for hint('scale-it')."


def test_a_small_difference_is_shown_with_the_digits_that_tell_it():
    def mine(values, factor):
        return values * (factor + 1e-8)

    facts = dict(verdict(mine, with_inputs((np.array([1.0]), 2.0))).facts)
    assert facts["came"] == "array of shape (1,) [2.00000001]"
    assert facts["wanted"] == "array of shape (1,) [2]"


def test_an_entry_deep_inside_a_result_is_shown():
    exercise = with_inputs((np.zeros(12), 2.0), wanted=lambda values, factor: [(values, values)] * 9)

    def mine(values, factor):
        last = values.copy()
        last[11] = 3.0
        return [(values, values)] * 8 + [(values, last)]

    facts = dict(verdict(mine, exercise).facts)
    assert facts["came"].endswith("...; there result[8][1][11] = 3")
    assert facts["wanted"].endswith("...; there result[8][1][11] = 0")


def test_a_lazy_result_is_asked_for_its_items_under_the_same_guard():
    calls = []

    def counting(function):
        calls.append(1)
        return call(function)

    def lazy(values, factor):
        yield from np.asarray(values) * float(factor)

    exercise = with_inputs((np.array([1.0, 2.0]), 2.0))
    found = judge(exercise, lazy, counting, lambda index: None)
    assert len(calls) == 2
    assert found.text == "Your values agree; only the result must be an array, not an object of type generator."

    def unfinished(values, factor):
        raise NotImplementedError
        yield

    assert verdict(unfinished, exercise).status == "not_yet"

    def endless(values, factor):
        while True:
            yield 0.0

    def impatient(function):
        outcome = call(function)
        return Outcome(stopped="time") if type(outcome.value) is list else outcome

    assert judge(exercise, endless, impatient, lambda index: None).status == "stopped"


def value_exercise(wanted, rtol=1e-3):
    exercise = Exercise(**FIELDS, kind="predict", stub_text="my_number = None")
    exercise._reference = Answer("my_number", "", lambda: wanted)
    exercise.compare(rtol=rtol)
    return exercise


@pytest.mark.parametrize("answer", [0.6, np.float64(0.6), np.float32(0.6), np.array(0.6), np.array(0.6, np.float32)])
def test_a_number_may_come_in_a_box(answer):
    assert verdict(answer, value_exercise(0.6, rtol=1e-9)).passed


def test_a_number_of_32_bits_is_taken_as_precisely_as_it_is():
    assert not verdict(0.6 + 1e-7, value_exercise(0.6, rtol=1e-9)).passed
    assert not verdict(np.float32(0.60001), value_exercise(0.6, rtol=1e-9)).passed


def test_inputs_in_words():
    assert describe(with_inputs(), ()) == "no arguments"
    assert describe(with_inputs(), (1, 2, 3)) == "argument 1 = 1, argument 2 = 2, argument 3 = 3"


def test_the_exercises_own_answers_get_copies():
    def greedy(values, factor):
        values[0] = 9.0
        return values

    exercise = with_inputs()
    mine = np.zeros(2)
    assert own_result(exercise, Answer("scaled", "", greedy), (mine, 1)).value.tolist() == [9.0, 0.0]
    assert mine.tolist() == [0.0, 0.0]
    assert type(own_result(exercise, exercise.expected, (mine, 0)).error) is ValueError


def test_outcomes_differ_in_value_or_error():
    exercise = with_inputs()
    assert not outcomes_differ(Outcome(1.0), Outcome(1.0 + 1e-12), exercise)
    assert outcomes_differ(Outcome(1.0), Outcome(1.1), exercise)
    assert outcomes_differ(Outcome(1.0), Outcome(error=ValueError()), exercise)
    assert outcomes_differ(Outcome(error=KeyError()), Outcome(error=ValueError()), exercise)
    assert not outcomes_differ(Outcome(error=ValueError("a")), Outcome(error=ValueError("b")), exercise)


def test_a_slip_closes_the_verdict_where_no_belief_does():
    exercise = with_inputs()
    trial = Trial((np.ones(2), 2.0), Outcome([2.0, 2.0]), Outcome(np.full(2, 2.0)), "The result must be an array.")
    assert not_passed(exercise, [trial]).text == "Your values agree; only the result must be an array, not a list."
    belief = "A list of numbers is as good as an array."
    exercise.misconceptions.append(Answer("scaled", "", lambda values, factor: [2.0, 2.0], belief, "Lists do not add."))
    found = not_passed(exercise, [trial])
    assert (found.misconception, found.text) == (0, "Lists do not add.")
    trial.outcome.value = np.zeros(2)
    assert not_passed(exercise, [trial]).text == "Work this input out by hand and compare, or ask for hint('scale-it')."


@pytest.mark.parametrize(
    ("outcome", "wanted", "problem"),
    [
        (Outcome(error=ValueError("wrong")), Outcome(np.ones(2)), "Your code raised ValueError: wrong."),
        (Outcome(np.ones(3)), Outcome(np.ones(2)), "The result must have shape (2,), got (3,)."),
        (Outcome(np.ones(2)), Outcome(np.ones(2)), "It changed its argument values."),
        (Outcome(np.ones(2)), Outcome(error=ValueError()), "For this input it should raise ValueError."),
    ],
)
def test_working_it_out_by_hand_is_advised_only_where_numbers_differ(outcome, wanted, problem):
    trial = Trial((np.ones(2), 2.0), outcome, wanted, problem)
    found = not_passed(with_inputs(), [trial])
    assert found.text == "What stands behind why says what to mend; for more, ask for hint('scale-it')."
