"""Plateaus by hand; tests/reference holds the comparison with torch."""

import math

import pytest

from lib.optim.lr_scheduler import ReduceLROnPlateau


def feed(scheduler, values):
    rates = []
    for value in values:
        scheduler.step(value)
        rates.append(scheduler.get_last_lr()[0])
    return rates


def test_patience_and_cooldown(optimizer):
    scheduler = ReduceLROnPlateau(optimizer, factor=0.5, patience=1, cooldown=2)
    rates = feed(scheduler, [5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0])
    assert rates == [1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25]  # two bad ones, two that do not count, two bad ones
    assert scheduler.last_epoch == 7


def test_what_counts_as_better(optimizer):
    relative = ReduceLROnPlateau(optimizer, factor=0.5, patience=0, threshold=0.1)
    assert feed(relative, [100.0, 91.0, 89.0]) == [1.0, 0.5, 0.5]
    absolute = ReduceLROnPlateau(optimizer, factor=0.5, patience=0, threshold=0.1, threshold_mode="abs", mode="max")
    assert feed(absolute, [1.0, 1.05, 1.11, math.nan]) == [0.5, 0.25, 0.25, 0.125]


def test_floors_and_steps_that_are_too_small(optimizer):
    scheduler = ReduceLROnPlateau(optimizer, factor=0.1, patience=0, min_lr=[0.5, 0.0], eps=0.05)
    feed(scheduler, [1.0, 1.0, 1.0, 1.0])
    assert scheduler.get_lr() == pytest.approx([0.5, 0.01])  # 0.01 to 0.001 is a change below eps


def test_state(optimizer):
    scheduler = ReduceLROnPlateau(optimizer, patience=3)
    feed(scheduler, [2.0, 1.0, 3.0])
    fresh = ReduceLROnPlateau(optimizer)
    fresh.load_state_dict(scheduler.state_dict())
    assert (fresh.best, fresh.num_bad_epochs, fresh.patience) == (1.0, 1, 3)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"mode": "low"}, ValueError, "mode must be one of 'min', 'max', got 'low'"),
        ({"factor": 1.0}, ValueError, "factor must be >= 0 and < 1, got 1.0"),
        ({"patience": -1}, ValueError, "patience must be >= 0, got -1"),
        ({"threshold": -1}, ValueError, "threshold must be >= 0, got -1"),
        ({"threshold_mode": "x"}, ValueError, "threshold_mode must be one of 'rel', 'abs', got 'x'"),
        ({"cooldown": 0.5}, TypeError, "cooldown must be an integer, got float"),
        ({"min_lr": [0.1]}, ValueError, "expected 2 min_lrs, one a group, got 1"),
        ({"min_lr": -1}, ValueError, "min_lr must be >= 0, got -1"),
        ({"eps": -1}, ValueError, "eps must be >= 0, got -1"),
        ({"optimizer": 1}, TypeError, "optimizer must be an Optimizer, got int"),
    ],
)
def test_errors(optimizer, options, error, message):
    with pytest.raises(error, match=message):
        ReduceLROnPlateau(**{"optimizer": optimizer, **options})
