"""Each slip is named where it is the reason, and only there."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from lib.study.exercise import Answer, Exercise
from lib.study.slips import number_in, slip_of
from lib.study.trial import Outcome, Trial

FIELDS = {
    "id": "scale-it", "chapter": "02_ml_basics", "section": "s", "title": "T", "level": 1, "minutes": 1,
    "concepts": ("c",), "statement": "S", "hints": ("a", "b", "c"), "explanation": "E", "variant": "V",
}  # fmt: skip


def exercise(kind="implement", **tolerance):
    made = Exercise(**FIELDS, kind=kind, stub_text="my_number = None" if kind == "predict" else None)
    made._reference = Answer("my_number", "", lambda: 0.0)
    made.compare(**tolerance)
    return made


def slip(*pairs, of=None, printed="", items=None):
    """Return the slip of trials given as (came, wanted); an error stands for having raised it."""

    def outcome(value, **more):
        return Outcome(error=value) if isinstance(value, Exception) else Outcome(value=value, **more)

    trials = [
        Trial((), outcome(came, printed=printed, items=items), outcome(wanted), "different") for came, wanted in pairs
    ]
    return slip_of(of or exercise(), trials, trials[0])


@pytest.mark.parametrize(
    "value",
    ["0.6", " 6e-1 ", "3/5", "+3 / 5", [0.6], ("0.6",), [[0.6]], np.array([[0.6]]), np.float16(0.6), Fraction(3, 5),
     Decimal("0.6"), 0.6],
)  # fmt: skip
def test_a_number_in_another_form(value):
    assert number_in(value) == pytest.approx(0.6, rel=1e-3)
    if type(value) is not float:
        assert slip((value, 0.6), of=exercise("predict", rtol=1e-3)) == (
            "The number is right; give it as a plain number."
        )


@pytest.mark.parametrize(
    "value",
    ["", "about 0.6", "1/0", True, None, [], [0.6, 0.6], np.zeros(2), {"a": 0.6}, 10**400, np.array(["x"]), object()],
)
def test_no_number_in_it(value):
    assert number_in(value) is None
    assert slip((value, 0.6), of=exercise("predict", rtol=1e-3)) is None


def test_a_tensor_of_one_number():
    torch = pytest.importorskip("torch")
    assert number_in(torch.tensor(0.5)) == number_in(torch.tensor([0.5])) == 0.5
    assert number_in(torch.zeros(2)) is None


def test_a_whole_number():
    assert slip((12.0, 12), of=exercise("predict")) == "The number is right; give it as a whole number."
    assert slip((12.01, 12), of=exercise("predict")) is None


@pytest.mark.parametrize(("came", "close"), [(0.605, True), (0.595, True), (0.607, False), (0.593, False)])
def test_a_near_miss_is_called_close(came, close):
    text = slip((came, 0.6), of=exercise("predict", rtol=1e-3))
    assert text == ("Close: give the calculation instead of a rounded number." if close else None)


def test_close_grows_with_a_wide_tolerance_but_never_for_whole_or_wrapped_numbers():
    assert slip((0.72, 0.6), of=exercise("predict", rtol=0.05)).startswith("Close")
    assert slip((0.78, 0.6), of=exercise("predict", rtol=0.05)) is None
    assert slip((1001, 1000), of=exercise("predict")) is None
    assert slip(("0.605", 0.6), of=exercise("predict", rtol=1e-3)) is None


def test_an_own_comparer_of_a_value_is_left_alone():
    own = exercise("predict")
    own.compare(lambda got, wanted, args: "no")
    assert slip(("0.6", 0.6), of=own) is None


@pytest.mark.parametrize(
    "came", [[1.0, 8 / 3], np.array([1.0, 8 / 3]), (Fraction(1), Fraction(8, 3)), [np.float32(1), np.array(8 / 3)]]
)
def test_values_agree_in_another_container(came):
    text = slip((came, (1.0, 8 / 3)))
    if type(came) is tuple:
        assert text == ("Your values agree; only result[0] must be a number (float), not an object of type Fraction.")
    else:
        assert text == "Your values agree; only the container must be a tuple: return a, b."


def test_the_items_of_a_generator_count():
    lazy = (one for one in (1.0, 2.0, 3.0))
    assert slip((lazy, (1.0, 2.0, 3.0)), items=[1.0, 2.0, 3.0]) == (
        "Your values agree; only the container must be a tuple: return a, b, c."
    )
    assert slip((lazy, (1.0, 2.0, 4.0)), items=[1.0, 2.0, 3.0]) is None
    assert slip((lazy, (1.0, 2.0))) is None


@pytest.mark.parametrize(
    ("came", "wanted", "says"),
    [
        ([1.0, 2.0], np.array([1.0, 2.0]), "only the result must be an array, not a list."),
        ([np.zeros(2), np.zeros(2)], np.zeros((2, 2)), "only the result must be an array, not a list."),
        (np.zeros((2, 2)), [np.zeros(2), np.zeros(2)], "only the result must be a list, not an array."),
        ([[np.ones(1), 2.0]], [(np.ones(1), 2.0)], "only result[0] must be a tuple, not a list."),
        (np.array([0, 1]), np.array([False, True]), "only the dtype of the result must be bool, not int64."),
        (np.float32(0.1), 0.1, "only the result must be a number (float), not a NumPy float32."),
        (np.array([0.1], np.float32), np.array([0.1]), "only the dtype of the result must be float64, not float32."),
        (1, True, "only the result must be True or False, not a whole number (int)."),
        ({"a": [1.0]}, {"a": np.ones(1)}, "only result['a'] must be an array, not a list."),
    ],
)
def test_only_the_kind_differs(came, wanted, says):
    assert slip((came, wanted)) == f"Your values agree; {says}"


def test_values_must_agree_on_every_input():
    good, bad = ([1.0, 2.0], (1.0, 2.0)), ([1.0, 2.0], (1.0, 3.0))
    assert slip(good, good).startswith("Your values agree")
    assert slip(good, bad) is None
    assert slip(good, (ZeroDivisionError(), (1.0, 2.0))) is None
    assert slip(([1.0, 2.0 + 1e-7], (1.0, 2.0))) is None
    assert slip(([2.0], np.ones((1, 1)))) is None


def test_right_values_in_another_order():
    text = "Right values, other order: return them in the order that the task names."
    assert slip(((2.0, 1.0), (1.0, 2.0)), ((4.0, 3.0), (3.0, 4.0))) == text
    assert slip(([np.ones(2), 3.0], (3.0, np.ones(2)))) == text
    assert slip(((2.0, 3.0, 1.0), (1.0, 2.0, 3.0))) == text
    assert slip(((2.0, 1.0), (1.0, 2.0)), ((3.0, 4.0), (3.0, 4.0))) is None  # another order on every input
    assert slip(((2.0, 1.5), (1.0, 2.0))) is None
    assert slip(([2.0, 1.0], [1.0, 2.0])) is None  # a list may be long: its order is what was asked
    assert slip(((5.0, 4.0, 3.0, 2.0, 1.0), (1.0, 2.0, 3.0, 4.0, 5.0))) is None


def test_printed_instead_of_returned():
    assert slip((None, 2.0), (None, 3.0), printed="2.0\n") == "You printed the result; return it."
    assert slip((None, 2.0)) is None
    assert slip((2.5, 2.0), printed="2.0\n") is None
    assert slip((None, 2.0), (3.5, 3.0), printed="2.0\n") is None


def test_another_error_than_the_wanted_one():
    assert slip((AssertionError(), ValueError())) == "AssertionError is not ValueError: use raise ValueError(...)."
    assert slip((1.0, ValueError())) is None
    assert slip((AssertionError(), 1.0)) is None


def test_objects_of_the_reader_are_not_asked():
    class Yes:
        def __eq__(self, other):
            raise RuntimeError("asked")

        __hash__ = None
        __len__ = __iter__ = __float__ = __getattr__ = __eq__

    assert slip((Yes(), (1.0, 2.0))) is None
    assert slip(([Yes(), 1.0], (1.0, 2.0))) is None
    assert slip((Yes(), 0.6), of=exercise("predict")) is None
