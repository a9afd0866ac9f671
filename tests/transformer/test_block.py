"""One block: order of sublayers and norms, causality, positions, cache."""

import pytest
import torch

from lib.transformer import Block, FeedForward, MixtureOfExperts, RotaryPositions, TransformerConfig
from lib.transformer.block import make_feed_forward, make_rotary


def made(cross=False, **options):
    config = TransformerConfig(**{"d_model": 16, "n_heads": 4, "d_ff": 24, "dropout": 0.0, **options})
    return Block(config, cross=cross, generator=torch.Generator().manual_seed(0)).double()


def draw(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_post_norm_normalises_the_sums():
    block, x, memory = made(cross=True), draw(2, 5, 16), draw(2, 7, 16, seed=1)
    y = block.attention_norm(x + block.attention(x))
    y = block.cross_norm(y + block.cross_attention(y, memory))
    torch.testing.assert_close(block(x, memory), block.feed_forward_norm(y + block.feed_forward(y)))


def test_pre_norm_leaves_the_sum_alone():
    block, x, memory = made(cross=True, norm_first=True, norm="rms"), draw(2, 5, 16), draw(2, 7, 16, seed=1)
    y = x + block.attention(block.attention_norm(x))
    y = y + block.cross_attention(block.cross_norm(y), memory)
    torch.testing.assert_close(block(x, memory), y + block.feed_forward(block.feed_forward_norm(y)))


def gradient_share(norm_first):
    """Return the gradient at the first of 12 blocks over that at the last, by weights of the feed-forward layer."""
    config = TransformerConfig(d_model=32, n_heads=4, d_ff=64, norm_first=norm_first)
    draw = torch.Generator().manual_seed(0)
    blocks = torch.nn.Sequential(*(Block(config, generator=draw) for _ in range(12)))
    x = torch.randn(8, 6, 32, generator=draw)
    (blocks(x) * torch.randn(8, 6, 32, generator=draw)).sum().backward()
    norms = [block.feed_forward.down.weight.grad.norm().item() for block in blocks]
    return norms[0] / norms[-1]


def test_post_norm_shrinks_gradients_on_their_way_down():
    assert gradient_share(norm_first=False) < gradient_share(norm_first=True)


def test_dropout_acts_on_what_is_added():
    block, x = made(dropout=0.5, norm_first=True), draw(2, 5, 16)
    assert not torch.equal(block(x), block(x))
    assert torch.equal(block.eval()(x), block(x))


def test_cross_attention_is_never_rotary():
    block = made(cross=True, positions="rotary")
    assert isinstance(block.attention.rotary, RotaryPositions)
    assert block.cross_attention.rotary is None
    x, memory = draw(2, 5, 16), draw(2, 7, 16, seed=1)
    order = torch.randperm(7, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(block(x, memory[:, order]), block(x, memory))


def test_rotary_positions_follow_the_config():
    config = TransformerConfig(positions="rotary", rotary_layout="halves", position_base=500.0, context_length=9)
    rotary = make_rotary(config)
    assert (rotary.head_dim, rotary.context_length, rotary.base, rotary.layout) == (32, 9, 500.0, "halves")
    assert make_rotary(TransformerConfig()) is None


def test_experts_take_the_place_of_the_feed_forward_layer():
    options = {"n_experts": 3, "top_k": 1, "softmax_over": "all", "router_noise": 0.5, "capacity_factor": 2.0}
    layer = made(**options, activation="swiglu", feed_forward_dropout=0.25, bias=False).feed_forward
    assert isinstance(layer, MixtureOfExperts)
    router = layer.router
    assert (len(layer.experts), router.top_k, router.softmax_over, router.noise) == (3, 1, "all", 0.5)
    assert layer.capacity_factor == 2.0
    for expert in layer.experts:
        assert (expert.activation, expert.dropout, expert.up.out_features) == ("swiglu", 0.25, 24)
        assert expert.down.bias is None
    assert isinstance(make_feed_forward(TransformerConfig()), FeedForward)


def test_without_experts_parameters_are_called_as_ever():
    names = {name for name, _ in made().named_parameters() if name.startswith("feed_forward.")}
    assert names == {f"feed_forward.{layer}.{part}" for layer in ("up", "down") for part in ("weight", "bias")}


def test_memory_is_wanted_by_cross_attention_only():
    x = draw(1, 3, 16)
    with pytest.raises(ValueError, match="memory must be given to a block with cross-attention, got None"):
        made(cross=True)(x)
    with pytest.raises(ValueError, match="memory must be None for a block without cross-attention, got one"):
        made()(x, x)
    with pytest.raises(TypeError, match="cross must be True or False, got 1"):
        made(cross=1)
