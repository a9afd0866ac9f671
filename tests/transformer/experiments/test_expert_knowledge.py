"""What experts tell of labels: bits against formulas, controls against worlds whose answer is known."""

import numpy as np
import pytest
import torch

from lib.transformer import TRANSFORMER_LM_PRESETS, TransformerLM
from lib.transformer.experiments.expert_knowledge import (
    router_inputs,
    routings_of,
    shares_of,
    specialization,
    trained_topic_router,
)
from lib.transformer.experiments.information import mutual_information


def world(rule, n_windows=300, time=30):
    """Tokens that lean to topics, and experts that follow a rule."""
    rng = np.random.default_rng(0)
    topics = np.arange(n_windows) % 3
    windows = (rng.integers(0, 6, (n_windows, time)) + (rng.random((n_windows, time)) < 0.5) * topics[:, None]) % 8
    experts = {
        "token": windows % 4,
        "topic": np.repeat(topics[:, None], time, axis=1),
        "chance": rng.integers(0, 4, windows.shape),
    }[rule]
    told = specialization(experts, windows, topics, np.arange(8) // 3)
    return {name: bits - chance for name, (bits, chance) in told.items()}


def test_experts_that_know_the_token_only():
    told = world("token")
    assert told["token"] > 1.8
    assert told["topic"] > 0.01  # through the tokens that a topic prefers
    assert abs(told["topic, token known"]) < 0.003


def test_experts_that_know_the_topic_only():
    told = world("topic")
    assert told["topic"] == pytest.approx(np.log2(3), abs=0.01)
    assert told["topic, token known"] > 1.2
    assert abs(told["token, topic known"]) < 0.01


def test_experts_that_know_nothing():
    assert max(abs(bits) for bits in world("chance").values()) < 0.01


def test_a_topic_router_finds_what_is_there_and_nothing_else():
    draw = torch.Generator().manual_seed(0)
    topic = torch.arange(900) % 3
    X = torch.randn(900, 6, generator=draw)
    blind = trained_topic_router(X[:600], topic[:600])
    assert mutual_information(blind(X[600:]).numpy(), topic[600:].numpy()) < 0.05
    X[torch.arange(900), topic] += 5
    seeing = trained_topic_router(X[:600], topic[:600])
    assert mutual_information(seeing(X[600:]).numpy(), topic[600:].numpy()) > 1.2


def test_what_is_read_is_what_the_router_scores():
    model = TransformerLM(TRANSFORMER_LM_PRESETS["tiny-moe"])
    windows = torch.randint(0, 256, (3, 9), generator=torch.Generator().manual_seed(0))
    inputs, routings = router_inputs(model, windows), routings_of(model, windows)
    routers = [block.feed_forward.router for block in model.decoder.blocks]
    for x, routing, router in zip(inputs, routings, routers):
        assert torch.equal(router(x).experts, routing.experts)
    assert not any(router._forward_pre_hooks for router in routers)
    assert np.allclose(np.sum(shares_of(model, windows), axis=1), 1, atol=1e-3)
