"""Sequences by hand; tests/reference holds the comparison with torch."""

import pytest

from lib.optim import SGD
from lib.optim.lr_scheduler import ConstantLR, ExponentialLR, LinearLR, ReduceLROnPlateau, SequentialLR, StepLR


def parts(optimizer):
    return [LinearLR(optimizer, 0.25, total_iters=3), ConstantLR(optimizer, 0.5, 2), ExponentialLR(optimizer, 0.5)]


def test_each_from_its_beginning(optimizer, rates_of):
    rates = rates_of(SequentialLR(optimizer, parts(optimizer), [3, 7]), 10)
    assert rates == pytest.approx([0.25, 0.5, 0.75, 0.5, 0.5, 1.0, 1.0, 1.0, 0.5, 0.25])


def test_a_sequence_in_a_sequence_is_the_flat_one(optimizer, rates_of):
    expected = rates_of(SequentialLR(optimizer, parts(optimizer), [3, 7]), 12)
    optimizer.param_groups[0]["lr"] = 1.0
    one, two, three = parts(optimizer)
    first = SequentialLR(optimizer, [SequentialLR(optimizer, [one, two], [3]), three], [7])
    assert rates_of(first, 12) == pytest.approx(expected)
    one, two, three = parts(optimizer)
    last = SequentialLR(optimizer, [one, SequentialLR(optimizer, [two, three], [4])], [3])
    assert rates_of(last, 12) == pytest.approx(expected)


def test_state(optimizer, rates_of):
    scheduler = SequentialLR(optimizer, parts(optimizer), [3, 7])
    rates_of(scheduler, 4)
    state = scheduler.state_dict()
    saved_rate = optimizer.param_groups[0]["lr"]
    expected = rates_of(scheduler, 6)
    fresh = SequentialLR(optimizer, parts(optimizer), [3, 7])
    fresh.load_state_dict(state)
    assert fresh.last_epoch == 4
    optimizer.param_groups[0]["lr"] = saved_rate
    assert rates_of(fresh, 6) == expected
    assert expected == pytest.approx([0.5, 1.0, 1.0, 1.0, 0.5, 0.25])


def test_errors(optimizer, weight):
    other = SGD([weight([1.0])])
    plain = StepLR(optimizer, 5)
    with pytest.raises(ValueError, match="expects at least one scheduler, but got no scheduler"):
        SequentialLR(optimizer, [], [])
    with pytest.raises(TypeError, match=r"schedulers\[1\] must be an LRScheduler, got int"):
        SequentialLR(optimizer, [plain, 3], [1])
    with pytest.raises(ValueError, match=r"schedulers\[0\] must not be ReduceLROnPlateau"):
        SequentialLR(optimizer, [ReduceLROnPlateau(optimizer)], [])
    with pytest.raises(ValueError, match=r"belong to the same optimizer, but schedulers\[1\] has another one"):
        SequentialLR(optimizer, [plain, StepLR(other, 5)], [1])
    with pytest.raises(ValueError, match="milestones must be one fewer than schedulers, got 0 milestones and 2 sched"):
        SequentialLR(optimizer, [plain, plain], [])
    with pytest.raises(ValueError, match=r"milestones must rise, got \[5, 5\]"):
        SequentialLR(optimizer, [plain, plain, plain], [5, 5])
    with pytest.raises(ValueError, match="milestones must be >= 1, got 0"):
        SequentialLR(optimizer, [plain, plain], [0])
