"""SGD by hand; tests/reference holds the comparison with torch."""

import numpy as np
import pytest

from lib.optim import SGD


def run(optimizer, p, grads):
    points = []
    for grad in grads:
        p.grad = np.array([grad])
        optimizer.step()
        points.append(float(p.data[0]))
    return points


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [0.9, 0.7, 1.1]),
        ({"momentum": 0.5}, [0.9, 0.65, 0.925]),  # v = 1, 2.5, -2.75
        ({"momentum": 0.5, "dampening": 0.5}, [0.9, 0.75, 0.875]),  # v = 1, 1.5, -1.25: the first gradient is whole
        ({"momentum": 0.5, "nesterov": True}, [0.85, 0.525, 1.0625]),  # g + v/2 = 1.5, 3.25, -5.375
        ({"weight_decay": 1.0}, [0.8, 0.52, 0.868]),
        ({"maximize": True}, [1.1, 1.3, 0.9]),
        ({"maximize": True, "weight_decay": 1.0}, [1.0, 1.1, 0.59]),  # the decay still shrinks
    ],
)
def test_by_hand(weight, options, expected):
    p = weight([1.0])
    assert run(SGD([p], lr=0.1, **options), p, [1.0, 2.0, -4.0]) == pytest.approx(expected)


def test_right_sign(weight):
    """E72: on x^2/2 the corrected momentum rule goes to 0, the printed one away from it."""
    p = weight([1.0])
    optimizer = SGD([p], lr=0.1, momentum=0.9)
    for _ in range(200):
        p.grad = p.data.copy()
        optimizer.step()
    assert abs(p.data[0]) < 1e-3


def test_steady_gradients_move_it_by_lr_over_one_minus_momentum(weight):
    p = weight([0.0])
    points = run(SGD([p], lr=0.1, momentum=0.9), p, [1.0] * 300)
    assert points[-2] - points[-1] == pytest.approx(0.1 / (1 - 0.9))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"lr": -0.1}, ValueError, "lr must be >= 0, got -0.1"),
        ({"lr": np.nan}, ValueError, "lr must be >= 0, got nan"),
        ({"lr": "0.1"}, TypeError, "lr must be a number, got str"),
        ({"momentum": -1}, ValueError, "momentum must be >= 0, got -1"),
        ({"weight_decay": -1}, ValueError, "weight_decay must be >= 0, got -1"),
        ({"dampening": np.inf}, ValueError, "dampening must be finite, got inf"),
        ({"nesterov": True}, ValueError, "Nesterov momentum requires a momentum and zero dampening.*got 0 and 0"),
        ({"nesterov": True, "momentum": 0.9, "dampening": 0.1}, ValueError, "requires .* got 0.9 and 0.1"),
    ],
)
def test_errors(weight, options, error, message):
    with pytest.raises(error, match=message):
        SGD([weight([1.0])], **options)
