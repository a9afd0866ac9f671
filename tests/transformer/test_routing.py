"""What a routing says of itself."""

import pytest
import torch

from lib.transformer import Routing, TopKRouter


def test_counts_by_hand():
    logits = torch.tensor([[3.0, 1.0, 0.0, 0.0], [0.0, 2.0, 1.0, 0.0], [1.0, 0.0, 0.0, 2.0]])
    experts = torch.tensor([[0, 1], [1, 2], [3, 0]])
    kept = torch.tensor([[True, True], [True, False], [False, True]])
    routing = Routing(logits, experts, torch.full((3, 2), 0.5), kept)
    assert (routing.n_experts, routing.top_k, routing.n_dropped) == (4, 2, 2)
    assert routing.counts.tolist() == [2, 2, 1, 1]
    torch.testing.assert_close(routing.shares, torch.tensor([2.0, 2, 1, 1]) / 6)
    torch.testing.assert_close(routing.mean_probabilities, logits.softmax(1).mean(0))


def test_the_leading_axes_are_those_of_the_tokens():
    draw = torch.Generator().manual_seed(0)
    x = torch.randn(2, 3, 5, 8, generator=draw)
    routing = TopKRouter(8, 6, 3, generator=draw)(x)
    assert routing.logits.shape == routing.probabilities.shape == (2, 3, 5, 6)
    assert routing.experts.shape == routing.weights.shape == routing.kept.shape == (2, 3, 5, 3)
    assert routing.counts.sum() == 2 * 3 * 5 * 3
    for each in (routing.shares, routing.mean_probabilities):
        assert each.shape == (6,)
        assert each.sum().item() == pytest.approx(1, abs=1e-6)
