"""The router: its choices, its weights, its noise, and the gradient that reaches it."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.transformer import TopKRouter

X = torch.randn(4, 5, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def made(n_experts=5, top_k=2, **options):
    return TopKRouter(6, n_experts, top_k, generator=torch.Generator().manual_seed(1), **options).double()


def test_the_best_come_first():
    routing = made()(X)
    torch.testing.assert_close(routing.logits, X @ made().projection.weight.T)
    wanted = routing.logits.argsort(dim=-1, descending=True)[..., :2]
    assert torch.equal(routing.experts, wanted)
    assert routing.kept.all()


@given(n_experts=st.integers(1, 7), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_softmax_over_the_chosen_is_that_over_all_renormalised(n_experts, data):
    top_k = data.draw(st.integers(1, n_experts))
    chosen, over_all = (made(n_experts, top_k, softmax_over=over)(X) for over in ("chosen", "all"))
    assert torch.equal(chosen.experts, over_all.experts)
    best = chosen.probabilities.topk(top_k, dim=-1).values
    torch.testing.assert_close(over_all.weights, best)
    torch.testing.assert_close(chosen.weights, best / best.sum(dim=-1, keepdim=True))


def test_with_one_expert_chosen_the_task_says_nothing_to_the_router():
    """Its weight is 1 whatever the score, unless the softmax goes over all."""
    for over, learns in (("chosen", False), ("all", True)):
        router = made(top_k=1, softmax_over=over)
        (gradient,) = torch.autograd.grad(router(X).weights.sum(), router.projection.weight)
        assert (gradient.abs().max() > 1e-3) == learns


def test_a_softmax_over_the_chosen_has_a_gradient_at_them_alone():
    router = made(n_experts=5, top_k=2)
    routing = router(X[0, :1])
    (gradient,) = torch.autograd.grad(routing.weights[0, 0], router.projection.weight)
    reached = gradient.abs().amax(dim=1) > 1e-9  # (n_experts,)
    assert set(reached.nonzero().flatten().tolist()) == set(routing.experts.flatten().tolist())


def test_noise_changes_choices_in_training_only():
    router = made(noise=3.0)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        noisy, again = router(X), router(X)
    assert not torch.equal(noisy.experts, again.experts)
    spread = (noisy.logits - X @ router.projection.weight.T).std()
    assert 2 < spread < 4
    router.eval()
    assert torch.equal(router(X).logits, made()(X).logits)


def test_a_short_type_is_scored_in_float32():
    routing = made().bfloat16()(X.bfloat16())
    assert routing.logits.dtype == routing.weights.dtype == torch.float32
    assert made()(X).logits.dtype == torch.float64


def test_arguments_are_checked():
    assert "top_k=2, softmax_over='chosen', noise=0" in repr(made())
    with pytest.raises(ValueError, match="d_model must be >= 1, got 0"):
        TopKRouter(0, 2)
    with pytest.raises(ValueError, match="n_experts must be >= 1, got 0"):
        TopKRouter(4, 0)
    with pytest.raises(ValueError, match="top_k must be >= 1 and <= 3, got 4"):
        TopKRouter(4, 3, 4)
    with pytest.raises(ValueError, match="softmax_over must be one of 'chosen', 'all', got 'best'"):
        TopKRouter(4, 3, softmax_over="best")
    with pytest.raises(ValueError, match="noise must be >= 0, got -1"):
        TopKRouter(4, 3, noise=-1)
    with pytest.raises(ValueError, match=r"x must have shape \(tokens, ..., 6\), got \(4, 5, 3\)"):
        made()(X[..., :3])
