"""The layers of lib.transformer give the numbers and gradients of torch.nn's own."""

import itertools

import pytest
import torch
from torch import nn
from torch.nn import functional

from lib.transformer import (
    Attention,
    Block,
    LayerNorm,
    RMSNorm,
    TransformerConfig,
    causal_mask,
    copy_from_torch,
    scaled_dot_product_attention,
)

TOLERANCES = {torch.float32: 1e-6, torch.float64: 1e-10}


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def close(ours, theirs, dtype):
    """Compare by the largest absolute value, so that a gradient near 0 need not be exact."""
    error = (ours - theirs).abs().max() / theirs.abs().max().clamp(min=1.0)
    assert error <= TOLERANCES[dtype], error


def redraw(module, draw):
    """Give every parameter, biases and norms too, a number that is not its start."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=draw, dtype=parameter.dtype) * 0.1)


def compare(pairs, leaves, draw, dtype):
    """Compare outputs, and gradients for an upstream gradient that is not 1."""
    found = []
    upstream = torch.rand(pairs[1].shape, generator=draw, dtype=dtype) - 0.5
    for output, wanted in zip(pairs, leaves):
        found.append([output, *torch.autograd.grad(output, wanted, upstream)])
    for ours, theirs in zip(*found, strict=True):
        close(ours, theirs, dtype)


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("fused", [True, False])
def test_dot_product_attention(fused, dtype):
    draw = seeded(0)
    for trial in range(16):
        sizes = [int(torch.randint(1, 9, (), generator=draw)) for _ in range(6)]
        n, n_kv_heads, group, n_query, n_key, width = sizes
        causal, masked = bool(trial & 1), bool(trial & 2)
        n_key = n_query if causal else n_key
        shapes = [(n, n_kv_heads * group, n_query, width), (n, n_kv_heads, n_key, width), (n, n_kv_heads, n_key, 5)]
        parts = [torch.randn(shape, generator=draw, dtype=dtype, requires_grad=True) for shape in shapes]
        mask = torch.rand(n, 1, n_query, n_key, generator=draw) < 0.6 if masked else None
        whole = mask
        if causal:
            whole = causal_mask(n_query) if mask is None else mask & causal_mask(n_query)
        scale = 0.3 if trial & 4 else None
        ours = scaled_dot_product_attention(*parts, mask, is_causal=causal, scale=scale, fused=fused)
        theirs = functional.scaled_dot_product_attention(*parts, whole, scale=scale, enable_gqa=True)
        compare((ours, theirs), (parts, parts), draw, dtype)


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("bias", [True, False])
def test_multi_head_attention(bias, fused, dtype):
    draw = seeded(1)
    for n_heads, width, n_query, n_key in ((1, 3, 4, 4), (2, 4, 5, 3), (4, 2, 1, 7), (3, 5, 6, 6)):
        theirs = nn.MultiheadAttention(n_heads * width, n_heads, bias=bias, batch_first=True, dtype=dtype)
        redraw(theirs, draw)
        ours = Attention(n_heads * width, n_heads, bias=bias, fused=fused).to(dtype)
        copy_from_torch(ours, theirs)
        x = torch.randn(2, n_query, n_heads * width, generator=draw, dtype=dtype, requires_grad=True)
        source = torch.randn(2, n_key, n_heads * width, generator=draw, dtype=dtype, requires_grad=True)
        real = torch.arange(n_key) < torch.tensor([[n_key], [max(1, n_key - 2)]])
        expected = theirs(x, source, source, key_padding_mask=~real, need_weights=False)[0]  # True = may not attend
        compare((ours(x, source, mask=real[:, None, None]), expected), ([x, source],) * 2, draw, dtype)
        square = theirs(x, x, x, attn_mask=~causal_mask(n_query), need_weights=False)[0]
        compare((ours(x, causal=True), square), ([x],) * 2, draw, dtype)


def both(cross, norm_first, activation, bias, fused, dtype, draw):
    """Return our block and torch's layer with the same weights."""
    kind = nn.TransformerDecoderLayer if cross else nn.TransformerEncoderLayer
    theirs = kind(12, 3, 20, 0.0, activation, norm_first=norm_first, batch_first=True, bias=bias, dtype=dtype)
    redraw(theirs, draw)
    config = TransformerConfig(
        d_model=12, n_heads=3, d_ff=20, norm_first=norm_first, activation=activation, bias=bias, fused=fused
    )
    ours = Block(config, cross=cross).to(dtype)
    copy_from_torch(ours, theirs)
    return ours, theirs


OPTIONS = list(itertools.product([True, False], ["relu", "gelu"], [True, False], [True, False]))


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize(("norm_first", "activation", "bias", "fused"), OPTIONS)
def test_encoder_layer(norm_first, activation, bias, fused, dtype):
    draw = seeded(2)
    ours, theirs = both(False, norm_first, activation, bias, fused, dtype, draw)
    x = torch.randn(3, 6, 12, generator=draw, dtype=dtype, requires_grad=True)
    real = torch.arange(6) < torch.tensor([[6], [4], [1]])
    for mask, causal, options in (
        (None, False, {}),
        (real[:, None, None], False, {"src_key_padding_mask": ~real}),
        (None, True, {"src_mask": ~causal_mask(6)}),
        (real[:, None, None], True, {"src_mask": ~causal_mask(6), "src_key_padding_mask": ~real}),
    ):
        pair = ours(x, mask=mask, causal=causal), theirs(x, **options)
        compare(pair, ([x, ours.feed_forward.up.weight], [x, theirs.linear1.weight]), draw, dtype)


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize(("norm_first", "activation", "bias", "fused"), OPTIONS)
def test_decoder_layer(norm_first, activation, bias, fused, dtype):
    draw = seeded(3)
    ours, theirs = both(True, norm_first, activation, bias, fused, dtype, draw)
    x = torch.randn(3, 5, 12, generator=draw, dtype=dtype, requires_grad=True)
    memory = torch.randn(3, 7, 12, generator=draw, dtype=dtype, requires_grad=True)
    real = torch.arange(7) < torch.tensor([[7], [3], [1]])
    expected = theirs(x, memory, tgt_mask=~causal_mask(5), memory_key_padding_mask=~real)
    pair = ours(x, memory, causal=True, memory_mask=real[:, None, None]), expected
    compare(pair, ([x, memory, ours.attention.out.weight], [x, memory, theirs.self_attn.out_proj.weight]), draw, dtype)


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (LayerNorm, nn.LayerNorm),
        (
            lambda *args, **options: LayerNorm(*args, bias=False, **options),
            lambda n, eps: nn.LayerNorm(n, eps, bias=False),
        ),
        (RMSNorm, nn.RMSNorm),
    ],
)
def test_norms(ours, theirs, fused, dtype):
    draw = seeded(4)
    # With one or two features the gradient is a difference of nearly equal numbers: nothing for float32.
    for width in (1, 2, 7, 64) if dtype == torch.float64 else (7, 64):
        for eps in (1e-5, 1e-2):
            expected = theirs(width, eps).to(dtype)
            redraw(expected, draw)
            norm = ours(width, eps, fused=fused).to(dtype)
            norm.load_state_dict(expected.state_dict())  # the same names
            x = torch.randn(3, 5, width, generator=draw, dtype=dtype, requires_grad=True)
            compare((norm(x), expected(x)), ([x, norm.weight], [x, expected.weight]), draw, dtype)
