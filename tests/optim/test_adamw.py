"""Decoupled decay: the displayed formula, and how it differs from Adam with an L2 penalty (errata E32, E77)."""

import numpy as np
import pytest

from lib.optim import SGD, Adam, AdamW


def descend(kind, weight, n_steps=200, **options):
    """Return two weights after steps with large and with tiny noisy gradients around 0."""
    p, rng = weight([1.0, 1.0]), np.random.default_rng(0)
    optimizer = kind([p], **options)
    for _ in range(n_steps):
        p.grad = rng.normal(size=2) * [100.0, 1e-3]
        optimizer.step()
    return p.data


def test_is_the_displayed_formula(weight):
    p, rng = weight([1.0, -2.0]), np.random.default_rng(1)
    optimizer = AdamW([p], lr=0.05, betas=(0.8, 0.9), eps=1e-6, weight_decay=0.3)
    x, m, v = p.data.copy(), np.zeros(2), np.zeros(2)
    for t in range(1, 60):
        g = rng.normal(size=2)
        p.grad = g
        optimizer.step()
        m, v = 0.8 * m + 0.2 * g, 0.9 * v + 0.1 * g**2
        x = (1 - 0.05 * 0.3) * x - 0.05 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.9**t)) + 1e-6)
    np.testing.assert_allclose(p.data, x, rtol=1e-12)


def test_without_decay_it_is_adam(weight):
    a, b = descend(Adam, weight, lr=0.01), descend(AdamW, weight, lr=0.01, weight_decay=0)
    np.testing.assert_array_equal(a, b)


def test_all_weights_shrink_alike_and_in_adam_with_l2_they_do_not(weight):
    none = descend(AdamW, weight, lr=1e-3, weight_decay=0)
    decoupled = descend(AdamW, weight, lr=1e-3, weight_decay=0.5)
    coupled = descend(Adam, weight, lr=1e-3, weight_decay=0.5)
    lost_decoupled, lost_coupled = none - decoupled, none - coupled
    assert lost_decoupled[0] == pytest.approx(lost_decoupled[1], rel=0.1)
    assert lost_coupled[0] < 0.1 * lost_decoupled[0]  # large gradients: hardly any decay
    assert lost_coupled[1] > 1.5 * lost_decoupled[1]  # tiny ones: too much


def test_in_sgd_decay_and_penalty_are_one(weight):
    """E32: for plain SGD, shrinking by 1 - lr * decay is the gradient step on the penalty."""
    p, q, rng = weight([1.0]), np.array([1.0]), np.random.default_rng(2)
    optimizer = SGD([p], lr=0.1, weight_decay=0.3)
    for _ in range(100):
        p.grad = rng.normal(size=1)
        optimizer.step()
        q = (1 - 0.1 * 0.3) * q - 0.1 * p.grad
    np.testing.assert_allclose(p.data, q, atol=1e-12)


def test_errors(weight):
    with pytest.raises(ValueError, match="weight_decay must be >= 0, got -1"):
        AdamW([weight([1.0])], weight_decay=-1)
    assert AdamW([weight([1.0])]).param_groups[0]["weight_decay"] == 0.01
