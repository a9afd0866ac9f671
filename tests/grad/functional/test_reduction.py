"""Reductions of a loss: none, mean, sum; a warning for shapes that only broadcast."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.grad.functional import mse_loss
from lib.grad.functional.reduction import difference_loss, reduce_tensor, reduced, residual


def test_the_three_reductions():
    x = Tensor([1.0, 3.0], requires_grad=True)
    elements, slope = np.array([2.0, 4.0]), np.array([1.0, 5.0])
    for reduction, value, gradient in (("mean", 3.0, [0.5, 2.5]), ("sum", 6.0, [1.0, 5.0])):
        x.grad = None
        out = reduced("loss", elements, (x,), (slope,), reduction)
        out.backward()
        assert out.item() == value
        assert x.grad.tolist() == gradient
    assert reduced("loss", elements, (x,), (slope,), "none").tolist() == [2.0, 4.0]
    assert [reduce_tensor(x, each).tolist() for each in ("none", "mean", "sum")] == [[1.0, 3.0], 2.0, 4.0]
    assert np.isnan(mse_loss(Tensor(np.zeros(0)), Tensor(np.zeros(0))).item())


def test_other_shapes_warn():
    with pytest.warns(UserWarning, match=r"Using a target size \(2,\) that is different to the input size \(2, 1\)"):
        assert residual(Tensor([[1.0], [2.0]]), Tensor([1.0, 2.0])).shape == (2, 2)


def test_an_unknown_reduction():
    with pytest.raises(ValueError, match="reduction must be one of 'none', 'mean', 'sum', got 'average'"):
        difference_loss("loss", Tensor([1.0]), Tensor([1.0]), "average", lambda r: (r, r))
