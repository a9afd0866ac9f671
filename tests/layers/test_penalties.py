"""What weights cost: the gradients of both penalties by finite differences, and which weights pay."""

import numpy as np
import pytest

from lib.layers import (
    BatchNorm1d,
    Embedding,
    Linear,
    Parameter,
    PReLU,
    Sequential,
    l1_penalty,
    l2_penalty,
    weight_matrices,
)


@pytest.mark.parametrize("penalty", [l1_penalty, l2_penalty])
def test_gradient_by_finite_differences(penalty):
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=(3, 2)), rng.normal(size=4)]
    directions = [rng.normal(size=a.shape) for a in arrays]
    parameters = [Parameter(a) for a in arrays]
    (3.0 * penalty(parameters)).backward()
    slope = sum((p.grad * d).sum() for p, d in zip(parameters, directions))
    ends = [3 * penalty([Parameter(a + h * d) for a, d in zip(arrays, directions)]).item() for h in (1e-6, -1e-6)]
    assert slope == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6)


def test_the_half_makes_the_gradient_the_weight():
    weight = Parameter([[3.0, -4.0, 0.0]])
    l2_penalty([weight]).backward()
    assert weight.grad.tolist() == [[3.0, -4.0, 0.0]]
    weight.grad = None
    l1_penalty([weight]).backward()
    assert weight.grad.tolist() == [[1.0, -1.0, 0.0]]


def test_only_weights_pay():
    model = Sequential(Embedding(5, 3), Linear(3, 2), BatchNorm1d(2), PReLU(2), Linear(2, 1, bias=False))
    assert [p.shape for p in weight_matrices(model)] == [(5, 3), (2, 3), (1, 2)]
    with pytest.raises(TypeError, match="module must be a Module, got list"):
        weight_matrices([model])


@pytest.mark.parametrize("penalty", [l1_penalty, l2_penalty])
def test_there_must_be_something_to_penalise(penalty):
    with pytest.raises(ValueError, match="parameters must hold at least one tensor, got none"):
        penalty([])
