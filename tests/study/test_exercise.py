import numpy as np
import pytest

from lib.study.exercise import MIN_INPUTS, Exercise

FIELDS = {
    "id": "add-up",
    "chapter": "02_ml_basics",
    "section": "adding",
    "title": "Add",
    "level": 1,
    "minutes": 5,
    "kind": "implement",
    "concepts": ("sum",),
    "statement": """
        Write `add_up`.

        It adds.
    """,
    "hints": ("What?", "How?", "This."),
    "explanation": "Because.",
    "variant": "Or so.",
}


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


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("id", "Add", "id must match"),
        ("id", "single", "id must match"),
        ("chapter", "2_ml", "chapter must match"),
        ("section", "two words", "section must match"),
        ("section", 3, "section must match"),
        ("kind", "guess", "kind must be one of implement, predict, find-the-bug, derive, design, got 'guess'"),
        ("level", 4, "level must be 1, 2 or 3, got 4"),
        ("minutes", 0, "minutes must be from 1 to 120, got 0"),
        ("seconds", 9, "seconds must be above 0 and at most 8, got 9"),
        ("seconds", 0, "seconds must be above 0 and at most 8, got 0"),
        ("megabytes", 0, "megabytes must be at least 1, got 0"),
        ("rng", "R", "rng must be 'numpy' or 'python', got 'R'"),
        ("hints", ("one", "two"), "hints must be three texts"),
        ("hints", ("one", "", "three"), "hints must be three texts"),
        ("concepts", (), "concepts must name at least one concept id, got none"),
        ("title", " ", "title must be a text, got an empty one"),
        ("variant", "", "variant must be a text"),
        ("kind", "predict", "stub_text must be given for kind 'predict' and for no other"),
        ("stub_text", "x = None", "stub_text must be given for kind 'predict' and for no other"),
    ],
)
def test_fields_are_checked(field, value, says):
    with pytest.raises(ValueError, match=says):
        Exercise(**{**FIELDS, field: value})


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
