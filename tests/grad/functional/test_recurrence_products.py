import numpy as np
import pytest

from lib.grad import Tensor
from lib.grad.functional.recurrence_products import (
    checked_arrays,
    drive_of,
    givers,
    gradients_of_products,
    room_for_gates,
    states_from,
)
from lib.grad.functional.time_layout import TimeLayout
from lib.grad.node import Node


def arguments(**changed):
    shapes = {"input": (5, 2, 3), "h_0": (2, 4), "w_ih": (8, 3), "w_hh": (8, 4), "b_ih": (8,), "b_hh": (8,)}
    return {name: np.zeros(changed.get(name, shape)) for name, shape in shapes.items()}


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("input", (5, 3), r"input must have shape \(time, batch, input_size\) with time >= 1, got \(5, 3\)"),
        ("input", (0, 2, 3), r"with time >= 1, got \(0, 2, 3\)"),
        ("h_0", (4,), r"h_0 must have shape \(batch, hidden_size\), got \(4,\)"),
        ("h_0", (3, 4), r"h_0 must have shape \(2, 4\), got \(3, 4\)"),
        ("w_ih", (8, 2), r"w_ih must have shape \(8, 3\), got \(8, 2\)"),
        ("w_hh", (4, 4), r"w_hh must have shape \(8, 4\), got \(4, 4\)"),
        ("b_hh", (4,), r"b_hh must have shape \(8,\), got \(4,\)"),
    ],
)
def test_shapes_are_checked(name, shape, message):
    with pytest.raises(RuntimeError, match=message):
        checked_arrays(arguments(**{name: shape}), 2)


def test_all_arrays_get_one_type_and_missing_ones_stay_missing():
    given = arguments() | {"b_ih": None, "input": Tensor(np.zeros((5, 2, 3), np.float32))}
    arrays = checked_arrays(given, 2)
    assert [None if array is None else array.dtype for array in arrays] == [np.float64] * 4 + [None, np.float64]
    assert givers(given)[4] == 0.0


def test_the_drive_of_all_inputs_at_once():
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=(4, 2, 3)), rng.normal(size=(3, 5)), rng.normal(size=5)
    np.testing.assert_allclose(drive_of(x, weight, bias, None, bias), x @ weight + 2 * bias, rtol=1e-12)
    np.testing.assert_allclose(drive_of(x, weight, None), x @ weight, rtol=1e-12)
    assert np.array_equal(bias, np.random.default_rng(0).normal(size=44)[39:])  # not changed


@pytest.mark.parametrize("lengths", [None, [1, 3]])
def test_room_for_states_and_gates(lengths):
    layout, start = TimeLayout((3, 2), lengths, False), np.array([[1.0], [2.0]])
    states = states_from(start, layout)
    assert states.shape == (4, 2, 1)
    assert np.array_equal(states[0], start)
    if lengths:
        assert (states == start).all()
        assert not room_for_gates((3, 2, 5), np.float32, layout).any()
    assert room_for_gates((3, 2, 5), np.float32, layout).dtype == np.float32


def test_products_that_nobody_needs_are_not_computed():
    layout, zeros = TimeLayout((3, 2), None, False), np.ones((3, 2, 4))
    for needs in ((True, True, False, True, False, True), (False, False, True, False, True, False)):
        node = Node("test", (), needs, lambda node, gradient: (), ())
        found = gradients_of_products(node, layout, np.ones((3, 2, 5)), zeros, np.ones((4, 5)), zeros, zeros)
        assert [each is not None for each in found] == [needs[0], *needs[2:]]
