import pytest

from lib.optim.lr_scheduler import ConstantLR, LinearLR


def test_constant(optimizer, rates_of):
    assert rates_of(ConstantLR(optimizer, 0.25, 3), 5) == [0.25, 0.25, 0.25, 1.0, 1.0]


def test_line_up_and_down(optimizer, rates_of):
    up = rates_of(LinearLR(optimizer, 0.2, total_iters=4), 6)
    assert up == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0, 1.0])
    optimizer.param_groups[0]["lr"] = 1.0
    down = rates_of(LinearLR(optimizer, 1.0, 0.0, total_iters=4), 6)
    assert down == pytest.approx([1.0, 0.75, 0.5, 0.25, 0.0, 0.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda o: ConstantLR(o, 0), "factor must be > 0 and <= 1, got 0"),
        (lambda o: ConstantLR(o, 1.5), "factor must be > 0 and <= 1, got 1.5"),
        (lambda o: ConstantLR(o, total_iters=0), "total_iters must be >= 1, got 0"),
        (lambda o: LinearLR(o, 0), "start_factor must be > 0 and <= 1, got 0"),
        (lambda o: LinearLR(o, end_factor=-0.1), "end_factor must be >= 0 and <= 1, got -0.1"),
        (lambda o: LinearLR(o, total_iters=0), "total_iters must be >= 1, got 0"),
    ],
)
def test_errors(optimizer, call, message):
    with pytest.raises(ValueError, match=message):
        call(optimizer)
