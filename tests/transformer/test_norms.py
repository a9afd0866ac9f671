"""Norms over the features of each token."""

import pytest
import torch

from lib.transformer import LayerNorm, RMSNorm, make_norm


@pytest.mark.parametrize("fused", [True, False])
def test_layer_norm_gives_mean_0_and_variance_1(fused):
    x = 5 + 3 * torch.randn(4, 7, 32, generator=torch.Generator().manual_seed(0))
    y = LayerNorm(32, fused=fused)(x)
    torch.testing.assert_close(y.mean(-1), torch.zeros(4, 7), rtol=0, atol=1e-5)
    torch.testing.assert_close(y.var(-1, unbiased=False), torch.ones(4, 7), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("fused", [True, False])
def test_rms_norm_keeps_the_mean_and_sets_the_size(fused):
    x = torch.tensor([[3.0, 4.0]])
    y = RMSNorm(2, eps=0.0, fused=fused)(x)
    torch.testing.assert_close(y, x / 12.5**0.5)


@pytest.mark.parametrize("kind", ["layer", "rms"])
def test_the_scale_of_the_input_does_not_matter(kind):
    norm = make_norm(kind, 8, eps=1e-12, fused=False).double()
    x = torch.randn(3, 8, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    torch.testing.assert_close(norm(100 * x), norm(x))


def test_settings():
    assert [name for name, _ in LayerNorm(4, bias=False).named_parameters()] == ["weight"]
    assert repr(make_norm("layer", 4)) == "LayerNorm(4, eps=1e-05, bias=True)"
    with pytest.raises(ValueError, match="kind must be one of 'layer', 'rms', got 'batch'"):
        make_norm("batch", 4)
    for norm in (LayerNorm, RMSNorm):
        with pytest.raises(ValueError, match="d_model must be >= 1, got 0"):
            norm(0)
        with pytest.raises(ValueError, match="eps must be >= 0, got -1"):
            norm(4, -1)
        with pytest.raises(TypeError, match="fused must be True or False, got 1"):
            norm(4, fused=1)
        with pytest.raises(ValueError, match=r"x must have shape \(..., 4\), got \(2, 5\)"):
            norm(4)(torch.zeros(2, 5))
    with pytest.raises(TypeError, match="bias must be True or False, got 0"):
        LayerNorm(4, bias=0)
