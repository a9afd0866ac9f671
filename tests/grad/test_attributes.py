"""What a tensor says of itself, and how values leave the graph."""

import numpy as np
import pytest

from lib.grad import Tensor


def test_attributes():
    x = Tensor(np.zeros((2, 3)))
    assert (x.shape, x.ndim, x.dim(), x.size(), x.size(-1), x.numel(), len(x)) == ((2, 3), 2, 2, (2, 3), 3, 6, 2)
    assert [row.shape for row in x] == [(3,), (3,)]
    assert x.is_leaf
    assert x.grad is None
    assert (x.T.shape, x.tolist()) == ((3, 2), [[0.0] * 3] * 2)
    assert (float(Tensor(2.5)), int(Tensor([3])), bool(Tensor(0.0)), Tensor([[4]]).item()) == (2.5, 3, False, 4)
    with pytest.raises(TypeError, match="len\\(\\) of a 0-d tensor"):
        len(Tensor(1.0))
    with pytest.raises(RuntimeError, match=r"truth needs a tensor of one element, got shape \(2,\)"):
        bool(Tensor([1.0, 2.0]))
    with pytest.raises(RuntimeError, match=r"item needs a tensor of one element, got shape \(2,\)"):
        Tensor([1.0, 2.0]).item()


def test_repr():
    x = Tensor([1.0], requires_grad=True)
    assert repr(x * 2) == "tensor([2.], grad_fn=<mul>)"
    assert repr(Tensor(np.ones(1, np.float32))) == "tensor([1.], dtype=float32)"


def test_out_of_the_graph():
    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="numpy\\(\\) needs a tensor that does not require grad"):
        x.numpy()
    with pytest.raises(RuntimeError, match="detach\\(\\) it first"):
        np.asarray(x)
    y = x.detach()
    assert y.numpy() is x.data
    assert np.asarray(y) is not None
    assert not y.requires_grad
    with pytest.raises(RuntimeError, match="backward needs a tensor that requires grad"):
        y.backward()
    with pytest.raises(RuntimeError, match="retain_grad needs a tensor that requires grad"):
        y.retain_grad()
    z = (x * x).sum()
    y.zero_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.backward()
