import pytest

from lib.optim.lr_scheduler import ExponentialLR, MultiStepLR, StepLR


def test_closed_forms(optimizer, rates_of):
    rates = rates_of(StepLR(optimizer, 3, 0.5), 10)
    assert rates == [0.5 ** (step // 3) for step in range(10)]


def test_milestones(optimizer, rates_of):
    assert rates_of(MultiStepLR(optimizer, [4, 2, 4], 0.5), 6) == [1.0, 1.0, 0.5, 0.5, 0.125, 0.125]


def test_exponential(optimizer, rates_of):
    assert rates_of(ExponentialLR(optimizer, 0.5), 5) == [0.5**step for step in range(5)]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda o: StepLR(o, 0), ValueError, "step_size must be >= 1, got 0"),
        (lambda o: StepLR(o, 2.0), TypeError, "step_size must be an integer, got float"),
        (lambda o: StepLR(o, 2, -1), ValueError, "gamma must be >= 0, got -1"),
        (lambda o: MultiStepLR(o, [1.5]), TypeError, "milestones must be an integer, got float"),
        (lambda o: MultiStepLR(o, [-1]), ValueError, "milestones must be >= 0, got -1"),
        (lambda o: MultiStepLR(o, [1], -1), ValueError, "gamma must be >= 0, got -1"),
        (lambda o: ExponentialLR(o, -1), ValueError, "gamma must be >= 0, got -1"),
    ],
)
def test_errors(optimizer, call, error, message):
    with pytest.raises(error, match=message):
        call(optimizer)
