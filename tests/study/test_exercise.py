import numpy as np
import pytest
from exercise_example import FIELDS

from lib.study.exercise import MIN_INPUTS, Exercise


def declared(**changes):
    """Return a complete exercise that asks for a function."""
    exercise = Exercise(**{**FIELDS, **changes})

    @exercise.stub
    def add_up(a, b):
        """Add."""
        raise NotImplementedError

    @exercise.reference
    def add_up(a, b):  # noqa: F811
        return a + b

    @exercise.alternative
    def add_up(a, b):  # noqa: F811
        return b + a

    @exercise.alternative
    def add_up(a, b):  # noqa: F811
        return a - -b

    for factor in (2, 3, 4, 5):

        @exercise.misconception(
            "Adding multiplies by some number.", message=f"You multiply by {factor}, but nothing here asks for that."
        )
        def add_up(a, b, factor=factor):  # noqa: F811
            return a * factor

    @exercise.inputs
    def inputs(rng):
        yield 0, 0
        yield 1, 2
        for _ in range(20):
            yield tuple(int(one) for one in rng.integers(0, 100, 2))

    return exercise


def test_a_complete_declaration():
    exercise = declared()
    assert exercise.validate() is exercise
    assert exercise.statement == "Write `add_up`.\n\nIt adds."
    assert (exercise.name, exercise.is_value) == ("add_up", False)
    assert exercise.stub_source.startswith("def add_up(a, b):\n")
    assert exercise.as_cell(exercise.expected) == "def add_up(a, b):  # noqa: F811\n    return a + b\n"
    assert exercise.start.function.__name__ == "add_up"
    assert [one.message.split()[3] for one in exercise.misconceptions] == ["2,", "3,", "4,", "5,"]
    assert repr(exercise) == "Exercise('add-up', chapter='02_ml_basics', level=1, kind='implement')"


def test_inputs_are_the_same_on_every_draw():
    exercise = declared()
    first = exercise.draw_inputs()
    assert first == exercise.draw_inputs()
    assert len(first) == MIN_INPUTS
    assert declared(id="add-down").draw_inputs() != first
    python = declared(rng="python")
    python._inputs = lambda rng: [(rng.random(),) for _ in range(3)]
    assert python.draw_inputs() == python.draw_inputs()


def test_decorators_return_the_function_and_a_trial_runs_it():
    exercise = declared()

    @exercise.trial
    def trial(answer, a, b):
        return answer(a, b) * 10

    @exercise.compare
    def compare(got, wanted, args):
        return None if got == wanted else "no"

    assert exercise.run(exercise.expected.function, (1, 2)) == 30
    assert trial(lambda a, b: 1, 0, 0) == 10
    assert exercise.comparer is compare
    exercise.compare(rtol=0.5, atol=0.25)
    assert (exercise.comparer, exercise.rtol, exercise.atol) == (None, 0.5, 0.25)


def test_a_slip_is_the_reference_with_a_change():
    exercise = declared()
    exercise.slip(
        "The second number is taken away.",
        ("a + b", "a - b"),
        message="""
        You take the second number
        away, but both are added.""",
    )
    slip = exercise.misconceptions[-1]
    assert slip.function(5, 3) == 2
    assert slip.source == exercise.expected.source.replace("a + b", "a - b")
    assert (slip.name, slip.message) == ("add_up", "You take the second number away, but both are added.")
    assert exercise.expected.function(5, 3) == 8
    with pytest.raises(ValueError, match=r"changes must name text of add_up, got 'a \* b'"):
        exercise.slip("Products are sums, as everyone knows.", ("a * b", "a"), message="x")
    with pytest.raises(ValueError, match="a reference must be declared"):
        Exercise(**FIELDS).slip("Too early for a slip.", ("a", "b"), message="x")


def value_exercise():
    exercise = Exercise(**{**FIELDS, "kind": "predict"}, stub_text="my_sum = None")

    @exercise.reference
    def my_sum():
        a = 1
        return a + 1

    return exercise


def test_a_value():
    exercise = value_exercise()
    assert (exercise.is_value, exercise.name, exercise.start) == (True, "my_sum", None)
    assert exercise.as_cell(exercise.expected) == "a = 1\nmy_sum = a + 1\n"
    assert exercise.draw_inputs() == [()]
    exercise.stub_text = "other = None"
    assert "stub_text must assign to my_sum once, got 'other = None'" in exercise.problems()


def test_what_is_missing_is_said():
    exercise = Exercise(**FIELDS)
    with pytest.raises(ValueError, match="add-up: a reference must be declared"):
        _ = exercise.expected
    with pytest.raises(ValueError, match="exercise add-up: a reference must be declared"):
        exercise.validate()

    @exercise.reference
    def add_up(a, b):
        return a + b

    assert exercise.problems() == [
        "at least 2 alternatives are wanted, got 0",
        "at least 4 misconceptions are wanted, got 0",
        "a stub must be declared",
        "inputs must yield edge cases and 20 draws, at least 22 in all",
    ]
    assert exercise.stub_source == ""


def test_what_is_wrong_is_said():
    exercise = declared()

    @exercise.alternative
    def add(a, b):
        return a + b

    @exercise.misconception("Short.", message="Also short.")
    def add_up(a, b):
        return 0

    exercise.misconceptions.append(exercise.misconceptions[0])
    exercise._inputs = lambda rng: [(np.float64(1), 2)] * (MIN_INPUTS - 1)
    assert exercise.problems() == [
        "all answers must be called add_up, got add",
        "a misconception needs a belief and a message in sentences, got 'Short.'",
        "each misconception needs a message of its own",
        "inputs must yield edge cases and 20 draws, at least 22 in all",
    ]
