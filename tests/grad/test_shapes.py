"""Changes of shape: gradients by finite differences, views, and what does not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck


def test_gradients():
    x = Tensor(np.random.default_rng(0).normal(size=(2, 1, 3)), requires_grad=True)
    for formula in (
        lambda x: x.reshape(3, -1) * 2,
        lambda x: x.permute(2, 0, 1).exp(),
        lambda x: x.transpose(0, 2).flatten(1),
        lambda x: x.squeeze().unsqueeze(-1).expand(2, 3, 5),
        lambda x: x.T.contiguous().view(6),
        lambda x: x.clone() * x.mT.reshape(x.shape),
    ):
        assert gradcheck(formula, x)


def test_views_share_memory_and_copies_do_not():
    x = Tensor(np.zeros((2, 3)))
    for view in (x.view(6), x.T, x[0], x.unsqueeze(0), x.reshape(3, 2), x.flatten()):
        assert np.shares_memory(view.data, x.data)
    for other in (x.clone(), x.T.reshape(6), x.T.contiguous(), x[[0, 1]]):
        assert not np.shares_memory(other.data, x.data)
    assert Tensor(1.0).flatten().shape == (1,)
    assert x.contiguous() is x


def test_messages():
    x = Tensor(np.zeros((2, 3)))
    for sizes in ((4,), (-1, 4), (-1, -1)):
        with pytest.raises(RuntimeError, match="shape must hold 6 elements"):
            x.reshape(*sizes)
    with pytest.raises(RuntimeError, match="view must keep the memory as it is"):
        x.T.view(6)
    with pytest.raises(RuntimeError, match="start_dim must not come after end_dim, got 1 and 0"):
        x.flatten(1, 0)
    with pytest.raises(IndexError, match=r"dim must lie in -3\.\.2, got 3"):
        x.unsqueeze(3)
    with pytest.raises(RuntimeError, match=r"dims must name each of 2 axes once, got \(0, 0\)"):
        x.permute(0, 0)
    with pytest.raises(RuntimeError, match=r"t needs at most 2 axes, got shape \(1, 2, 3\)"):
        x.unsqueeze(0).t()
    with pytest.raises(RuntimeError, match=r"sizes must repeat axes of length 1 of shape \(2, 3\), got \(4, 3\)"):
        x.expand(4, 3)
