"""The recorded experiment on the adding problem: its nets and what its recording must hold."""

import pytest
import torch

from lib.sequence import adding_task
from lib.train import load_recording
from lib.transformer.experiments import path_length
from lib.transformer.experiments.path_length import (
    BUDGETS,
    LENGTHS,
    NETS,
    RATES,
    SEEDS,
    TUNING_SEEDS,
    Adder,
    error_of,
)


@pytest.mark.parametrize("kind", NETS)
def test_every_net_is_built_alike_from_the_same_seed(kind):
    before = torch.get_rng_state()
    first, again, other = (Adder(kind, seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert not all(torch.equal(first[key], other[key]) for key in first)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    ("kind", "blind"),
    [("attention", True), ("mean, no weights", True), ("sum, no weights", True), ("GRU, last state", False)],
)
def test_only_a_recurrent_net_sees_the_order(kind, blind):
    x, _ = adding_task(4, 9, torch.Generator().manual_seed(0))
    model = Adder(kind, 0)
    with torch.no_grad():
        assert torch.allclose(model(x), model(x.flip(1)), atol=1e-6) == blind


def test_an_unknown_net_is_refused():
    with pytest.raises(ValueError, match=r"kind must be one of .*, got 'sum'"):
        Adder("sum", 0)


def test_training_lowers_the_error_and_no_training_guesses():
    assert error_of("attention", 10, lr=0.02, seed=1, n_steps=150) < 0.1
    assert error_of("attention", 10, lr=1e-9, seed=1, n_steps=1) > 0.8


def test_the_recording_is_of_this_module():
    recording = load_recording(path_length.NAME)
    assert recording.command == path_length.COMMAND
    assert recording.seeds == (*TUNING_SEEDS, *SEEDS)
    assert recording.results["rates"] == list(RATES)
    assert list(recording.results["nets"]) == [str(n_steps) for n_steps in BUDGETS]
    for nets in recording.results["nets"].values():
        assert list(nets) == list(NETS)
        for runs in nets.values():
            assert [len(run["errors"]) for run in runs] == [len(SEEDS)] * len(LENGTHS)
            assert all(run["tuning"][f"{run['lr']:g}"] == min(run["tuning"].values()) for run in runs)
            assert all(min(RATES) < run["lr"] < max(RATES) for run in runs)
