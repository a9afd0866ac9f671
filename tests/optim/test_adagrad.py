import numpy as np
import pytest

from lib.optim import Adagrad


def test_by_hand(weight):
    p = weight([1.0])
    optimizer = Adagrad([p], lr=0.1, lr_decay=1.0, initial_accumulator_value=7.0, eps=1.0)
    p.grad = np.array([3.0])
    optimizer.step()  # the sum is 16: 0.1 * 3 / (4 + 1)
    assert p.data == pytest.approx([0.94])
    optimizer.step()  # the sum is 25, the rate half: 0.05 * 3 / (5 + 1)
    assert p.data == pytest.approx([0.915])
    assert optimizer.state[p]["sum"] == pytest.approx([25.0])


def test_steps_shrink_like_one_over_root_t(weight):
    p = weight([0.0])
    optimizer = Adagrad([p], lr=1.0)
    points = [0.0]
    for _ in range(100):
        p.grad = np.array([5.0])
        optimizer.step()
        points.append(float(p.data[0]))
    np.testing.assert_allclose(-np.diff(points), 1 / np.sqrt(np.arange(1, 101)), rtol=1e-9)


def test_a_coordinate_without_gradient_stays(weight):
    p = weight([1.0, 1.0], [0.0, 2.0])
    Adagrad([p], lr=0.1).step()
    assert p.data == pytest.approx([1.0, 0.9])


@pytest.mark.parametrize("name", ["lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps"])
def test_errors(weight, name):
    with pytest.raises(ValueError, match=f"{name} must be >= 0, got -1"):
        Adagrad([weight([1.0])], **{name: -1})
