"""Multi-head attention: heads, shared keys, causality, cache, cross-attention."""

import pytest
import torch

from lib.transformer import Attention, KeyValueCache, RotaryPositions, causal_mask


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def draw(*shape, seed=0):
    return torch.randn(shape, generator=seeded(seed), dtype=torch.float64)


def made(*args, **options):
    return Attention(*args, **options, generator=seeded(9)).double()


def by_loops(layer, x, source):
    """Return the formula, head by head, with one matrix for each head."""
    width, group = layer.head_dim, layer.n_heads // layer.n_kv_heads
    heads = []
    for i in range(layer.n_heads):
        own, shared = slice(i * width, (i + 1) * width), slice(i // group * width, (i // group + 1) * width)
        query = x @ layer.query.weight[own].T + layer.query.bias[own]
        key = source @ layer.key.weight[shared].T + layer.key.bias[shared]
        value = source @ layer.value.weight[shared].T + layer.value.bias[shared]
        heads.append((query @ key.transpose(1, 2) / width**0.5).softmax(-1) @ value)
    return torch.cat(heads, dim=2) @ layer.out.weight.T + layer.out.bias


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("n_kv_heads", [None, 1, 2, 4])
def test_the_formula(n_kv_heads, fused):
    layer = made(8, 4, n_kv_heads, fused=fused)
    for parameter in layer.parameters():
        torch.nn.init.normal_(parameter, generator=seeded())  # biases too
    x, source = draw(2, 5, 8), draw(2, 7, 8, seed=1)
    torch.testing.assert_close(layer(x), by_loops(layer, x, x))
    torch.testing.assert_close(layer(x, source), by_loops(layer, x, source))


@pytest.mark.parametrize("n_kv_heads", [4, 2, 1])
@pytest.mark.parametrize("rotary", [None, RotaryPositions(4)])
def test_the_future_does_not_matter(n_kv_heads, rotary):
    layer, x = made(16, 4, n_kv_heads, rotary=rotary), draw(2, 6, 16)
    for t in range(6):
        other = x.clone()
        other[:, t] += 1
        changed = (layer(x, causal=True) - layer(other, causal=True)).abs().amax(dim=(0, 2)) > 1e-12
        assert changed.tolist() == [i >= t for i in range(6)]


def test_without_positions_order_means_nothing():
    layer, x = made(16, 4), draw(2, 6, 16)
    order = torch.randperm(6, generator=seeded())
    torch.testing.assert_close(layer(x[:, order]), layer(x)[:, order])
    with_positions = made(16, 4, rotary=RotaryPositions(4))
    assert not torch.allclose(with_positions(x[:, order]), with_positions(x)[:, order])


def test_rotary_attention_depends_on_distances_only():
    layer, x = made(16, 4, rotary=RotaryPositions(4)), draw(2, 6, 16)
    key, value = layer.keys_values(x)
    there = layer.attend(x, key, value, causal=True)
    key, value = layer.keys_values(x, offset=100)
    torch.testing.assert_close(layer.attend(x, key, value, causal=True, offset=100), there)


@pytest.mark.parametrize("n_kv_heads", [4, 1])
@pytest.mark.parametrize("rotary", [None, RotaryPositions(4)])
@pytest.mark.parametrize("parts", [[6], [1] * 6, [3, 1, 2], [2, 4]])
def test_a_cache_changes_nothing(parts, rotary, n_kv_heads):
    layer, x = made(16, 4, n_kv_heads, rotary=rotary), draw(2, 6, 16)
    cache = KeyValueCache(1, 2, n_kv_heads, 6, 4, dtype=torch.float64)
    with torch.no_grad():
        pieces = [layer(part, causal=True, cache=cache) for part in x.split(parts, dim=1)]
        torch.testing.assert_close(torch.cat(pieces, dim=1), layer(x, causal=True))


def test_masks_hide_keys():
    layer, x = made(16, 4), draw(2, 6, 16)
    mask = torch.ones(2, 1, 1, 6, dtype=torch.bool)
    mask[0, ..., 4:] = False
    torch.testing.assert_close(layer(x, mask=mask)[0, :4], layer(x[:1, :4])[0])
    torch.testing.assert_close(layer(x, mask=mask, causal=True), layer(x, mask=mask & causal_mask(6)))
    torch.testing.assert_close(layer(x, mask=causal_mask(6)), layer(x, causal=True))


def test_dropout_only_in_training():
    layer, x = made(16, 4, dropout=0.5), draw(2, 6, 16)
    assert not torch.equal(layer(x), layer(x))
    assert torch.equal(layer.eval()(x), layer(x))


@pytest.mark.parametrize(
    ("args", "options", "message"),
    [
        ((0, 1), {}, "d_model must be >= 1, got 0"),
        ((8, 3), {}, "d_model must be a multiple of n_heads, got 8 and 3"),
        ((8, 4, 3), {}, "n_heads must be a multiple of n_kv_heads, got 4 and 3"),
        ((8, 4), {"dropout": 1}, "dropout must be >= 0 and < 1, got 1"),
        ((8, 4), {"rotary": RotaryPositions(4)}, "rotary must have head_dim 2, got 4"),
    ],
)
def test_settings_are_checked(args, options, message):
    with pytest.raises(ValueError, match=message):
        Attention(*args, **options)


def test_arguments_are_checked():
    layer, x = made(8, 2), draw(1, 3, 8)
    assert "8, n_heads=2, n_kv_heads=2" in repr(layer)
    with pytest.raises(ValueError, match=r"x must have shape \(batch, time, 8\), got \(3, 8\)"):
        layer.attend(x[0], *layer.keys_values(x))
    with pytest.raises(ValueError, match=r"source must have shape \(batch, time, 8\), got \(1, 3, 4\)"):
        layer(x, x[..., :4])
    with pytest.raises(ValueError, match="source must be None with a cache, rotary positions or causal, got other"):
        layer(x, x, causal=True)
    with pytest.raises(TypeError, match="fused must be True or False, got 1"):
        Attention(8, 2, fused=1)
