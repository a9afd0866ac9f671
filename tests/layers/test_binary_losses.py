"""Yes-or-no losses: the same number from probabilities and logits, extreme logits, weights."""

import math

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import BCELoss, BCEWithLogitsLoss


def test_both_forms_agree():
    rng = np.random.default_rng(0)
    z, y, weight = rng.normal(size=(5, 3)), rng.random((5, 3)), rng.random(3)
    p = 1 / (1 + np.exp(-z))
    from_logits = BCEWithLogitsLoss(weight)(Tensor(z), Tensor(y)).item()
    assert BCELoss(weight)(Tensor(p), Tensor(y)).item() == pytest.approx(from_logits, rel=1e-12)
    by_hand = -(weight * (y * np.log(p) + (1 - y) * np.log(1 - p))).mean()
    assert from_logits == pytest.approx(by_hand, rel=1e-12)


def test_the_slope_is_probability_minus_target():
    z, y = Tensor([-800.0, 0.0, 800.0], requires_grad=True), Tensor([1.0, 0.0, 0.0])
    loss = BCEWithLogitsLoss(reduction="sum")(z, y)
    loss.backward()
    assert loss.item() == pytest.approx(1600 + math.log(2))
    assert z.grad.tolist() == [-1.0, 0.5, 1.0]


def test_positives_can_count_more():
    z, y = Tensor([0.0, 0.0]), Tensor([1.0, 0.0])
    each = BCEWithLogitsLoss(reduction="none", pos_weight=[3.0, 3.0])(z, y).data
    np.testing.assert_allclose(each, [3 * math.log(2), math.log(2)])
    layer = BCEWithLogitsLoss([1.0, 1.0], pos_weight=[3.0, 3.0])
    assert list(layer.state_dict()) == ["weight", "pos_weight"]


def test_certainty_costs_a_hundred_at_most():
    assert BCELoss()(Tensor([0.0, 1.0]), Tensor([1.0, 0.0])).item() == 100.0
