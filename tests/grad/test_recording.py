"""What every operation shares: broadcasting undone, views tied to their base, numbers that do not widen arrays."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.grad.recording import as_recorded, operand, record, result, unbroadcast


@pytest.mark.parametrize(
    ("full", "shape"),
    [((2, 3), (3,)), ((2, 3), (2, 1)), ((2, 3), (1, 1)), ((2, 3), ()), ((4, 2, 3), (1, 3)), ((2, 0), (2, 1))],
)
def test_unbroadcast_sums_what_was_repeated(full, shape):
    gradient = np.random.default_rng(0).normal(size=full)
    found = unbroadcast(gradient, shape)
    # The transpose of broadcasting: <B x, g> = <x, B' g> for every x.
    x = np.random.default_rng(1).normal(size=shape)
    assert found.shape == shape
    np.testing.assert_allclose((np.broadcast_to(x, full) * gradient).sum(), (x * found).sum(), atol=1e-12)


def test_operands():
    assert type(operand(np.float64(0.5))) is float
    assert operand(3) == 3
    assert operand([1.0, 2.0]).tolist() == [1.0, 2.0]
    x = Tensor([1.0])
    assert as_recorded(x) is x
    assert as_recorded(2.0).item() == 2.0
    assert result(np.float64(2)).data.shape == ()


def test_an_operation_without_gradients_leaves_no_node():
    assert record("twice", np.ones(2), (Tensor([1.0, 1.0]), 2.0), lambda node, g: (g,)).grad_fn is None


def test_a_view_taken_before_a_recorded_change_is_refused():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    view = y.reshape(2, 1)
    y *= 2
    with pytest.raises(RuntimeError, match="a view must be taken after its base's last in-place change"):
        view.sum()
    y.reshape(2, 1).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_a_view_shares_the_version_of_its_base():
    x = Tensor([3.0, 4.0], requires_grad=True)
    buffer = Tensor([1.0, 2.0])
    y = x * buffer[:]
    buffer[0] = 5.0
    with pytest.raises(RuntimeError, match="modified by an inplace operation: mul saved version 0"):
        y.sum().backward()
