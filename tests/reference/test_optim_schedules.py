"""Every schedule against torch's, rate by rate over 200 steps: alone, chained, in sequence, resumed, by hand."""

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler as theirs

from lib.grad import Tensor
from lib.optim import SGD
from lib.optim import lr_scheduler as ours

# name -> (arguments, keywords); the same call on both sides.
SCHEDULES = {
    "LambdaLR": [((lambda t: 0.95**t,), {}), (([lambda t: 1 / (1 + t), lambda t: t / 9],), {})],
    "ConstantLR": [((), {}), ((), {"factor": 0.25, "total_iters": 40}), ((), {"factor": 1.0})],
    "LinearLR": [
        ((), {}),
        ((), {"start_factor": 0.01, "total_iters": 30}),
        ((), {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 100}),
        ((), {"start_factor": 1.0, "end_factor": 0.0, "total_iters": 1}),
    ],
    "StepLR": [((30,), {}), ((1,), {"gamma": 0.99}), ((7,), {"gamma": 1.1}), ((50,), {"gamma": 0.0})],
    "MultiStepLR": [(([30, 80],), {}), (([5, 5, 60],), {"gamma": 0.5}), (([],), {}), (([0, 9],), {"gamma": 0.3})],
    "ExponentialLR": [((0.97,), {}), ((1.02,), {}), ((0.0,), {})],
    "CosineAnnealingLR": [((100,), {}), ((200,), {"eta_min": 0.01}), ((1,), {}), ((33,), {"eta_min": 0.3})],
}
CASES = [(name, *call) for name, calls in SCHEDULES.items() for call in calls]


def pair(lrs=(0.5, 0.02)):
    """Return two optimizers over two groups with these rates, ours and torch's."""
    mine = SGD([{"params": [Tensor([1.0], requires_grad=True)], "lr": lr} for lr in lrs])
    other = torch.optim.SGD([{"params": [torch.ones(1, requires_grad=True)], "lr": lr} for lr in lrs])
    return mine, other


def rates(optimizer):
    return [group["lr"] for group in optimizer.param_groups]


def expect_equal_rates(mine, other, schedules, n_steps=200, act=None):
    """Step both sides and compare every rate, those in force and those reported."""
    in_force, reported = ([], []), ([], [])
    for step in range(n_steps):
        if act is not None:
            act(step)
        for side, optimizer in enumerate((mine, other)):
            in_force[side].append(rates(optimizer))
            optimizer.step()
            for schedule in schedules:
                schedule[side].step()
                reported[side].append([*schedule[side].get_last_lr(), schedule[side].last_epoch])
    np.testing.assert_allclose(*in_force, rtol=1e-10, atol=1e-15)
    np.testing.assert_allclose(*reported, rtol=1e-10, atol=1e-15)


def build(name, optimizers, arguments, keywords):
    return [
        getattr(module, name)(optimizer, *arguments, **keywords)
        for module, optimizer in zip((ours, theirs), optimizers)
    ]


@pytest.mark.parametrize(("name", "arguments", "keywords"), CASES)
def test_equals_torch_for_200_steps(name, arguments, keywords):
    mine, other = pair()
    expect_equal_rates(mine, other, [build(name, (mine, other), arguments, keywords)])


@pytest.mark.parametrize(("name", "arguments", "keywords"), CASES)
def test_chained_with_another(name, arguments, keywords):
    mine, other = pair()
    first = build("ExponentialLR", (mine, other), (0.99,), {})
    second = build(name, (mine, other), arguments, keywords)
    expect_equal_rates(mine, other, [first, second])


@pytest.mark.parametrize(("name", "arguments", "keywords"), CASES)
def test_a_rate_set_by_hand_has_the_same_effect(name, arguments, keywords):
    mine, other = pair()

    def act(step):
        if step == 20:
            mine.param_groups[0]["lr"] = other.param_groups[0]["lr"] = 0.123

    expect_equal_rates(mine, other, [build(name, (mine, other), arguments, keywords)], act=act)


