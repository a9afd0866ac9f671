import pytest

from lib.optim.lr_scheduler import LambdaLR


def test_one_function_and_one_a_group(optimizer, rates_of):
    assert rates_of(LambdaLR(optimizer, lambda step: 1 / (1 + step)), 4) == [1.0, 0.5, 1 / 3, 0.25]
    scheduler = LambdaLR(optimizer, [lambda step: 1.0, lambda step: step])
    optimizer.step()
    scheduler.step()
    assert scheduler.get_last_lr() == [1.0, 0.1]
    assert "lr_lambdas" not in scheduler.state_dict()


def test_errors(optimizer):
    with pytest.raises(ValueError, match="Expected 2 lr_lambdas, one a group, but got 1"):
        LambdaLR(optimizer, [lambda step: 1.0])
    with pytest.raises(TypeError, match="optimizer must be an Optimizer, got NoneType"):
        LambdaLR(None, lambda step: 1.0)
