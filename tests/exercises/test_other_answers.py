"""Answers that are a value or a class are judged like functions."""

from lib.study.exercise import Exercise
from lib.study.sandbox import run_check

FIELDS = {
    "id": "scale-it", "chapter": "02_ml_basics", "section": "s", "title": "T", "level": 1, "minutes": 1,
    "concepts": ("c",), "statement": "S", "hints": ("a", "b", "c"), "explanation": "E", "variant": "V",
}  # fmt: skip


def verdict(answer, exercise):
    return run_check(exercise, answer)


def value_exercise():
    exercise = Exercise(**FIELDS, kind="predict", stub_text="my_number = None")

    @exercise.reference
    def my_number():
        return 0.5

    @exercise.misconception("The number is doubled by something.", message="You doubled it, but nothing here doubles.")
    def my_number():  # noqa: F811
        return 1.0

    return exercise


def test_values():
    exercise = value_exercise()
    assert verdict(None, exercise).status == verdict(..., exercise).status == "not_yet"
    assert repr(verdict(1 / 2, exercise)) == "PASS  scale-it\nThat is the answer."
    assert verdict(1, exercise).text == "You doubled it, but nothing here doubles."
    wrong = repr(verdict(0.7, exercise))
    assert wrong.splitlines()[:2] == ["NOT PASSED  scale-it", "  came: 0.7"]
    assert "0.5" not in wrong  # the answer is not told
    assert "must be a number (float), got a string" in repr(verdict("0.5", exercise))
    assert "0.5" not in repr(verdict(float("nan"), exercise))


def test_a_class():
    exercise = Exercise(**FIELDS, kind="implement")

    @exercise.stub
    class Counter:
        """Count."""

    @exercise.reference
    class Counter:  # noqa: F811
        def __init__(self, start):
            self.total = start

        def add(self, number):
            self.total += number

    @exercise.trial
    def trial(answer, start, number):
        counter = answer(start)
        counter.add(number)
        return counter.total

    exercise._inputs = lambda rng: [(one, 2) for one in range(5)]
    made = type("Counter", (), {"__init__": lambda s, start: setattr(s, "total", start), "add": lambda s, n: None})
    assert repr(verdict(made, exercise)).splitlines()[1:4] == [
        "  input:  start = 0, number = 2",
        "  came:   0",
        "  wanted: 2",
    ]
    made.add = lambda s, n: setattr(s, "total", s.total + n)
    assert verdict(made, exercise).passed
    assert "check wants the class Counter itself, not an object of type Counter." in verdict(made(1), exercise).text
