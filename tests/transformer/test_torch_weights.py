"""Weights of torch.nn taken over; what they then compute is tested in tests/reference."""

import pytest
import torch
from torch import nn

from lib.transformer import Attention, Block, TransformerConfig, copy_from_torch

CONFIG = TransformerConfig(d_model=8, n_heads=2, d_ff=16)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Attention(8, 2), nn.MultiheadAttention(8, 2)),
        (Attention(8, 2, bias=False), nn.MultiheadAttention(8, 2, bias=False)),
        (Block(CONFIG), nn.TransformerEncoderLayer(8, 2, 16)),
        (Block(CONFIG, cross=True), nn.TransformerDecoderLayer(8, 2, 16)),
    ],
)
def test_every_number_is_taken_and_none_is_shared(ours, theirs):
    copy_from_torch(ours, theirs)

    def numbers(module):
        return torch.cat([each.detach().flatten() for each in module.parameters()]).sort().values

    assert torch.equal(numbers(ours), numbers(theirs))
    with torch.no_grad():
        for parameter in theirs.parameters():
            parameter.fill_(3.0)
    assert not (numbers(ours) == 3).any()


def test_what_does_not_belong_together_is_refused():
    with pytest.raises(TypeError, match="matches: Attention without cross_attention, got Linear"):
        copy_from_torch(Attention(8, 2), nn.Linear(8, 8))
    with pytest.raises(TypeError, match="matches: Block without cross_attention, got TransformerDecoderLayer"):
        copy_from_torch(Block(CONFIG), nn.TransformerDecoderLayer(8, 2, 16))
    with pytest.raises(TypeError, match="matches: Block with cross_attention, got TransformerEncoderLayer"):
        copy_from_torch(Block(CONFIG, cross=True), nn.TransformerEncoderLayer(8, 2, 16))
    with pytest.raises(ValueError, match=r"got other ones for key.bias, out.bias, query.bias, value.bias"):
        copy_from_torch(Attention(8, 2), nn.MultiheadAttention(8, 2, bias=False))
    with pytest.raises(ValueError, match=r"sizes of ours, got other ones for key.weight, value.weight"):
        copy_from_torch(Attention(8, 2, 1, bias=False), nn.MultiheadAttention(8, 2, bias=False))
