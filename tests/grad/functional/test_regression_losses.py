"""Losses of numbers: gradients by finite differences, relations between them, options out of range."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import huber_loss, l1_loss, mse_loss, smooth_l1_loss


def pair():
    rng = np.random.default_rng(0)
    return tuple(Tensor(2 * rng.normal(size=(4, 3)), requires_grad=True) for _ in range(2))


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_gradients(reduction):
    for loss in (mse_loss, l1_loss, smooth_l1_loss, huber_loss):
        assert gradcheck(lambda a, b, loss=loss: loss(a, b, reduction=reduction), pair())


def test_huber_is_delta_times_smooth_l1():
    a, b = pair()
    for delta in (0.3, 1.0, 4.0):
        assert huber_loss(a, b, delta=delta).item() == pytest.approx(delta * smooth_l1_loss(a, b, beta=delta).item())
    assert smooth_l1_loss(a, b, beta=0).item() == l1_loss(a, b).item()


def test_messages():
    a, b = pair()
    with pytest.raises(ValueError, match="beta must be >= 0, got -1"):
        smooth_l1_loss(a, b, beta=-1)
    with pytest.raises(ValueError, match="delta must be > 0, got 0"):
        huber_loss(a, b, delta=0)
