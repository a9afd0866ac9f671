"""Cross-entropy: the fused form equals the general one, by finite differences too; targets that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import cross_entropy


def problem(n=5, n_classes=3):
    rng = np.random.default_rng(0)
    return Tensor(rng.normal(size=(n, n_classes)), requires_grad=True), rng.integers(n_classes, size=n)


def test_the_fused_form_equals_the_general_one():
    z, y = problem()
    fused, general = cross_entropy(z, y), cross_entropy(z, y, weight=np.ones(3))
    assert fused.grad_fn.name == "cross_entropy"
    assert general.grad_fn.name == "div"
    assert fused.item() == pytest.approx(general.item(), rel=1e-14)
    assert gradcheck(lambda z: cross_entropy(z, y), z)
    assert gradcheck(lambda z: cross_entropy(z, y, [1.0, 2.0, 0.5], label_smoothing=0.1) * 3, z)
    assert gradcheck(lambda z: cross_entropy(z, y, reduction="none", ignore_index=1), z)


def test_single_precision_stays_and_a_second_pass_is_the_same():
    z, y = problem()
    loss = cross_entropy(z, y)
    loss.backward(retain_graph=True)
    first = z.grad.copy()
    loss.backward()
    np.testing.assert_allclose(z.grad, 2 * first)
    assert cross_entropy(Tensor(z.data.astype(np.float32)), y).dtype == np.float32


def test_infinite_logits_of_other_classes_cost_nothing():
    z = Tensor([[0.0, -np.inf, 0.0]], requires_grad=True)
    cross_entropy(z, [0]).backward()
    np.testing.assert_allclose(z.grad, [[-0.5, 0.0, 0.5]])
    assert cross_entropy(z, [0], reduction="sum").item() == pytest.approx(np.log(2))


def test_messages():
    z, y = problem()
    for wrong in (3, -1):
        with pytest.raises(IndexError, match=rf"target must lie in 0\.\.2, got {wrong}: out of bounds"):
            cross_entropy(z, [wrong, 0, 0, 0, 0])
    with pytest.raises(ValueError, match=r"target must have shape \(5,\) for input \(5, 3\), got \(4,\)"):
        cross_entropy(z, y[:4])
    with pytest.raises(TypeError, match=r"target must hold integer class numbers, or probabilities of shape \(5, 3\)"):
        cross_entropy(z, y * 1.0)
    with pytest.raises(ValueError, match=r"weight must have shape \(3,\), got \(2,\)"):
        cross_entropy(z, np.ones((5, 3)) / 3, [1.0, 2.0])
    with pytest.raises(ValueError, match="reduction must be one of"):
        cross_entropy(z, y, reduction="average")
    with pytest.raises(ValueError, match="label_smoothing must be >= 0 and <= 1, got 2"):
        cross_entropy(z, y, label_smoothing=2)
