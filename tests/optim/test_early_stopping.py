import math

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import Linear
from lib.optim import SGD, EarlyStopping


def feed(stopping, values):
    """Return how many values were taken until it stopped."""
    for count, value in enumerate(values, start=1):
        if stopping.step(value):
            return count
    return None


@pytest.mark.parametrize(
    ("options", "values", "count", "best"),
    [
        ({"patience": 1}, [3, 2, 2, 1], 3, 2),  # equal is no improvement
        ({"patience": 2}, [3, 2, 4, 1, 5, 5, 0], 6, 1),
        ({"patience": 2}, [3, 2, 1, 0], None, 0),
        ({"patience": 2, "min_delta": 0.5}, [3.0, 2.6, 2.4, 2.3, 2.2, 2.1], 5, 2.4),  # 2.4 counts against 3.0
        ({"patience": 2, "mode": "max"}, [1, 2, 0, 1, 9], 4, 2),
        ({"patience": 2}, [2, math.nan, math.nan, 1], 3, 2),
        ({"patience": 2}, [math.nan, math.inf, 1], 2, math.inf),
    ],
)
def test_when_it_stops(options, values, count, best):
    stopping = EarlyStopping(**options)
    assert feed(stopping, values) == count
    assert stopping.best == best
    assert stopping.stopped == (count is not None)


def test_counts_are_kept():
    stopping = EarlyStopping(patience=5)
    feed(stopping, [3.0, 1.0, 2.0, 2.0])
    assert (stopping.best_epoch, stopping.num_bad_epochs) == (1, 2)
    assert stopping.best_state_dict is None


def test_the_best_model_comes_back_while_training_went_on():
    rng = np.random.default_rng(0)
    X, y = Tensor(rng.normal(size=(20, 3))), Tensor(rng.normal(size=(20, 1)))
    model = Linear(3, 1, rng=0)
    optimizer, stopping = SGD(model.parameters(), lr=0.1), EarlyStopping(patience=2)
    kept = None
    for value in [3.0, 1.0, 2.0, 2.0]:
        optimizer.zero_grad()
        (model(X) - y).pow(2).mean().backward()
        optimizer.step()
        if stopping.step(Tensor(value), model):
            break
        if value == 1.0:
            kept = model.weight.data.copy(), model.bias.data.copy()
    array = model.weight.data
    assert not np.allclose(array, kept[0])
    stopping.restore(model)
    np.testing.assert_array_equal(model.weight.data, kept[0])
    np.testing.assert_array_equal(model.bias.data, kept[1])
    assert model.weight.data is array  # the optimizer keeps its hold
    model.weight.data += 1.0
    stopping.restore(model)  # and may be asked again
    np.testing.assert_array_equal(model.weight.data, kept[0])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"patience": 0}, ValueError, "patience must be >= 1, got 0"),
        ({"patience": 1.0}, TypeError, "patience must be an integer, got float"),
        ({"min_delta": -1}, ValueError, "min_delta must be >= 0, got -1"),
        ({"mode": "least"}, ValueError, "mode must be one of 'min', 'max', got 'least'"),
    ],
)
def test_errors(options, error, message):
    with pytest.raises(error, match=message):
        EarlyStopping(**options)


def test_nothing_to_restore():
    stopping = EarlyStopping()
    stopping.step(1.0)
    with pytest.raises(RuntimeError, match="no best state was kept"):
        stopping.restore(object())
