"""Settings of a stack are checked where they are made."""

import dataclasses

import pytest

from lib.transformer import TransformerConfig
from lib.transformer.config import sized_preset


def test_sizes_that_follow():
    config = TransformerConfig(d_model=64, n_heads=8, n_kv_heads=2)
    assert (config.head_dim, config.n_key_heads) == (8, 2)
    assert TransformerConfig(n_heads=8).n_key_heads == 8
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.d_model = 3


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        *(
            ({name: 0}, ValueError, f"{name} must be >= 1, got 0")
            for name in ("d_model", "n_heads", "n_kv_heads", "d_ff", "n_layers", "context_length")
        ),
        ({"d_model": 10}, ValueError, "d_model must be a multiple of n_heads, got 10 and 4"),
        ({"n_kv_heads": 3}, ValueError, "n_heads must be a multiple of n_kv_heads, got 4 and 3"),
        ({"positions": "absolute"}, ValueError, "positions must be one of .* got 'absolute'"),
        ({"d_model": 9, "n_heads": 1}, ValueError, "positions must not be 'sinusoidal' for an odd width, got width 9"),
        ({"d_model": 12, "positions": "rotary"}, ValueError, "must not be 'rotary' for an odd width, got width 3"),
        ({"rotary_layout": "x"}, ValueError, "rotary_layout must be one of 'interleaved', 'halves', got 'x'"),
        ({"activation": "x"}, ValueError, "activation must be one of .* got 'x'"),
        ({"norm": "x"}, ValueError, "norm must be one of 'layer', 'rms', got 'x'"),
        ({"norm_first": 1}, TypeError, "norm_first must be True or False, got 1"),
        ({"bias": 1}, TypeError, "bias must be True or False, got 1"),
        ({"fused": 1}, TypeError, "fused must be True or False, got 1"),
        ({"norm_eps": -1}, ValueError, "norm_eps must be >= 0, got -1"),
        ({"position_base": 1}, ValueError, "position_base must be > 1, got 1"),
        ({"dropout": 1}, ValueError, "dropout must be >= 0 and < 1, got 1"),
        ({"attention_dropout": 1}, ValueError, "attention_dropout must be >= 0 and < 1, got 1"),
        ({"n_experts": 0}, ValueError, "n_experts must be >= 1, got 0"),
        ({"n_experts": 3, "top_k": 4}, ValueError, "top_k must be >= 1 and <= 3, got 4"),
        ({"softmax_over": "best"}, ValueError, "softmax_over must be one of 'chosen', 'all', got 'best'"),
        ({"router_noise": -1}, ValueError, "router_noise must be >= 0, got -1"),
        ({"capacity_factor": 0}, ValueError, "capacity_factor must be > 0, got 0"),
        ({"feed_forward_dropout": 1}, ValueError, "feed_forward_dropout must be >= 0 and < 1, got 1"),
    ],
)
def test_settings_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        TransformerConfig(**options)


def test_presets():
    presets = {"one": TransformerConfig(), "two": TransformerConfig(n_layers=1)}
    assert sized_preset("two", presets, d_ff=7) == TransformerConfig(n_layers=1, d_ff=7)
    with pytest.raises(ValueError, match="name must be one of 'one', 'two', got 'three'"):
        sized_preset("three", presets)
