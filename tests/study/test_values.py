import numpy as np
import pytest

from lib.study.kinds import MAX_DEPTH
from lib.study.values import difference, find_difference

SAME = [
    (1.0, 1.0 + 1e-10),
    (1, 1.0),
    (np.float64(2), 2.0),
    (2.0, np.float64(2)),
    (np.int64(3), 3),
    (0.0, 1e-13),
    (True, np.True_),
    (1 + 1j, np.complex128(1 + 1j)),
    (1, 1j - 1j + 1),
    (float("nan"), float("nan")),
    (np.inf, np.inf),
    ("a", "a"),
    (b"a", b"a"),
    (None, None),
    ([1.0, (2, {"a": np.ones(2)})], [1.0, (2, {"a": np.ones(2)})]),
    ({1, "a"}, {"a", 1}),
    (np.array([1.0, np.nan, np.inf]), np.array([1.0, np.nan, np.inf])),
    (np.array([1, 2], dtype=np.int32), np.array([1, 2])),
    (np.array(1.5), np.array(1.5)),
    (np.array(["a", "b"]), np.array(["a", "b"])),
    (np.zeros((0, 3)), np.zeros((0, 3))),
    (int, int),
]

DIFFERENT = [
    (1.1, 1.0, "The result must be 1, got 1.1."),
    (1.0, 1, "must be a whole number (int), got a number (float)"),
    (True, 1, "must be a whole number (int), got True or False"),
    (True, 1.0, "must be a number (float), got True or False"),
    ("1.0", 1.0, "must be a number (float), got a string"),
    (np.float32(1), 1.0, "must be a number (float), got a NumPy float32"),
    (np.array(1.0), 1.0, "got an array of shape ()"),
    (np.array([1.0]), 1.0, "got an array."),
    (None, 1.0, "got None"),
    (float("nan"), 1.0, "The result is not a number (NaN)."),
    (1.0, float("nan"), "must be nan, got 1"),
    (np.inf, 1.0, "The result is infinite."),
    (-np.inf, np.inf, "The result is infinite."),
    (1.0, np.inf, "must be inf, got 1"),
    (10**400, 1.0, "The result is infinite."),
    ("a", "b", "must be 'b', got 'a'"),
    ([1], (1,), "must be a tuple, got a list"),
    ([1], [1, 2], "The result must have 2 items, got 1."),
    ([1, [2, 3]], [1, [2, 4]], "result[1][1] must be 4, got 3."),
    ({"a": 1}, {"b": 1}, "must have the keys ['b'], got ['a']"),
    ({"a": 1}, {"a": 2}, "result['a'] must be 2, got 1."),
    ({1}, {2}, "must be {2}, got {1}"),
    (np.zeros(2), np.zeros((2, 1)), "must have shape (2, 1), got (2,)"),
    (np.zeros(2, dtype=np.float32), np.zeros(2), "must have dtype float64, got float32"),
    (np.zeros(2, dtype=int), np.zeros(2), "must have dtype float64, got int64"),
    (np.array([0.0, 0.0], dtype=object), np.zeros(2), "must have dtype float64, got object"),
    (np.array([1.0, np.nan]), np.ones(2), "result[1] is not a number"),
    (np.array([[1.0, np.inf]]), np.ones((1, 2)), "result[0, 1] is infinite"),
    (np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 5.0]), "2 of 3 entries differ, first at index 1: 2 instead of 3."),
    (np.array([1.0]), np.array([np.nan]), "1 of 1 entries differ"),
    (np.array([True]), np.array([False]), "first at index 0: True instead of False"),
    (np.array(1.0), np.array(2.0), "must be array of shape () 2, got array of shape () 1"),
    (np.array(np.nan), np.array(2.0), "The result is not a number"),
    (1.0 + 1e-8, 1.0, "must be 1, got 1.00000001"),
    (np.array([1.0 + 1e-8]), np.array([1.0]), "1.00000001 instead of 1."),
    ([1.0], np.ones(1), "must be an array, got a list"),
    (int, float, "must be a class, got a class"),
]


