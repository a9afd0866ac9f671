"""The range test on a quadratic, where theory says which rates are stable."""

import numpy as np
import pytest

from lib.optim import SGD, Adam, RangeTest, learning_rate_range_test

CURVATURES = np.array([10.0, 1.0])


def closure_of(p):
    def closure():
        p.grad = CURVATURES * p.data
        return 0.5 * float(CURVATURES @ p.data**2)

    return closure


def test_rates_grow_exponentially_and_losses_are_those_before_each_step(weight):
    p = weight([1.0, 1.0])
    test = learning_rate_range_test(
        SGD([p]), closure_of(p), lr_min=1e-3, lr_max=1e-1, n_steps=5, smoothing=0.0, stop_factor=100
    )
    np.testing.assert_allclose(test.lrs, [1e-3, 10**-2.5, 1e-2, 10**-1.5, 1e-1])
    x, losses = np.ones(2), []
    for lr in test.lrs:
        losses.append(0.5 * CURVATURES @ x**2)
        x = x - lr * CURVATURES * x
    np.testing.assert_allclose(test.losses, losses)
    np.testing.assert_array_equal(test.smoothed, test.losses)


def test_it_stops_where_descent_is_no_longer_stable(weight):
    p = weight([1.0, 1.0])
    test = learning_rate_range_test(SGD([p]), closure_of(p), lr_min=1e-4, lr_max=100.0, n_steps=200)
    assert 2 / 10 < test.lrs[-1] < 10 * 2 / 10  # above 2 / L, and soon after
    assert test.steepest < 2 / 10
    assert len(test.lrs) == len(test.losses) == len(test.smoothed) < 200


def test_the_smoothed_loss_is_a_corrected_average(weight):
    p, values = weight([1.0]), iter([4.0, 2.0, 2.0])

    def closure():
        p.grad = np.zeros(1)
        return next(values)

    test = learning_rate_range_test(SGD([p]), closure, n_steps=3, smoothing=0.5)
    np.testing.assert_allclose(
        test.smoothed, [4.0, (0.25 * 4 + 0.5 * 2) / 0.75, (0.125 * 4 + 0.25 * 2 + 0.5 * 2) / 0.875]
    )


def test_the_first_averages_do_not_name_the_steepest_rate(weight):
    p, values = (
        weight([1.0]),
        iter([9.0, 5.0] + [5.0] * 10 + [4.0, 3.5] + [3.4] * 6),
    )  # one loud batch, then a real fall

    def closure():
        p.grad = np.zeros(1)
        return next(values)

    test = learning_rate_range_test(SGD([p]), closure, n_steps=20, smoothing=0.75)
    assert test.n_unsettled == 3
    assert test.steepest in test.lrs[11:15]
    assert RangeTest(test.lrs, test.losses, test.smoothed).steepest in test.lrs[:2]  # what the noise would say


def test_everything_is_put_back(weight):
    p = weight([1.0, 1.0])
    optimizer = Adam([p], lr=0.05)
    p.grad = np.ones(2)
    optimizer.step()
    data, grad, array = p.data.copy(), p.grad, p.data
    moments = optimizer.state[p]["exp_avg"].copy()
    learning_rate_range_test(optimizer, closure_of(p), n_steps=20)
    assert p.data is array
    np.testing.assert_array_equal(p.data, data)
    assert p.grad is grad
    assert optimizer.param_groups[0]["lr"] == 0.05
    np.testing.assert_array_equal(optimizer.state[p]["exp_avg"], moments)
    assert optimizer.state[p]["step"] == 1


def test_put_back_after_an_error_too(weight):
    p = weight([1.0, 1.0])
    optimizer = SGD([p], lr=0.05)

    def closure():
        p.data[...] = 7.0
        raise OSError("no data")

    with pytest.raises(OSError, match="no data"):
        learning_rate_range_test(optimizer, closure)
    assert p.data.tolist() == [1.0, 1.0]
    assert optimizer.param_groups[0]["lr"] == 0.05


def test_groups_keep_their_proportion(weight):
    p, q = weight([1.0, 1.0]), weight([1.0, 1.0])
    seen = []

    class Watched(SGD):
        def step(self, closure=None):
            seen.append([group["lr"] for group in self.param_groups])
            return super().step(closure)

    optimizer = Watched([{"params": p, "lr": 0.2}, {"params": q, "lr": 0.02}])
    learning_rate_range_test(optimizer, closure_of(p), n_steps=10, lr_max=0.1)
    np.testing.assert_allclose([a / b for a, b in seen], 10)


def test_an_infinite_loss_ends_it(weight):
    p, values = weight([1.0]), iter([1.0, 1.0, np.inf])

    def closure():
        p.grad = np.zeros(1)
        return next(values)

    assert len(learning_rate_range_test(SGD([p]), closure).losses) == 2


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"lr_min": 0}, ValueError, "lr_min must be > 0, got 0"),
        ({"lr_min": 1.0, "lr_max": 1.0}, ValueError, "lr_max must be > 1.0, got 1.0"),
        ({"n_steps": 1}, ValueError, "n_steps must be >= 2, got 1"),
        ({"smoothing": 1.0}, ValueError, "smoothing must be >= 0 and < 1, got 1.0"),
        ({"stop_factor": 1.0}, ValueError, "stop_factor must be > 1, got 1.0"),
        ({"optimizer": 3}, TypeError, "optimizer must be an Optimizer, got int"),
    ],
)
def test_errors(weight, options, error, message):
    with pytest.raises(error, match=message):
        learning_rate_range_test(**{"optimizer": SGD([weight([1.0])]), "closure": lambda: 0.0, **options})


def test_more_errors(weight):
    with pytest.raises(ValueError, match="lr of the first group must be > 0 to scale the others by, got 0"):
        learning_rate_range_test(SGD([{"params": weight([1.0]), "lr": 0}, {"params": weight([1.0])}]), lambda: 0.0)
    with pytest.raises(ValueError, match="steepest needs at least 3 rates after the first 0, got 1"):
        _ = RangeTest(np.ones(1), np.ones(1), np.ones(1)).steepest