@pytest.mark.parametrize(("name", "arguments", "keywords"), CASES)
def test_in_sequence_after_a_warmup(name, arguments, keywords):
    mine, other = pair()
    warm = build("LinearLR", (mine, other), (), {"start_factor": 0.1, "total_iters": 10})
    main = build(name, (mine, other), arguments, keywords)
    last = build("StepLR", (mine, other), (10,), {"gamma": 0.5})
    parts = [list(each) for each in zip(warm, main, last)]
    sequences = [ours.SequentialLR(mine, parts[0], [10, 150]), theirs.SequentialLR(other, parts[1], [10, 150])]
    expect_equal_rates(mine, other, [sequences])


@pytest.mark.parametrize(("name", "arguments", "keywords"), CASES)
@pytest.mark.parametrize("stop", [1, 77])
def test_saved_and_resumed(name, arguments, keywords, stop):
    mine, other = pair()
    schedule, reference = build(name, (mine, other), arguments, keywords)
    expect_equal_rates(mine, other, [(schedule, reference)], n_steps=stop)
    fresh, _ = pair()
    resumed = getattr(ours, name)(fresh, *arguments, **keywords)
    resumed.load_state_dict(schedule.state_dict())
    fresh.load_state_dict(mine.state_dict())
    expect_equal_rates(fresh, other, [(resumed, reference)], n_steps=200 - stop)


@pytest.mark.parametrize(("name", "arguments", "keywords"), CASES)
def test_last_epoch_goes_on_as_torch_does(name, arguments, keywords):
    mine, other = pair()
    for optimizer in (mine, other):
        for group in optimizer.param_groups:
            group["initial_lr"] = group["lr"]
    expect_equal_rates(mine, other, [build(name, (mine, other), arguments, {**keywords, "last_epoch": 12})], 60)


PLATEAUS = [
    {},
    {"factor": 0.5, "patience": 0},
    {"factor": 0.5, "patience": 3, "cooldown": 4},
    {"factor": 0.3, "patience": 2, "threshold": 0.05, "threshold_mode": "abs"},
    {"factor": 0.3, "patience": 2, "threshold": 0.2},
    {"factor": 0.3, "patience": 2, "mode": "max"},
    {"factor": 0.3, "patience": 2, "mode": "max", "threshold_mode": "abs", "threshold": 0.1},
    {"factor": 0.3, "patience": 1, "min_lr": 0.01},
    {"factor": 0.3, "patience": 1, "min_lr": [0.1, 0.001]},
    {"factor": 0.5, "patience": 0, "eps": 0.01},
    {"factor": 0.0, "patience": 5},
]


@pytest.mark.parametrize("keywords", PLATEAUS, ids=str)
@pytest.mark.parametrize("seed", range(6))
def test_plateau(keywords, seed):
    rng = np.random.default_rng(seed)
    values = np.exp(-np.arange(200) / 30) + rng.normal(0, [0.0, 0.05][seed % 2], 200)
    values = values if seed < 4 else values - 1  # negative values too
    values[[3, 50]] = [np.nan, np.inf] if seed == 3 else values[[3, 50]]
    mine, other = pair()
    schedule, reference = build("ReduceLROnPlateau", (mine, other), (), keywords)
    for value in values:
        assert rates(mine) == pytest.approx(rates(other), rel=1e-12)
        schedule.step(value)
        reference.step(value)
        assert schedule.get_last_lr() == pytest.approx(reference.get_last_lr(), rel=1e-12)
        assert (schedule.num_bad_epochs, schedule.best) == (reference.num_bad_epochs, reference.best)


def test_the_wrong_order_is_answered_with_torchs_warning():
    mine, other = pair()
    for module, optimizer in ((ours, mine), (theirs, other)):
        schedule = module.StepLR(optimizer, 5)
        with pytest.warns(UserWarning, match=r"Detected call of `lr_scheduler.step\(\)` before `optimizer.step\(\)`"):
            schedule.step()
