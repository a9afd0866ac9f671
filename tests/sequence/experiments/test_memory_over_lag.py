"""The recorded experiment on memory: its networks, its measures, and what its recording must hold."""

import math

import pytest
import torch

from lib.sequence.experiments import memory_over_lag
from lib.sequence.experiments.memory_over_lag import CONTROLS, NETS, build, masked_token_loss, reach, train_and_judge
from lib.train import load_recording


@pytest.mark.parametrize("name", [*NETS, *CONTROLS])
@pytest.mark.parametrize("task", ["adding", "copy"])
def test_every_net_is_built_alike_from_the_same_seed(task, name):
    net = {**NETS, **CONTROLS}[name]
    first, again, other = (build(task, net, seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert not all(torch.equal(first[key], other[key]) for key in first)


def test_the_identity_start_carries_the_state_on():
    model = build("adding", CONTROLS["RNN with ReLU, W starts as identity"], seed=0)
    cell = model.recurrent.cells[0][0]
    assert cell.nonlinearity == "relu"
    assert torch.equal(cell.weight_hh, torch.eye(32))
    h = torch.rand(1, 32)
    assert torch.equal(cell(torch.zeros(1, 2), h), h)


def test_the_loss_counts_masked_places_only():
    ids = torch.tensor([[0, 1, 2]])
    logits = torch.tensor([[[9.0, 0, 0], [0, 0, 0], [0, 0, 0]]])
    loss, count = masked_token_loss(lambda _: logits, ids, ids, torch.tensor([[False, True, True]]))
    assert count == 2
    assert loss.item() == pytest.approx(math.log(3))


def test_a_forget_bias_lengthens_the_reach_before_training():
    found = [reach(build("adding", NETS[name], 1), NETS[name], 20) for name in ("LSTM", "LSTM, forget bias 1")]
    assert found[0] < found[1] - 1


@pytest.mark.parametrize("task", ["adding", "copy"])
def test_a_short_lag_is_learned_and_no_training_guesses(task):
    trained, _ = train_and_judge(task, NETS["GRU"], lag=2, lr=0.01, seed=1, n_steps=150)
    untrained, _ = train_and_judge(task, NETS["GRU"], lag=2, lr=1e-9, seed=1, n_steps=1)
    assert trained < 0.2
    assert untrained > 0.8


def test_the_recording_is_of_this_module():
    recording = load_recording(memory_over_lag.NAME)
    assert recording.command == memory_over_lag.COMMAND
    assert recording.seeds == (memory_over_lag.TUNING_SEED, *memory_over_lag.SEEDS)
    assert recording.results["rates"] == list(memory_over_lag.RATES)
    for task in ("adding", "copy"):
        runs = recording.results[task]
        assert list(runs["nets"]) == list(NETS)
        for nets in runs["nets"].values():
            assert [len(net["errors"]) for net in nets] == [len(memory_over_lag.SEEDS)] * len(runs["lags"])
    assert list(recording.results["controls"]["nets"]) == list(CONTROLS)
