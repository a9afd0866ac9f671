"""What all schedules share; tests/reference holds the comparison with torch."""

import pytest

from lib.optim import SGD, LRScheduler
from lib.optim.lr_scheduler import ExponentialLR, StepLR


class Halving(LRScheduler):
    def get_lr(self):
        return [base / 2**self.last_epoch for base in self.base_lrs]


def test_the_first_rate_is_written_at_once_and_the_next_at_each_step(optimizer, rates_of):
    scheduler = Halving(optimizer)
    assert (scheduler.last_epoch, scheduler.base_lrs) == (0, [1.0, 0.1])
    assert rates_of(scheduler, 4) == [1.0, 0.5, 0.25, 0.125]
    assert scheduler.get_last_lr() == [0.0625, 0.00625]
    assert optimizer.param_groups[1]["initial_lr"] == 0.1


def test_reported_rates_are_a_copy(optimizer):
    scheduler = Halving(optimizer)
    scheduler.get_last_lr()[0] = 99.0
    assert scheduler.get_last_lr() == [1.0, 0.1]


def test_the_wrong_order_is_warned_of_once(optimizer):
    scheduler = Halving(optimizer)
    with pytest.warns(UserWarning, match="call them in the opposite order") as caught:
        scheduler.step()
    scheduler.step()  # warnings are errors here: a second one would fail
    assert caught[0].filename == __file__  # it points at the caller's line


def test_an_optimizer_with_a_step_of_its_own_is_not_suspected(weight):
    class Own(SGD):
        def step(self, closure=None):
            return None

    scheduler = Halving(Own([weight([1.0])], lr=1.0))
    scheduler.optimizer.step()
    scheduler.step()
    assert scheduler.get_last_lr() == [0.5]


def test_two_schedules_multiply(optimizer):
    first, second = ExponentialLR(optimizer, 0.5), StepLR(optimizer, 2, 0.1)
    for _ in range(2):
        optimizer.step()
        first.step()
        second.step()
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.025)


def test_state_without_the_optimizer(optimizer, rates_of):
    scheduler = Halving(optimizer)
    rates_of(scheduler, 3)
    state = scheduler.state_dict()
    assert "optimizer" not in state
    assert "_is_initial" not in state
    fresh = Halving(optimizer)
    fresh.load_state_dict(state)
    assert (fresh.last_epoch, fresh.get_last_lr()) == (3, [0.125, 0.0125])


def test_errors(optimizer):
    with pytest.raises(TypeError, match="optimizer must be an Optimizer, got int"):
        Halving(3)
    with pytest.raises(TypeError, match="last_epoch must be an integer, got float"):
        Halving(optimizer, last_epoch=1.5)
    with pytest.raises(KeyError, match=r"param 'initial_lr' is not specified in param_groups\[0\]: last_epoch=3"):
        Halving(optimizer, last_epoch=3)
    with pytest.raises(NotImplementedError, match=r"LRScheduler must define get_lr\(\)"):
        LRScheduler(optimizer)
