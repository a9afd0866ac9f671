import pytest

from lib.optim import cosine_decay, inverse_square_root, linear_warmup
from lib.train.schedules import linear_decay, schedule_factor


def test_linear_decay_by_hand():
    factor = linear_decay(4, floor=0.2)
    assert [factor(step) for step in (0, 2, 4, 100)] == pytest.approx([1.0, 0.6, 0.2, 0.2])


def test_names_give_the_functions_of_lib_optim():
    pairs = {
        "constant": linear_warmup(5),
        "cosine": linear_warmup(5, after=cosine_decay(15, 0.1)),
        "linear": linear_warmup(5, after=linear_decay(15, 0.1)),
        "inverse_square_root": inverse_square_root(5),
    }
    for name, wanted in pairs.items():
        factor = schedule_factor(name, n_steps=20, warmup_steps=5, lr_floor=0.1)
        assert [factor(step) for step in range(30)] == [wanted(step) for step in range(30)], name


def test_a_run_shorter_than_its_warmup_only_rises():
    factor = schedule_factor("cosine", n_steps=3, warmup_steps=10)
    assert [factor(step) for step in range(3)] == pytest.approx([0.0, 0.1, 0.2])


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"schedule must be one of 'constant', .*, got 'step'"):
        schedule_factor("step", 10)
    with pytest.raises(ValueError, match="n_steps must be >= 1, got 0"):
        schedule_factor("linear", 0)
    with pytest.raises(ValueError, match="warmup_steps must be >= 0, got -1"):
        schedule_factor("linear", 10, -1)
    with pytest.raises(ValueError, match="warmup_steps must be >= 1, got 0"):
        schedule_factor("inverse_square_root", 10)
    with pytest.raises(ValueError, match="floor must be >= 0 and <= 1, got 2"):
        linear_decay(10, floor=2)
