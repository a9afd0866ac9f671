"""The recorded race: budgets are equal, the control differs in one thing, the recording is complete."""

import numpy as np
import pytest
import torch

from lib.train import load_recording
from lib.vision.experiments import same_budget
from lib.vision.experiments.same_budget import BUDGETS, NETS, DenseConfig, build, costs, moved, train_and_judge


@pytest.mark.parametrize("name", NETS)
def test_every_net_keeps_its_budget(name):
    for place, (budget, wanted) in enumerate(BUDGETS.items()):
        assert costs(build(NETS[name][budget], 0))[place] == pytest.approx(wanted, rel=0.02)


@pytest.mark.parametrize("budget", BUDGETS)
def test_the_control_differs_in_its_shortcuts_alone(budget):
    nets = [build(NETS[name][budget], 4) for name in ("residual", "residual, shortcuts cut")]
    pairs = zip(*(net.parameters() for net in nets), strict=True)
    assert all(torch.equal(one, other) for one, other in pairs)
    assert [net.config.residual for net in nets] == [True, False]


@pytest.mark.parametrize("name", NETS)
def test_every_net_reads_the_small_pictures(name):
    for budget in BUDGETS:
        net = build(NETS[name][budget], 0).eval()
        assert net(torch.zeros(2, 1, 14, 14)).shape == (2, 10)


def test_the_seed_decides_the_dense_weights():
    one, two, other = (build(DenseConfig((5,)), seed)[1].weight for seed in (0, 0, 1))
    assert torch.equal(one, two)
    assert not torch.equal(one, other)
    assert build(DenseConfig((400,)), 0)[1].weight.std().item() == pytest.approx((2 / 196) ** 0.5, rel=0.05)


def test_moved_pictures_are_the_old_ones_elsewhere():
    pictures = torch.arange(2 * 25.0).reshape(2, 1, 5, 5)
    up, down, left, right = moved(pictures, 2).split(2)
    assert torch.equal(up[..., :3, :], pictures[..., 2:, :])
    assert (up[..., 3:, :] == 0).all()
    assert torch.equal(down[..., 2:, :], pictures[..., :3, :])
    assert torch.equal(left[..., :3], pictures[..., 2:])
    assert torch.equal(right[..., 2:], pictures[..., :3])
    assert (right[..., :2] == 0).all()


def test_a_run_is_the_same_again():
    draw = torch.Generator().manual_seed(0)
    examples = torch.randn(80, 1, 14, 14, generator=draw), torch.arange(80) % 10
    one, two = (train_and_judge(NETS["LeNet"]["parameters"], 0.01, 3, 8, examples, examples) for _ in range(2))
    assert one == two


def test_the_recording_is_complete():
    recording = load_recording(same_budget.NAME)
    assert recording.command == same_budget.COMMAND
    assert recording.seeds == (same_budget.TUNING_SEED, *same_budget.SEEDS)
    assert tuple(recording.results["rates"]) == same_budget.RATES
    assert list(recording.results["budgets"]) == list(BUDGETS)
    for budget, rows in recording.results["budgets"].items():
        assert list(rows) == list(NETS)
        for name, row in rows.items():
            assert (row["parameters"], row["multiply_adds"]) == costs(build(NETS[name][budget], 0))
            assert row["lr"] == same_budget.RATES[int(np.argmax(row["tried"]))]
            assert len(row["accuracies"]) == len(row["moved"]) == len(same_budget.SEEDS)
