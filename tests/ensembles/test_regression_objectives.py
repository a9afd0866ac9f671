"""Losses of regression by name: quantiles of regions by hand, descents against differences, best steps."""

import numpy as np
import pytest

from lib.ensembles.regression_objectives import (
    REGRESSION_LOSSES,
    HuberObjective,
    lower_quantiles,
    regression_objective,
)

RNG = np.random.default_rng(0)
Y = RNG.normal(size=31)
RAW = RNG.normal(size=(1, 31))
WEIGHT = RNG.uniform(0.5, 2, 31)
REGION = RNG.integers(0, 3, (1, 31))


def test_quantiles_by_hand():
    values, region = np.array([5.0, 1.0, 2.0, 7.0, 4.0, 3.0]), np.array([0, 0, 0, 1, 1, 3])
    np.testing.assert_array_equal(lower_quantiles(values, np.ones(6), region, 4, 0.5), [2.0, 4.0, 0.0, 3.0])
    np.testing.assert_array_equal(lower_quantiles(values, np.ones(6), region, 4, 0.51), [2.0, 7.0, 0.0, 3.0])
    heavy = np.array([9.0, 1.0, 1.0, 0.0, 1.0, 0.0])
    np.testing.assert_array_equal(lower_quantiles(values, heavy, region, 4, 0.5), [5.0, 4.0, 0.0, 0.0])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_quantiles_agree_with_numpy(share):
    found = lower_quantiles(Y, WEIGHT, REGION[0], 3, share)
    for k in range(3):
        inside = REGION[0] == k
        wanted = np.quantile(Y[inside], share, method="inverted_cdf", weights=WEIGHT[inside])
        assert found[k] == wanted


@pytest.mark.parametrize("loss", REGRESSION_LOSSES)
def test_descent_agrees_with_differences(loss):
    objective = regression_objective(loss, 0.7)
    descent = objective.descent(Y, RAW, WEIGHT)
    factor = 0.5 if loss == "squared_error" else 1.0  # the residual is the descent of half the squared error
    for i in range(31):
        one = np.zeros(31)
        one[i] = 1.0
        up, down = (objective.value(Y, RAW + move * one, one) for move in (1e-6, -1e-6))
        assert descent[0, i] == pytest.approx(-factor * (up - down) / 2e-6, abs=1e-6)


@pytest.mark.parametrize("loss", REGRESSION_LOSSES)
def test_steps_lower_the_loss_and_start_is_best(loss):
    objective = regression_objective(loss, 0.7)
    descent = objective.descent(Y, RAW, WEIGHT)
    steps = objective.steps(Y, RAW, descent, WEIGHT, REGION, 3)
    reached = objective.value(Y, RAW + steps[REGION], WEIGHT)
    assert reached < objective.value(Y, RAW, WEIGHT)
    if loss == "huber":
        return  # one step towards the best constants, not the whole way
    start = objective.start(Y, WEIGHT)
    for move in (-1e-3, 1e-3):
        assert reached <= objective.value(Y, RAW + (steps + move)[REGION], WEIGHT)
        moved = objective.value(Y, np.full((1, 31), start + move), WEIGHT)
        assert objective.value(Y, np.full((1, 31), start), WEIGHT) <= moved


def test_huber_by_hand():
    y = np.array([0.0, 1.0, 2.0, 3.0, 100.0])
    objective = HuberObjective(0.8)
    assert objective.start(y, np.ones(5)) == 2.0
    assert objective.delta == 2.0  # four of five residuals around 2 are at most 2
    np.testing.assert_array_equal(objective.descent(y, np.full((1, 5), 2.0), np.ones(5)), [[-2, -1, 0, 1, 2]])
    region = np.zeros((1, 5), dtype=int)
    steps = objective.steps(y, np.zeros((1, 5)), np.zeros((1, 5)), np.ones(5), region, 1)
    assert steps == 2.0  # the median; the rest is cut off to -2, -1, 0, 1, 2


def test_huber_is_0_where_nothing_is_left():
    objective = HuberObjective(0.9)
    objective.start(np.ones(3), np.ones(3))
    assert objective.value(np.ones(3), np.ones((1, 3)), np.ones(3)) == 0.0


def test_alpha_is_checked():
    with pytest.raises(ValueError, match="alpha must be > 0 and < 1, got 0"):
        regression_objective("squared_error", 0)
