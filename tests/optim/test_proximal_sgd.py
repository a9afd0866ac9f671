"""Proximal steps reach the lasso's minimiser with exact zeros; subgradient steps do not (errata E33)."""

import numpy as np
import pytest

from lib.classical import Lasso
from lib.optim import SGD, ProximalSGD


@pytest.fixture(scope="module")
def problem():
    """Return 20 weights of which 3 matter."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 20))
    beta = np.zeros(20)
    beta[:3] = [2.0, -3.0, 1.0]
    return X, X @ beta + 0.1 * rng.normal(size=200)


def descend(optimizer, p, X, y, n_steps=500, penalty=0.0):
    for _ in range(n_steps):
        p.grad = X.T @ (X @ p.data - y) / len(y) + penalty * np.sign(p.data)
        optimizer.step()
    return p.data


def test_reaches_the_lasso_with_its_zeros(weight, problem):
    X, y = problem
    p = weight(np.zeros(20) + 0.1)
    found = descend(ProximalSGD([p], lr=0.5, l1=0.2), p, X, y)
    expected = Lasso(alpha=0.2, fit_intercept=False, tol=1e-12).fit(X, y).coef_
    np.testing.assert_allclose(found, expected, atol=1e-8)
    assert (found == 0).sum() == 17
    assert ((found == 0) == (expected == 0)).all()


def test_subgradient_steps_leave_small_weights(weight, problem):
    X, y = problem
    p = weight(np.zeros(20) + 0.1)
    found = descend(SGD([p], lr=0.1), p, X, y, penalty=0.2)
    assert (found == 0).sum() == 0
    assert np.sort(np.abs(found))[16] < 0.1


def test_a_step_minimises_the_proximal_objective(weight):
    rng = np.random.default_rng(1)
    start, grad = rng.normal(size=30), rng.normal(size=30)
    p = weight(start, grad)
    ProximalSGD([p], lr=0.3, l1=0.8, weight_decay=0.5).step()
    z = start - 0.3 * (grad + 0.5 * start)
    grid = np.linspace(-4, 4, 80_001)
    for value, target in zip(p.data, z):
        objective = 0.5 * (grid - target) ** 2 + 0.3 * 0.8 * np.abs(grid)
        assert value == pytest.approx(grid[objective.argmin()], abs=1e-4)


def test_without_penalty_it_is_sgd(weight):
    p, q = weight([1.0, -2.0], [0.5, 0.1]), weight([1.0, -2.0], [0.5, 0.1])
    ProximalSGD([p], lr=0.1, weight_decay=0.2).step()
    SGD([q], lr=0.1, weight_decay=0.2).step()
    np.testing.assert_array_equal(p.data, q.data)


def test_a_group_without_penalty_keeps_its_small_weights(weight):
    p, bias = weight([0.01], [0.0]), weight([0.01], [0.0])
    ProximalSGD([{"params": p}, {"params": bias, "l1": 0}], lr=0.1, l1=1.0).step()
    assert (p.data[0], bias.data[0]) == (0.0, 0.01)


@pytest.mark.parametrize("name", ["lr", "l1", "weight_decay"])
def test_errors(weight, name):
    with pytest.raises(ValueError, match=f"{name} must be >= 0, got -1"):
        ProximalSGD([weight([1.0])], **{name: -1})
