"""Likelihood of classes and divergence: a hand-worked case, gradients by finite differences, messages."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import kl_div, log_softmax, nll_loss


def test_nll_by_hand_and_by_differences():
    log_p = Tensor([[-1.0, -2.0], [-3.0, -0.5]], requires_grad=True)
    assert nll_loss(log_p, [1, 0], [1.0, 3.0]).item() == pytest.approx((3 * 2.0 + 1 * 3.0) / 4)
    for reduction in ("mean", "sum", "none"):
        assert gradcheck(lambda x, r=reduction: nll_loss(x, [1, -100], [1.0, 3.0], reduction=r), log_p)


def test_divergence_by_hand_and_by_differences():
    rng = np.random.default_rng(0)
    q = Tensor(rng.normal(size=(2, 3)), requires_grad=True)
    p = Tensor(rng.random((2, 3)) + 0.1, requires_grad=True)
    for log_target in (False, True):
        for reduction in ("mean", "sum", "none", "batchmean"):
            assert gradcheck(lambda q, p, r=reduction, lt=log_target: kl_div(q, p, reduction=r, log_target=lt), (q, p))
    same = log_softmax(q, 1)
    assert kl_div(same, same.exp(), reduction="batchmean").item() == pytest.approx(0, abs=1e-15)
    by_hand = 0.5 * np.log(0.5 / 0.25) + 0.5 * np.log(0.5 / 0.75)
    found = kl_div(Tensor([[0.25, 0.75]]).log(), Tensor([[0.5, 0.5]]), reduction="batchmean")
    assert found.item() == pytest.approx(by_hand)
    assert kl_div(Tensor([-1.0]), Tensor([0.0]), reduction="sum").item() == 0


def test_messages():
    with pytest.raises(ValueError, match=r"input must have an axis of classes, got shape \(\)"):
        nll_loss(Tensor(1.0), 0)
    with pytest.raises(ValueError, match=r"weight must have shape \(2,\), got \(3,\)"):
        nll_loss(Tensor([[0.0, 0.0]]), [0], [1.0, 1.0, 1.0])
    with pytest.raises(ValueError, match=r"reduction must be one of .*'batchmean', got 'all'"):
        kl_div(Tensor([0.0]), Tensor([1.0]), reduction="all")