@pytest.mark.parametrize(("came", "wanted"), SAME)
def test_same(came, wanted):
    assert difference(came, wanted) is None


@pytest.mark.parametrize(("came", "wanted", "says"), DIFFERENT)
def test_different(came, wanted, says):
    found = difference(came, wanted)
    assert found is not None
    assert says.lower() in found.lower()
    assert found.endswith(".")


@pytest.mark.parametrize(
    ("came", "wanted", "sort", "place", "part"),
    [
        (1.0, 2.0, "value", "", 1.0),
        ([1], (1,), "kind", "", [1]),
        ([1, [2, 3]], [1, [2, 4]], "value", "[1][1]", 3),
        ({"a": [1]}, {"a": [1, 2]}, "length", "['a']", [1]),
        ([np.arange(9.0)], [np.array([0.0, 1, 2, 3, 4, 5, 6, 0, 8])], "entries", "[0][7]", 7.0),
        ([np.array([[1.0, np.inf]])], [np.ones((1, 2))], "infinite", "[0][0, 1]", np.inf),
    ],
)
def test_a_difference_knows_its_place(came, wanted, sort, place, part):
    found = find_difference(came, wanted)
    assert (found.sort, found.place, found.came) == (sort, place, part)
    assert found.text == difference(came, wanted)
    assert find_difference(wanted, wanted) is None


def test_the_tolerance_is_the_stated_one():
    assert difference(100.0 + 0.9, 100.0, rtol=0.01, atol=0) is None
    assert difference(100.0 + 1.1, 100.0, rtol=0.01, atol=0)
    assert difference(0.09, 0.0, rtol=0, atol=0.1) is None
    assert difference(0.11, 0.0, rtol=0, atol=0.1)
    assert difference(np.array([100.9]), np.array([100.0]), rtol=0.01, atol=0) is None
    assert difference(np.array([101.1]), np.array([100.0]), rtol=0.01, atol=0)
    assert difference([0.11], [0.0], rtol=0, atol=0.2) is None


def test_nesting_without_end():
    ring = []
    ring.append(ring)
    other = []
    other.append(other)
    place = "[0]" * (MAX_DEPTH + 1)
    assert difference(ring, other) == f"result{place} is nested too deeply."


def test_operators_of_the_answer_are_never_asked():
    class Yes:
        def __eq__(self, other):
            raise RuntimeError("asked")

        __hash__ = None
        __len__ = __iter__ = __abs__ = __float__ = __array__ = __getattr__ = __eq__

    for wanted in (1.0, 1, "a", None, [1], (1, 2), {"a": 1}, {1}, np.ones(2), np.array(1.0)):
        assert "an object of type Yes" in difference(Yes(), wanted)
        assert "an object of type Yes" in difference([wanted, Yes()], [wanted, wanted])
    assert "keys" in difference({Hashed(): 1}, {"a": 1})


class Hashed:
    def __hash__(self):
        return hash("a")

    def __eq__(self, other):
        return True


def test_tensors():
    torch = pytest.importorskip("torch")
    one = torch.tensor([1.0, 2.0], dtype=torch.float64)
    assert difference(one.clone(), one) is None
    assert difference(one.clone().requires_grad_(), one) is None
    assert difference(torch.nn.Parameter(one.clone()), one) is None
    assert "dtype torch.float64, got torch.float32" in difference(one.float(), one)
    assert "shape (2,), got (1, 2)" in difference(one[None], one)
    assert "index 1: 3 instead of 2" in difference(torch.tensor([1.0, 3.0], dtype=torch.float64), one)
    assert "a tensor, got an array" in difference(one.numpy(), one)
    half = torch.tensor([1.0, 2.0], dtype=torch.bfloat16)
    assert difference(half.clone(), half) is None
    assert difference(torch.tensor([1, 2]), torch.tensor([1, 3]))
