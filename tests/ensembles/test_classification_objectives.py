"""Losses of classification by name: starts, descents and curvatures against differences."""

import numpy as np
import pytest

from lib.classical import CrossEntropy
from lib.ensembles.classification_objectives import ExponentialObjective, LogLoss, SoftmaxLogLoss

RNG = np.random.default_rng(1)
WEIGHT = RNG.uniform(0.5, 2, 12)
OBJECTIVES = [LogLoss(), ExponentialObjective(), SoftmaxLogLoss(3)]
NAMES = ["log loss", "exponential", "softmax"]


def case(objective):
    """Return targets and raw predictions."""
    n_classes = max(2, objective.n_outputs)
    y = np.arange(12) % n_classes
    return y, np.random.default_rng(2).normal(size=(objective.n_outputs, 12))


@pytest.mark.parametrize("objective", OBJECTIVES, ids=NAMES)
def test_derivatives_agree_with_differences(objective):
    y, raw = case(objective)
    descent = objective.descent(y, raw, WEIGHT)
    curvature = objective.curvature(y, raw, descent)
    k = objective.n_outputs
    factor = (k - 1) / k if k > 1 else 1.0  # Friedman's factor stands in the curvature
    for i in range(12):
        one = np.eye(12)[i]
        for j in range(k):
            move = 1e-5 * np.eye(k)[:, [j]] * one
            up, here, down = (objective.value(y, raw + m, one) for m in (move, 0 * move, -move))
            assert descent[j, i] == pytest.approx(-(up - down) / 2e-5, abs=1e-6)
            assert curvature[j, i] * factor == pytest.approx((up - 2 * here + down) / 1e-10, abs=1e-4)


@pytest.mark.parametrize("objective", OBJECTIVES, ids=NAMES)
def test_the_start_is_the_best_constant(objective):
    y, _ = case(objective)
    start = np.tile(objective.start(y, WEIGHT)[:, None], 12)
    np.testing.assert_allclose((WEIGHT * objective.descent(y, start, WEIGHT)).sum(axis=1), 0, atol=1e-12)


def test_softmax_agrees_with_the_cross_entropy_of_the_library():
    objective = SoftmaxLogLoss(3)
    y, raw = case(objective)
    assert objective.value(y, raw, WEIGHT) == pytest.approx(CrossEntropy().value(y, raw.T, WEIGHT))
    np.testing.assert_allclose(objective.descent(y, raw, WEIGHT).T, -12 * CrossEntropy().gradient(y, raw.T))


def test_a_class_without_weight_has_finite_odds():
    for objective, y in ((LogLoss(), [0, 1, 1]), (SoftmaxLogLoss(3), [0, 1, 2])):
        assert np.isfinite(objective.start(np.array(y), np.array([0.0, 1.0, 1.0]))).all()
