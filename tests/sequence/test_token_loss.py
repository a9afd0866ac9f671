"""The loss of a batch of sequences."""

import pytest
import torch

from lib.sequence import token_loss


def test_the_mean_over_the_tokens_that_count():
    generator = torch.Generator().manual_seed(0)
    logits = torch.rand(3, 4, 5, generator=generator)
    target = torch.randint(0, 5, (3, 4), generator=generator)
    mask = torch.arange(4) < torch.tensor([[4], [1], [2]])
    nats = [-logits[b, t].log_softmax(0)[target[b, t]].item() for b in range(3) for t in range(4) if mask[b, t]]
    assert len(nats) == 7
    assert token_loss(logits, target, mask).item() == pytest.approx(sum(nats) / 7)
    assert token_loss(logits, target).item() == pytest.approx(token_loss(logits, target, mask | True).item())


def test_padding_gets_no_gradient():
    logits = torch.zeros(1, 3, 2, requires_grad=True)
    token_loss(logits, torch.zeros(1, 3, dtype=torch.int64), torch.tensor([[True, True, False]])).backward()
    assert logits.grad[0].tolist() == [[-0.25, 0.25], [-0.25, 0.25], [0.0, 0.0]]


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((2, 3), (2, 3), None), r"logits must have shape \(batch, time, vocab_size\).*got \(2, 3\) and \(2, 3\)"),
        (((2, 3, 5), (2, 4), None), r"got \(2, 3, 5\) and \(2, 4\)"),
        (((2, 3, 5), (2, 3), (2, 2)), r"mask must have shape \(2, 3\).*got shape \(2, 2\) with 4 tokens"),
    ],
)
def test_shapes_are_checked(shapes, message):
    logits, target, mask = shapes
    mask = None if mask is None else torch.ones(mask, dtype=torch.bool)
    with pytest.raises(ValueError, match=message):
        token_loss(torch.zeros(logits), torch.zeros(target, dtype=torch.int64), mask)


def test_at_least_one_token_counts():
    with pytest.raises(ValueError, match=r"count at least one token, got shape \(1, 2\) with 0 tokens"):
        token_loss(torch.zeros(1, 2, 3), torch.zeros(1, 2, dtype=torch.int64), torch.zeros(1, 2, dtype=torch.bool))
