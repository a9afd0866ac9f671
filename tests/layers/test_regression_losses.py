"""Losses of differences: values by hand, and how the two rounded ones are related."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import HuberLoss, L1Loss, MSELoss, SmoothL1Loss

R = np.array([-3.0, -1.0, -0.25, 0.0, 0.5, 2.0])


def value_and_slope(loss):
    x = Tensor(R, requires_grad=True)
    each = loss(x, Tensor(np.zeros(6)))
    each.sum().backward()
    return each.data, x.grad


def test_values_and_slopes():
    value, slope = value_and_slope(MSELoss(reduction="none"))
    np.testing.assert_allclose([value, slope], [R**2, 2 * R])
    value, slope = value_and_slope(L1Loss(reduction="none"))
    np.testing.assert_allclose([value, slope], [np.abs(R), np.sign(R)])
    value, slope = value_and_slope(HuberLoss(reduction="none", delta=0.5))
    np.testing.assert_allclose(value, [1.375, 0.375, 0.03125, 0, 0.125, 0.875])
    np.testing.assert_allclose(slope, [-0.5, -0.5, -0.25, 0, 0.5, 0.5])


def test_labels_without_their_second_axis_are_broadcast_with_a_warning():
    """The commonest silent fault: every output is compared with every label."""
    outputs, labels = Tensor(np.array([[1.0], [2.0]])), Tensor([1.0, 2.0])
    with pytest.warns(UserWarning, match="size"):
        loss = MSELoss()(outputs, labels)
    assert loss.item() == 0.5
    assert MSELoss()(outputs, labels.reshape(2, 1)).item() == 0.0


@pytest.mark.parametrize("beta", [0.5, 1.0, 2.0])
def test_huber_is_beta_times_smooth_l1(beta):
    smooth, huber = SmoothL1Loss(reduction="none", beta=beta), HuberLoss("none", beta)
    for ours, theirs in zip(value_and_slope(smooth), value_and_slope(huber)):
        np.testing.assert_allclose(beta * ours, theirs, rtol=1e-14)
    assert np.array_equal(value_and_slope(smooth)[0], value_and_slope(huber)[0]) == (beta == 1)


def test_smooth_l1_with_beta_zero_is_l1():
    for ours, theirs in zip(
        value_and_slope(SmoothL1Loss(reduction="none", beta=0)), value_and_slope(L1Loss(reduction="none"))
    ):
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SmoothL1Loss(beta=-1), "beta must be >= 0, got -1"),
        (lambda: HuberLoss(delta=0), "delta must be > 0, got 0"),
    ],
)
def test_settings_are_checked(make, message):
    with pytest.raises(ValueError, match=message):
        make()
