"""Losses for classes and distributions: softmax minus target, entropy plus divergence, ignored targets."""

import math

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import CrossEntropyLoss, KLDivLoss, LogSoftmax, NLLLoss


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def test_cross_entropy_is_the_negative_log_likelihood():
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(6, 4)), rng.integers(0, 4, 6)
    logits = Tensor(z, requires_grad=True)
    loss = CrossEntropyLoss()(logits, y)
    loss.backward()
    assert loss.item() == pytest.approx(-np.log(softmax(z)[np.arange(6), y]).mean(), rel=1e-14)
    np.testing.assert_allclose(logits.grad, (softmax(z) - np.eye(4)[y]) / 6, atol=1e-16)
    assert NLLLoss()(LogSoftmax(dim=1)(Tensor(z)), y).item() == pytest.approx(loss.item(), rel=1e-14)


def test_equal_logits_cost_the_logarithm_of_the_classes():
    assert CrossEntropyLoss()(Tensor(np.zeros((2, 10))), np.array([3, 7])).item() == pytest.approx(math.log(10))


def test_ignored_targets_and_class_weights():
    z, y = np.random.default_rng(1).normal(size=(4, 3)), np.array([0, 2, 1, 2])
    kept = y != 2
    expected = CrossEntropyLoss()(Tensor(z[kept]), y[kept]).item()
    assert CrossEntropyLoss(ignore_index=2)(Tensor(z), y).item() == pytest.approx(expected, rel=1e-14)
    assert CrossEntropyLoss([1.0, 1.0, 0.0])(Tensor(z), y).item() == pytest.approx(expected, rel=1e-14)
    assert NLLLoss([1.0, 1.0, 0.0])(LogSoftmax(1)(Tensor(z)), y).item() == pytest.approx(expected, rel=1e-14)
    assert NLLLoss(ignore_index=2)(LogSoftmax(1)(Tensor(z)), y).item() == pytest.approx(expected, rel=1e-14)


def test_smoothing_is_a_softer_target():
    z, y = np.random.default_rng(2).normal(size=(4, 3)), np.array([0, 2, 1, 2])
    soft = 0.9 * np.eye(3)[y] + 0.1 / 3
    expected = CrossEntropyLoss()(Tensor(z), Tensor(soft)).item()
    assert CrossEntropyLoss(label_smoothing=0.1)(Tensor(z), y).item() == pytest.approx(expected, rel=1e-14)


def test_cross_entropy_is_entropy_plus_divergence():
    rng = np.random.default_rng(3)
    z, p = rng.normal(size=(5, 4)), rng.dirichlet(np.ones(4), 5)
    first, second = Tensor(z, requires_grad=True), Tensor(z, requires_grad=True)
    cross = CrossEntropyLoss()(first, Tensor(p))
    divergence = KLDivLoss(reduction="batchmean")(LogSoftmax(dim=1)(second), Tensor(p))
    entropy = -(p * np.log(p)).sum(axis=1).mean()
    assert cross.item() == pytest.approx(entropy + divergence.item(), rel=1e-13)
    cross.backward()
    divergence.backward()
    np.testing.assert_allclose(first.grad, second.grad, atol=1e-15)


def test_divergence_of_log_targets_and_of_impossible_classes():
    q, p = np.log([[0.5, 0.25, 0.25]]), np.array([[0.5, 0.5, 0.0]])
    loss = KLDivLoss(reduction="sum")(Tensor(q), Tensor(p)).item()
    assert loss == pytest.approx(0.5 * math.log(2))
    p = np.array([[0.5, 0.3, 0.2]])
    plain = KLDivLoss(reduction="none")(Tensor(q), Tensor(p)).data
    np.testing.assert_allclose(KLDivLoss(reduction="none", log_target=True)(Tensor(q), Tensor(np.log(p))).data, plain)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: CrossEntropyLoss(label_smoothing=2), ValueError, "label_smoothing must be >= 0 and <= 1, got 2"),
        (lambda: CrossEntropyLoss(ignore_index=0.5), TypeError, "ignore_index must be an integer, got float"),
        (lambda: NLLLoss(ignore_index="x"), TypeError, "ignore_index must be an integer, got str"),
    ],
)
def test_settings_are_checked(make, error, message):
    with pytest.raises(error, match=message):
        make()
