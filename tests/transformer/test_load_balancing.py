"""Losses of the router: their values at the ends, their gradients, and that they balance."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.transformer import (
    MixtureOfExperts,
    Routing,
    TopKRouter,
    load_balancing_loss,
    record_routing,
    router_z_loss,
    routing_loss,
)


def routing(logits, top_k):
    weights, experts = logits.topk(top_k, dim=-1)
    return Routing(logits, experts, weights, torch.ones_like(experts, dtype=torch.bool))


@given(n_experts=st.integers(1, 6), n_tokens=st.integers(1, 9), data=st.data())
@settings(max_examples=50, deadline=None)
def test_the_definition_token_by_token(n_experts, n_tokens, data):
    top_k = data.draw(st.integers(1, n_experts))
    draw = torch.Generator().manual_seed(data.draw(st.integers(0, 99)))
    one = routing(torch.randn(n_tokens, n_experts, generator=draw, dtype=torch.float64), top_k)
    total = 0.0
    for expert in range(n_experts):
        f = sum(expert in row for row in one.experts.tolist()) / (n_tokens * top_k)
        p = sum(one.logits[t].softmax(0)[expert].item() for t in range(n_tokens)) / n_tokens
        total += n_experts * f * p
    assert load_balancing_loss(one).item() == pytest.approx(total, rel=1e-10)
    z = sum(math.log(sum(math.exp(h) for h in row)) ** 2 for row in one.logits.tolist()) / n_tokens
    assert router_z_loss(one).item() == pytest.approx(z, rel=1e-10)


@pytest.mark.parametrize("top_k", [1, 2, 3])
def test_even_use_costs_1_and_one_sure_expert_n(top_k):
    sure = 50.0 * torch.eye(6).repeat(2, 1)  # each expert is the first of two tokens
    even = Routing(
        sure, (torch.arange(12)[:, None] + torch.arange(top_k)) % 6, torch.ones(12, top_k), torch.ones(12, top_k) > 0
    )
    assert load_balancing_loss(even).item() == pytest.approx(1)
    collapsed = routing(50.0 * torch.eye(6)[:1].repeat(12, 1), 1)
    assert load_balancing_loss(collapsed).item() == pytest.approx(6)


def test_the_gradient_lowers_what_is_chosen_too_often():
    draw = torch.Generator().manual_seed(0)
    logits = torch.randn(40, 4, generator=draw, dtype=torch.float64) + torch.tensor([2.0, 0, 0, 0])
    logits.requires_grad_(True)
    one = routing(logits, 1)
    (gradient,) = torch.autograd.grad(load_balancing_loss(one), logits)
    assert one.counts.argmax() == 0
    assert gradient[:, 0].min() > 0
    # As the derivation has it: dL/dp = n f / tokens, through the softmax.
    p = one.probabilities
    upstream = 4 * one.shares / 40
    torch.testing.assert_close(gradient, (p * (upstream - (p * upstream).sum(1, keepdim=True))).detach())


def test_descent_on_it_alone_balances_a_lopsided_router():
    x = torch.randn(200, 8, generator=torch.Generator().manual_seed(0)) + 1.0  # a mean that one expert likes
    router = TopKRouter(8, 4, 1, softmax_over="all", generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        router.projection.weight[0] += 1.0
    before = load_balancing_loss(router(x)).item()
    optimizer = torch.optim.Adam(router.parameters(), 0.02)
    for _ in range(100):
        optimizer.zero_grad()
        load_balancing_loss(router(x)).backward()
        optimizer.step()
    assert before > 2.5
    assert load_balancing_loss(router(x)).item() < 1.1


def test_the_losses_of_a_model_add_up():
    layers = [MixtureOfExperts(8, 8, 4, generator=torch.Generator().manual_seed(seed)) for seed in range(2)]
    model = torch.nn.Sequential(*layers)
    with record_routing(model) as routings:
        model(torch.randn(3, 5, 8, generator=torch.Generator().manual_seed(2)))
    parts = [0.1 * load_balancing_loss(one) + 0.2 * router_z_loss(one) for (one,) in routings.values()]
    torch.testing.assert_close(routing_loss(routings, balance=0.1, z=0.2), sum(parts))
    assert routing_loss(routings).item() == pytest.approx(
        0.01 * sum(load_balancing_loss(one).item() for (one,) in routings.values())
    )


def test_arguments_are_checked():
    with record_routing(torch.nn.Sequential(MixtureOfExperts(8, 8, 4))) as routings:
        pass
    with pytest.raises(ValueError, match="routings must hold at least one Routing, got none: call the model inside"):
        routing_loss(routings)
    with pytest.raises(ValueError, match="balance must be >= 0, got -1"):
        routing_loss(routings, balance=-1)
    with pytest.raises(ValueError, match="z must be >= 0, got -1"):
        routing_loss(routings, z=-1)
