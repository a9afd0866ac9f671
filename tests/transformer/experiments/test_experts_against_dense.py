"""Experts against dense layers: the comparison is fair, and the recording holds what the chapter says."""

import numpy as np
import pytest
import torch

from lib.train import load_recording
from lib.transformer import TransformerLM, TransformerLMConfig, parameter_counts
from lib.transformer.experiments.experts_against_dense import (
    CONFIGS,
    N_STEPS,
    NAME,
    RATES,
    SEEDS,
    loss_with,
    trained,
    tuned,
)

TINY = TransformerLMConfig(vocab_size=3, d_model=16, n_heads=2, d_ff=16, n_layers=1, n_experts=4)


def weights_of(name, active):
    counts = parameter_counts(CONFIGS[name], active=active)
    return sum(count for part, count in counts.items() if part != "router")


def test_rivals_are_equal_in_what_they_are_to_be_equal_in():
    assert weights_of("experts", True) == pytest.approx(weights_of("dense, same active", True), rel=0.002)
    assert weights_of("experts", False) == pytest.approx(weights_of("dense, same total", False), rel=0.01)


def test_the_search_goes_on_until_both_sides_are_worse():
    asked = []

    def measure(lr):
        asked.append(lr)
        return abs(np.log2(lr) - 4.2)

    found = tuned(measure, (1.0, 2.0))
    assert list(found) == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]
    assert asked == list(found)  # nothing is measured twice
    assert list(tuned(lambda lr: lr * (lr > 0.3) + (lr < 0.3), (1.0, 2.0))) == [0.25, 0.5, 1.0, 2.0]


def test_the_loss_is_the_mean_over_tokens_and_the_balance_is_added():
    model = TransformerLM(TINY)
    windows = torch.randint(0, 3, (4, 7), generator=torch.Generator().manual_seed(0))
    task, count = loss_with(0.0)(model, windows)
    assert count == 24
    assert task.item() == pytest.approx(model.score(windows), rel=1e-4)
    both, _ = loss_with(0.5)(model, windows)
    assert 0.3 < both.item() - task.item() < 2.0  # half of a number between n min f and n


def test_a_frozen_router_stays_and_its_experts_learn():
    windows = torch.arange(320).view(-1, 10) % 3
    fresh = TransformerLM(TINY, generator=torch.Generator().manual_seed(5))
    frozen, free = (trained(TINY, windows, 0.01, 5, n_steps=3, frozen_router=each) for each in (True, False))
    (before, after, learned) = (model.decoder.blocks[0].feed_forward for model in (fresh, frozen, free))
    assert torch.equal(before.router.projection.weight, after.router.projection.weight)
    assert not torch.equal(before.router.projection.weight, learned.router.projection.weight)
    assert not torch.equal(before.experts[0].up.weight, after.experts[0].up.weight)


def test_what_was_recorded():
    results = load_recording(NAME).results
    assert list(results["models"]) == list(CONFIGS)
    assert results["n_steps"] == N_STEPS
    for name, model in results["models"].items():
        rates = [float(rate) for rate in model["tuning_bits"]]
        assert rates == sorted(rates)
        assert set(RATES) <= set(rates)
        bits = list(model["tuning_bits"].values())
        assert rates[int(np.argmin(bits))] == model["lr"]
        assert min(rates) < model["lr"] < max(rates)  # a worse rate on either side
        assert model["n_total"] == sum(parameter_counts(CONFIGS[name]).values())
        assert len(model["runs"]) == len(SEEDS)
        assert all(1.5 < run["bits"] < 3.5 for run in model["runs"])
    for runs in (results["models"]["experts"]["runs"], results["no_balancing"], results["frozen_router"]):
        for run in runs:
            assert np.allclose(np.sum(run["shares"], axis=1), 1, atol=1e-3)
            assert all(bits >= 0 for layer in run["knowledge"] for bits, _ in layer.values())
