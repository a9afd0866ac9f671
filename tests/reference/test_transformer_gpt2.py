"""The language model against a GPT-2 block written out by hand from the published equations, and torch's stacks."""

import math

import torch
from torch import nn
from torch.nn import functional

from lib.transformer import Encoder, TransformerConfig, TransformerLM, TransformerLMConfig, copy_from_torch


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_a_stack_of_encoder_layers():
    for norm_first in (True, False):
        layer = nn.TransformerEncoderLayer(12, 3, 20, 0.0, norm_first=norm_first, batch_first=True, dtype=torch.float64)
        end = nn.LayerNorm(12, dtype=torch.float64) if norm_first else None
        theirs = nn.TransformerEncoder(layer, 3, end, enable_nested_tensor=False)
        ours = Encoder(TransformerConfig(d_model=12, n_heads=3, d_ff=20, n_layers=3, norm_first=norm_first)).double()
        for block, other in zip(ours.blocks, theirs.layers):
            copy_from_torch(block, other)
        x = torch.randn(2, 6, 12, generator=seeded(), dtype=torch.float64)
        real = torch.arange(6) < torch.tensor([[6], [4]])
        expected = theirs(x, src_key_padding_mask=~real)
        torch.testing.assert_close(ours(x, real)[real], expected[real], rtol=0, atol=1e-10)


def gpt2(state, ids, n_layers, n_heads):
    """Return GPT-2's logits with plain matrix products, from our weights by name."""

    def linear(x, name):
        return x @ state[f"{name}.weight"].T + state[f"{name}.bias"]

    def norm(x, name):
        mean, variance = x.mean(-1, keepdim=True), x.var(-1, keepdim=True, unbiased=False)
        return (x - mean) / torch.sqrt(variance + 1e-5) * state[f"{name}.weight"] + state[f"{name}.bias"]

    time = ids.shape[1]
    x = state["embedding.table.weight"][ids] + state["embedding.positions.weight"][:time]
    hidden = torch.full((time, time), -math.inf, dtype=x.dtype).triu(1)
    for layer in range(n_layers):
        name = f"decoder.blocks.{layer}"
        h = norm(x, f"{name}.attention_norm")
        parts = [linear(h, f"{name}.attention.{part}").chunk(n_heads, dim=2) for part in ("query", "key", "value")]
        heads = [
            functional.softmax(q @ k.transpose(1, 2) / math.sqrt(q.shape[2]) + hidden, dim=2) @ v
            for q, k, v in zip(*parts)
        ]
        x = x + linear(torch.cat(heads, dim=2), f"{name}.attention.out")
        h = linear(norm(x, f"{name}.feed_forward_norm"), f"{name}.feed_forward.up")
        h = 0.5 * h * (1 + torch.tanh(math.sqrt(2 / math.pi) * (h + 0.044715 * h**3)))
        x = x + linear(h, f"{name}.feed_forward.down")
    return norm(x, "decoder.norm") @ state["embedding.table.weight"].T


def test_gpt2s_equations():
    config = TransformerLMConfig(
        vocab_size=11, d_model=12, n_heads=3, d_ff=48, n_layers=3, context_length=9, activation="gelu_tanh"
    )
    model = TransformerLM(config, generator=seeded()).double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=seeded(1), dtype=torch.float64) * 0.2)
    ids = torch.randint(0, 11, (2, 9), generator=seeded(2))
    torch.testing.assert_close(model(ids), gpt2(model.state_dict(), ids, 3, 3), rtol=0, atol=1e-10)
