import numpy as np
import pytest

from lib.study.shorten import is_cut, shape_text, short, short_pair


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "0.333333"),
        (-0.5, "-0.5"),
        (1e30, "1e+30"),
        (float("nan"), "nan"),
        (True, "True"),
        (None, "None"),
        ("a'b", '"a\'b"'),
        ((1,), "(1,)"),
        ([1, 2.5, "a"], "[1, 2.5, 'a']"),
        ({"a": 1}, "{'a': 1}"),
        ({3}, "{3}"),
        (list(range(30)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...]"),
        (np.array([[1.0, 2.0]]), "array of shape (1, 2) [[1, 2]]"),
        (np.arange(12), "array of shape (12,) [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]"),
        (np.arange(30), "array of shape (30,) [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...]"),
        (np.arange(20).reshape(5, 4), "array of shape (5, 4) [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], ...]"),
        (np.zeros((2, 0)), "array of shape (2, 0) [[], []]"),
        (np.zeros((1, 2, 2)), "array of shape (1, 2, 2) [[[0, 0], [0, 0]]]"),
        ({"b", "a"}, "{'a', 'b'}"),
        (np.array(2.5), "array of shape () 2.5"),
        (np.float64(2.5), "2.5"),
        (np.int64(7), "7"),
        (object(), "an object of type object"),
        (int, "a class"),
        ([[[[[[1]]]]]], "[[[[[...]]]]]"),
        (10**40, "about 10**40"),
        (-(10**40), "about -10**40"),
    ],
)
def test_short_forms(value, text):
    assert short(value) == text


def test_long_values_are_cut():
    assert len(short("x" * 1000)) <= 160
    assert short("x" * 1000).endswith("...")
    assert len(short(np.zeros((100, 100)), width=60)) <= 60
    assert len(short(10**100_000)) < 30  # Python itself refuses to print it


def test_a_number_is_never_cut_in_the_middle():
    numbers = [123456.0 + step for step in range(12)]
    for width in range(20, 60):
        text = short(numbers, width=width)
        assert len(text) <= width
        assert is_cut(text)
        assert all(float(part) in numbers for part in text.strip("[]. ").rstrip(",").split(", ") if part != "...")


def test_two_values_get_the_digits_that_tell_them_apart():
    assert short_pair(0.5, 0.25) == ("0.5", "0.25")
    assert short_pair(1.0, 1.0 + 1e-8) == ("1", "1.00000001")
    one = np.array([1.0, 1 / 3])
    came, wanted = short_pair(one, np.nextafter(one, 2))
    assert came != wanted
    assert short_pair([1.0], [1.0]) == ("[1]", "[1]")
    assert not is_cut(came)


def test_an_object_is_never_asked_for_its_text():
    class Loud:
        def __repr__(self):
            raise RuntimeError("asked")

        __str__ = __format__ = __len__ = __iter__ = __repr__

    assert short([Loud(), 1]) == "[an object of type Loud, 1]"


def test_shapes_and_tensors():
    assert shape_text(np.zeros((2, 3))) == "(2, 3)"
    torch = pytest.importorskip("torch")
    assert short(torch.tensor([1.0, 2.0])) == "tensor of shape (2,) [1, 2]"
    assert short(torch.tensor(2.0)) == "tensor of shape () 2"
    assert short(torch.zeros(30)).endswith("0, 0, ...]")
