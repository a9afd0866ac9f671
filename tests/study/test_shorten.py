import numpy as np
import pytest

from lib.study.shorten import shape_text, short


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
    assert len(short("x" * 1000)) <= 90
    assert short("x" * 1000).endswith("...")
    assert len(short(np.zeros((100, 100)), width=60)) <= 60
    assert len(short(10**100_000)) < 30  # Python itself refuses to print it


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
