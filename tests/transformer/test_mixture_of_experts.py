"""The layer of experts: the sparse sum is the dense one, gradients, room."""

import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.transformer import FeedForward, MixtureOfExperts, load_balancing_loss
from lib.transformer.routing import Routing

X = torch.randn(3, 5, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def made(n_experts=4, top_k=2, seed=1, **options):
    draw = torch.Generator().manual_seed(seed)
    return MixtureOfExperts(6, 7, n_experts, top_k, generator=draw, **options).double()


def by_loops(layer, x, kept=None):
    """Compute every expert for every token, then weigh those that were chosen."""
    routing = layer.route(x)
    kept = routing.kept if kept is None else kept
    every = torch.stack([expert(x) for expert in layer.experts])  # (n_experts, batch, time, d_model)
    y = torch.zeros_like(x)
    for place in itertools.product(*map(range, x.shape[:-1])):
        for choice in range(routing.top_k):
            if kept[place][choice]:
                y[place] = y[place] + routing.weights[place][choice] * every[(routing.experts[place][choice], *place)]
    return y


@given(n_experts=st.integers(1, 6), over=st.sampled_from(["chosen", "all"]), data=st.data())
@settings(max_examples=25, deadline=None)
def test_the_sparse_sum_is_the_dense_one_with_its_gradients(n_experts, over, data):
    top_k = data.draw(st.integers(1, n_experts))
    factor = data.draw(st.sampled_from([None, 0.3, 1.0]))
    activation = data.draw(st.sampled_from(["relu", "gelu", "swiglu"]))
    layer = made(n_experts, top_k, n_experts, activation=activation, softmax_over=over, capacity_factor=factor)
    x = X.clone().requires_grad_(True)
    leaves = [x, *layer.parameters()]
    upstream = torch.rand(X.shape, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    found = [
        [y, *torch.autograd.grad(y, leaves, upstream, allow_unused=True, materialize_grads=True)]
        for y in (layer(x), by_loops(layer, x))
    ]
    for sparse, dense in zip(*found, strict=True):
        torch.testing.assert_close(sparse, dense)


@pytest.mark.parametrize("over", ["chosen", "all"])
def test_one_expert_is_a_feed_forward_layer(over):
    layer, plain = made(1, 1, softmax_over=over), FeedForward(6, 7).double()
    plain.load_state_dict(layer.experts[0].state_dict())
    assert torch.equal(layer(X), plain(X))


@pytest.mark.parametrize("over", ["chosen", "all"])
def test_all_experts_are_the_dense_mixture(over):
    layer = made(4, 4, softmax_over=over)
    weights = layer.router(X).probabilities  # (batch, time, n_experts)
    dense = sum(weights[..., i, None] * expert(X) for i, expert in enumerate(layer.experts))
    torch.testing.assert_close(layer(X), dense)


@given(order=st.permutations(range(15)))
@settings(max_examples=25, deadline=None)
def test_tokens_do_not_meet_without_a_capacity(order):
    layer, tokens = made(), X.flatten(0, 1)
    torch.testing.assert_close(layer(tokens[order]), layer(tokens)[order])
    torch.testing.assert_close(layer(X[:1]), layer(X)[:1])
    torch.testing.assert_close(layer(X).flatten(0, 1), layer(tokens))


def test_only_chosen_experts_read_a_token():
    layer = made()
    token = X[0, :1]
    read = []
    for number, expert in enumerate(layer.experts):
        expert.register_forward_hook(lambda _, inputs, __, number=number: read.append((number, len(inputs[0]))))
    layer(token)
    chosen = layer.route(token).experts[0].tolist()
    assert [n for n, size in read if size] == sorted(chosen)


def test_gradients_reach_chosen_experts_alone_until_the_balance_speaks():
    layer, token = made(), X[0, :1]
    routing = layer.route(token)
    chosen = set(routing.experts[0].tolist())
    layer(token).square().sum().backward()
    assert {i for i, expert in enumerate(layer.experts) if expert.up.weight.grad.abs().max() > 0} == chosen
    rows = layer.router.projection.weight.grad.abs().amax(dim=1) > 1e-12
    assert set(rows.nonzero().flatten().tolist()) == chosen
    # The balance knows the probabilities of all, so it moves the rows of those that were not chosen.
    (added,) = torch.autograd.grad(load_balancing_loss(layer.route(token)), layer.router.projection.weight)
    assert (added.abs().amax(dim=1) > 1e-12).all()


def test_room_by_hand():
    """Six tokens want expert 0 first and 1 second; with room for 2 a choice, first tokens are served first."""
    layer = made(3, 2, capacity_factor=0.5)
    assert layer.capacity(6) == 2
    with torch.no_grad():
        layer.router.projection.weight.zero_()[:, 0] = torch.tensor([2.0, 1.0, 0.0])
    x = torch.ones(2, 3, 6, dtype=torch.float64)
    routing = layer.route(x)
    assert routing.experts[..., 0].eq(0).all()
    assert routing.experts[..., 1].eq(1).all()
    assert routing.kept.flatten(0, 1).tolist() == [[True, True]] * 2 + [[False, False]] * 4
    assert routing.n_dropped == 8
    y = layer(x).flatten(0, 1)
    assert y[:2].abs().min() > 0
    assert y[2:].abs().max() == 0


def test_first_choices_come_before_second_ones():
    layer = made(2, 2, capacity_factor=0.5)  # of two tokens, each expert takes one choice
    assert layer.capacity(2) == 1
    with torch.no_grad():
        layer.router.projection.weight.copy_(torch.eye(2, 6))
    x = torch.eye(2, 6, dtype=torch.float64)  # the first token likes expert 0, the second expert 1
    assert layer.route(x).kept.tolist() == [[True, False], [True, False]]


@pytest.mark.parametrize(("factor", "n_tokens"), [(1.0, 15), (0.1, 15), (1.25, 64), (4.0, 3)])
def test_no_expert_takes_more_than_its_room(factor, n_tokens):
    layer = made(5, 2, capacity_factor=factor)
    x = torch.randn(n_tokens, 6, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    routing = layer.route(x)
    taken = torch.bincount(routing.experts[routing.kept], minlength=5)
    room = layer.capacity(n_tokens)
    assert torch.equal(taken, routing.counts.clamp(max=room))
    assert routing.n_dropped == (routing.counts - room).clamp(min=0).sum()


def test_ample_room_changes_nothing():
    assert torch.equal(made(capacity_factor=4.0)(X), made()(X))
    assert made().capacity(10) is None


def test_no_tokens_give_no_tokens():
    assert made(capacity_factor=1.0)(X[:0]).shape == (0, 5, 6)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
def test_short_types(dtype):
    layer = made().to(dtype)
    y = layer(X.to(dtype))
    assert y.dtype == dtype
    torch.testing.assert_close(y.double(), made()(X), atol=0.1, rtol=0.1)
    with torch.autocast("cpu", torch.bfloat16):
        torch.testing.assert_close(made().float()(X.float()).double(), made()(X), atol=0.1, rtol=0.1)


def test_a_question_changes_nothing():
    layer = made(noise=1.0, dropout=0.5).eval()
    before = {name: each.clone() for name, each in layer.state_dict().items()}
    first, second = layer.route(X), layer.route(X)
    assert isinstance(first, Routing)
    assert torch.equal(first.experts, second.experts)
    assert all(torch.equal(each, before[name]) for name, each in layer.state_dict().items())


def test_arguments_are_checked():
    assert "capacity_factor=1.5" in repr(made(capacity_factor=1.5))
    with pytest.raises(ValueError, match="capacity_factor must be > 0, got 0"):
        made(capacity_factor=0)
    with pytest.raises(ValueError, match="top_k must be >= 1 and <= 2, got 3"):
        made(2, 3)
    with pytest.raises(ValueError, match="n_tokens must be >= 1, got 0"):
        made().capacity(0)
    with pytest.raises(ValueError, match=r"x must have shape \(tokens, ..., 6\), got \(3, 5, 4\)"):
        made()(X[..., :4])
