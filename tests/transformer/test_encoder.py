"""The encoder: no order without positions, padding that nobody sees, a norm at the end of a pre-norm stack."""

import pytest
import torch

from lib.transformer import Encoder, LayerNorm, TransformerConfig


def made(**options):
    config = TransformerConfig(d_model=16, n_heads=4, d_ff=24, n_layers=3, **options)
    return Encoder(config, generator=torch.Generator().manual_seed(0)).double()


X = torch.randn(2, 6, 16, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


@pytest.mark.parametrize("norm_first", [True, False])
def test_a_permutation_passes_through(norm_first):
    encoder = made(norm_first=norm_first)
    order = torch.randperm(6, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(encoder(X[:, order]), encoder(X)[:, order])
    rotary = made(norm_first=norm_first, positions="rotary")
    assert not torch.allclose(rotary(X[:, order]), rotary(X)[:, order])


def test_padding_is_not_seen():
    encoder, mask = made(), torch.ones(2, 6, dtype=torch.bool)
    mask[0, 4:] = False
    torch.testing.assert_close(encoder(X, mask)[0, :4], encoder(X[:1, :4])[0])
    torch.testing.assert_close(encoder(X, mask)[1], encoder(X)[1])


def test_a_pre_norm_stack_ends_with_a_norm():
    assert made().norm is None
    encoder = made(norm_first=True)
    assert isinstance(encoder.norm, LayerNorm)
    torch.testing.assert_close(encoder(X).mean(-1), torch.zeros(2, 6, dtype=torch.float64), rtol=0, atol=1e-9)


def test_rotary_positions_are_shared():
    encoder = made(positions="rotary")
    assert len({id(block.attention.rotary) for block in encoder.blocks}) == 1


def test_masks_are_checked():
    with pytest.raises(ValueError, match=r"padding_mask must have shape \(2, 6\), got \(2, 5\)"):
        made()(X, torch.ones(2, 5, dtype=torch.bool))
    with pytest.raises(TypeError, match="padding_mask must be boolean"):
        made()(X, torch.ones(2, 6))
