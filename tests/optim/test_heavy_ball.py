"""The two-point form against Polyak's formula and against SGD with momentum (errata E73, E74)."""

import numpy as np
import pytest

from lib.optim import SGD, HeavyBall

CURVATURES = np.array([1.0, 4.0, 0.3])


def descend(optimizer, p, n_steps, lrs=None):
    points = []
    for step in range(n_steps):
        if lrs is not None:
            optimizer.param_groups[0]["lr"] = lrs[step]
        p.grad = CURVATURES * p.data
        optimizer.step()
        points.append(p.data.copy())
    return np.array(points)


def polyak(start, lrs, beta):
    """Return the points of x + (-lr g) + beta (x - x_before), written from the formula."""
    points = [start, start]
    for lr in lrs:
        x, before = points[-1], points[-2]
        points.append(x - lr * CURVATURES * x + beta * (x - before))
    return np.array(points[2:])


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.95])
def test_is_polyaks_formula_for_any_rates(weight, beta):
    start, lrs = np.array([1.0, -2.0, 3.0]), np.linspace(0.2, 0.01, 60)
    p = weight(start)
    points = descend(HeavyBall([p], lr=1.0, momentum=beta), p, 60, lrs)
    np.testing.assert_allclose(points, polyak(start, lrs, beta), rtol=1e-12, atol=1e-15)


def test_is_sgd_with_momentum_for_a_constant_rate(weight):
    p, q = weight([1.0, -2.0, 3.0]), weight([1.0, -2.0, 3.0])
    ball = descend(HeavyBall([p], lr=0.1, momentum=0.9), p, 200)
    sgd = descend(SGD([q], lr=0.1, momentum=0.9), q, 200)
    np.testing.assert_allclose(ball, sgd, atol=1e-13)


def test_differs_after_a_change_of_rate(weight):
    p, q = weight([1.0, -2.0, 3.0]), weight([1.0, -2.0, 3.0])
    lrs = np.where(np.arange(20) < 10, 0.1, 0.01)
    ball = descend(HeavyBall([p], momentum=0.9), p, 20, lrs)
    sgd = descend(SGD([q], momentum=0.9), q, 20, lrs)
    np.testing.assert_allclose(ball[:10], sgd[:10], atol=1e-13)
    # The last move keeps its old rate: the first step after the change is far longer than SGD's.
    ball_step, sgd_step = (np.linalg.norm(path[10] - path[9]) for path in (ball, sgd))
    assert ball_step > 3 * sgd_step


def test_decay_and_ascent_as_in_sgd(weight):
    options = {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.3, "maximize": True}
    p, q = weight([1.0, -2.0, 3.0]), weight([1.0, -2.0, 3.0])
    ball, sgd = descend(HeavyBall([p], **options), p, 30), descend(SGD([q], **options), q, 30)
    np.testing.assert_allclose(ball, sgd, rtol=1e-10)


def test_a_parameter_that_misses_a_gradient_rests(weight):
    p = weight([1.0], [1.0])
    optimizer = HeavyBall([p], lr=0.1, momentum=0.9)
    optimizer.step()
    p.grad = None
    optimizer.step()
    assert p.data == pytest.approx([0.9])
    p.grad = np.zeros(1)
    optimizer.step()  # and then goes on with its last move
    assert p.data == pytest.approx([0.81])


@pytest.mark.parametrize("name", ["lr", "momentum", "weight_decay"])
def test_errors(weight, name):
    with pytest.raises(ValueError, match=f"{name} must be >= 0, got -1"):
        HeavyBall([weight([1.0])], **{name: -1})
