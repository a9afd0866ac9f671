import numpy as np
import pytest

from lib.study.kinds import (
    MAX_DEPTH,
    entry_count,
    frozen,
    is_array,
    is_plain,
    is_tensor,
    kind_in_words,
    kind_of,
    unboxed,
)


class Claims:
    __class__ = list


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, "bool"),
        (np.True_, "bool"),
        (1, "int"),
        (np.int32(1), "int"),
        (np.uint8(1), "int"),
        (1.0, "float"),
        (np.float64(1), "float"),
        (np.float32(1), "numpy_scalar"),
        (1j, "complex"),
        (np.complex128(1), "complex"),
        ("a", "str"),
        (np.str_("a"), "str"),
        (b"a", "bytes"),
        (None, "none"),
        ([1], "list"),
        ((1,), "tuple"),
        ({1: 2}, "dict"),
        ({1}, "set"),
        (frozenset(), "set"),
        (np.zeros(2), "array"),
        (np.array(2.0), "zero_dim"),
        (np.recarray(1, dtype=[("a", float)]), "other"),
        (np.ma.array([1]), "other"),
        (len, "function"),
        (kind_of, "function"),
        ([].append, "function"),
        (int, "class"),
        (Claims, "class"),
        (Claims(), "other"),
        ((x for x in ()), "other"),
        (type("Own", (float,), {})(1), "other"),
        (type("Own", (), {"__module__": "numpy"})(), "other"),
    ],
)
def test_kinds(value, kind):
    assert kind_of(value) == kind
    assert kind_in_words(value)


def test_words_name_what_came():
    assert kind_in_words(np.float32(1)) == "a NumPy float32"
    assert kind_in_words(Claims()) == "an object of type Claims"
    assert is_array(np.zeros(2))
    assert not is_array([1])


def test_tensors():
    torch = pytest.importorskip("torch")
    assert kind_of(torch.zeros(2)) == "tensor"
    assert kind_of(torch.nn.Parameter(torch.zeros(2))) == "tensor"
    assert is_tensor(torch.zeros(2))
    assert not is_tensor(np.zeros(2))
    tensor = torch.ones(2, requires_grad=True)
    copy = frozen(tensor)
    with torch.no_grad():
        tensor *= 2
    assert copy.tolist() == [1, 1]


def test_plain_data():
    assert is_plain([1, ("a", {"b": np.zeros(2)}, {3}), None, np.array(["x"])])
    for one in (Claims(), [Claims()], {"a": Claims()}, {1: [np.random.default_rng(0)]}, np.array([None])):
        assert not is_plain(one)
    ring = []
    ring.append(ring)
    assert not is_plain(ring)


def test_a_frozen_copy_does_not_change():
    inner = np.zeros(2)
    value = [inner, (inner, {"a": inner}), np.array(1.0), {1}]
    copy = frozen(value)
    inner += 1
    value.append(3)
    assert len(copy) == 4
    for one in (copy[0], copy[1][0], copy[1][1]["a"]):
        assert one.tolist() == [0, 0]


def test_what_is_nested_without_end_is_cut():
    ring = []
    ring.append(ring)
    depth, one = 0, frozen(ring)
    while one is not None:
        depth, one = depth + 1, one[0]
    assert depth == MAX_DEPTH + 1


@pytest.mark.parametrize(
    ("boxed", "number", "precision"),
    [
        (np.array(0.6), 0.6, 0.0),
        (np.array(3), 3, 0.0),
        (np.float32(0.5), 0.5, 5e-7),
        (np.array(0.5, dtype=np.float32), 0.5, 5e-7),
        (np.longdouble(0.5), 0.5, 0.0),
    ],
)
def test_a_single_number_leaves_its_box(boxed, number, precision):
    value, lost = unboxed(boxed)
    assert (value, lost) == (number, precision)
    assert kind_of(value) in ("int", "float")


def test_what_is_no_single_number_stays_as_it_is():
    for one in ("0.6", [0.6], np.array([0.6]), np.float16(0.5), np.array("a"), None, 0.6, Claims()):
        value, lost = unboxed(one)
        assert value is one
        assert lost == 0.0


@pytest.mark.parametrize(
    ("value", "count"),
    [(3, 1), ("long text", 1), (np.zeros((2, 3)), 6), ([np.zeros(2), (1, 2)], 4), ({"a": [1, 2]}, 2), ([], 0)],
)
def test_entries_are_counted(value, count):
    assert entry_count(value) == count


def test_entries_of_what_is_nested_without_end():
    ring = []
    ring.append(ring)
    assert entry_count(ring) == 1
    torch = pytest.importorskip("torch")
    assert entry_count(torch.zeros(2, 3)) == 6
