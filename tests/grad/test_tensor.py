"""What a tensor is and says: its data, its kind, its way out of the graph."""

import copy

import numpy as np
import pytest

from lib.grad import Tensor


def test_data_is_shared_and_kinds_are_kept():
    array = np.ones(3, np.float32)
    assert Tensor(array).data is array
    assert Tensor([1.0]).dtype == np.float64
    assert Tensor([1, 2]).dtype == np.int64
    assert Tensor([1, 2], dtype=np.float32).dtype == np.float32
    x = Tensor(Tensor([1.0], requires_grad=True))
    assert not x.requires_grad


def test_only_floats_and_only_leaves():
    with pytest.raises(RuntimeError, match="only Tensors of floating point dtype can require gradients, got int64"):
        Tensor([1], requires_grad=True)
    x = Tensor([1.0])
    x.requires_grad = True
    with pytest.raises(RuntimeError, match="requires_grad can be switched off on a leaf only"):
        (x * 2).requires_grad = False
    assert not x.requires_grad_(False).requires_grad


def test_backward_needs_something_recorded():
    x = Tensor([1.0])
    with pytest.raises(RuntimeError, match="backward needs a tensor that requires grad"):
        x.backward()
    with pytest.raises(RuntimeError, match="retain_grad needs a tensor that requires grad"):
        x.retain_grad()


def test_retain_grad():
    x = Tensor([1.0, 2.0], requires_grad=True)
    h = x * 3
    h.retain_grad()
    x.retain_grad()
    (h * h).sum().backward()
    assert h.grad.tolist() == [6.0, 12.0]
    assert (x + 1).grad is None


def test_arrays_hand_over_and_copies_are_apart():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = np.array([3.0, 4.0]) * x + np.array([[1.0], [2.0]])
    assert isinstance(y, Tensor)
    assert y.shape == (2, 2)
    other = copy.deepcopy(x)
    other.data += 1
    assert x.tolist() == [1.0, 2.0]
    assert other.requires_grad
    assert {x: 1}[x] == 1
    assert (x > 1.5).tolist() == [False, True]
    assert type(x == x) is np.ndarray
    assert [(x != 1).tolist(), (x < 2).tolist(), (x <= 1).tolist(), (x >= 2).tolist()] == [
        [False, True],
        [True, False],
        [True, False],
        [False, True],
    ]
    assert Tensor([1.0]).to(np.int64).dtype == np.int64
