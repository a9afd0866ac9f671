"""The decoder: causal, with or without an encoder's result, the same with a cache."""

import pytest
import torch

from lib.transformer import Decoder, LayerNorm, TransformerConfig


def made(cross=True, **options):
    config = TransformerConfig(d_model=16, n_heads=4, d_ff=24, n_layers=3, context_length=20, **options)
    return Decoder(config, cross=cross, generator=torch.Generator().manual_seed(0)).double()


def draw(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


X, MEMORY = draw(2, 6, 16), draw(2, 9, 16, seed=1)
MASK = torch.arange(9) < torch.tensor([[9], [4]])


@pytest.mark.parametrize("norm_first", [True, False])
@pytest.mark.parametrize("cross", [True, False])
def test_the_future_does_not_matter(cross, norm_first):
    decoder, memory = made(cross, norm_first=norm_first), MEMORY if cross else None
    for t in range(6):
        other = X.clone()
        other[:, t, 0] += 1  # one feature: a shift of all of them is nothing to a norm
        changed = (decoder(X, memory) - decoder(other, memory)).abs().amax(dim=(0, 2)) > 1e-12
        assert changed.tolist() == [i >= t for i in range(6)]


def test_padding_of_the_source_is_not_seen():
    decoder = made()
    torch.testing.assert_close(decoder(X, MEMORY, MASK)[1], decoder(X[1:], MEMORY[1:, :4])[0])


@pytest.mark.parametrize("options", [{}, {"positions": "rotary", "n_kv_heads": 2, "norm_first": True}])
@pytest.mark.parametrize("parts", [[1] * 6, [2, 3, 1]])
@pytest.mark.parametrize("cross", [True, False])
def test_a_cache_changes_nothing(cross, parts, options):
    decoder = made(cross, **options)
    memory, mask = (MEMORY, MASK) if cross else (None, None)
    cache = decoder.new_cache(2)
    with torch.no_grad():
        pieces = [decoder(part, memory, mask, cache) for part in X.split(parts, dim=1)]
        torch.testing.assert_close(torch.cat(pieces, dim=1), decoder(X, memory, mask))
    assert cache.length == 6


def test_a_cache_fits_the_decoder():
    cache = made(n_kv_heads=2).new_cache(5)
    assert cache.keys.shape == (3, 5, 2, 20, 4)
    assert cache.keys.dtype == torch.float64
    assert made().new_cache(1, 7).context_length == 7


def test_a_pre_norm_stack_ends_with_a_norm():
    assert made().norm is None
    assert isinstance(made(norm_first=True).norm, LayerNorm)


def test_arguments_are_checked():
    with pytest.raises(ValueError, match=r"memory_mask must have shape \(2, 9\), got \(2, 6\)"):
        made()(X, MEMORY, MASK[:, :6])
    with pytest.raises(ValueError, match="memory must be given to a block with cross-attention, got None"):
        made()(X)
    with pytest.raises(TypeError, match="cross must be True or False, got 1"):
        made(cross=1)
