"""Closed formulas against the modules themselves, and against torch's own counter."""

import dataclasses
import itertools

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from lib.transformer import (
    ENCODER_DECODER_PRESETS,
    TRANSFORMER_LM_PRESETS,
    EncoderDecoder,
    EncoderDecoderConfig,
    TransformerConfig,
    TransformerLM,
    TransformerLMConfig,
    cache_bytes,
    flop_counts,
    parameter_counts,
)

SIZES = {"d_model": 24, "n_heads": 4, "d_ff": 40, "n_layers": 3, "context_length": 11}
VARIANTS = [
    {"positions": positions, "activation": activation, "norm": norm, "norm_first": first, "bias": bias, "n_kv_heads": n}
    for positions, (activation, norm, first, bias, n) in itertools.product(
        ("sinusoidal", "learned", "rotary"),
        (("relu", "layer", False, True, None), ("swiglu", "rms", True, False, 1), ("gelu", "layer", True, False, 2)),
    )
]


def lm(options, **more):
    return TransformerLMConfig(vocab_size=17, **SIZES, **options, **more)


def pair(options, **more):
    return EncoderDecoderConfig(**{"source_vocab_size": 17, "target_vocab_size": 19, **SIZES, **options, **more})


def held(model, *parts):
    """Return the number of different parameters whose names contain one of these parts."""
    return sum(each.numel() for name, each in model.named_parameters() if any(part in name for part in parts))


@pytest.mark.parametrize("options", VARIANTS)
def test_parameters_part_by_part(options):
    configs = [lm(options), lm(options, tied=False), pair(options), pair(options, tied="none")]
    configs.append(pair(options, tied="all", target_vocab_size=17))
    for config in configs:
        model = (TransformerLM if isinstance(config, TransformerLMConfig) else EncoderDecoder)(config)
        counts = parameter_counts(config)
        assert sum(counts.values()) == sum(each.numel() for each in model.parameters())
        assert counts == {
            "embedding": held(model, "table"),
            "positions": held(model, "positions"),
            "attention": held(model, "attention.", "cross_attention."),
            "feed_forward": held(model, "feed_forward."),
            "norms": held(model, "norm"),
            "head": held(model, "head"),
        }


@pytest.mark.parametrize("options", VARIANTS)
def test_operations_as_torch_counts_them(options):
    ids = torch.zeros(1, 7, dtype=torch.int64)
    # Without the fused kernel, whose operations on the processor torch does not count.
    for config, arguments, lengths in (
        (lm({**options, "fused": False}), (ids,), (7,)),
        (pair({**options, "fused": False}), (ids[:, :5], ids), (7, 5)),
    ):
        model = (TransformerLM if len(arguments) == 1 else EncoderDecoder)(config).eval()
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model(*arguments)
        assert sum(flop_counts(config, *lengths).values()) == counter.get_total_flops()


def test_the_rule_of_twelve_d_squared():
    counts = parameter_counts(TRANSFORMER_LM_PRESETS["gpt2"])
    blocks = counts["attention"] + counts["feed_forward"] + counts["norms"]
    assert blocks == pytest.approx(12 * 12 * 768**2, rel=0.002)


def test_attention_grows_with_the_square_of_the_length():
    config = TRANSFORMER_LM_PRESETS["small"]
    one, two = flop_counts(config, 100), flop_counts(config, 200)
    assert two["attention"] == 4 * one["attention"]
    assert two["projections"] == 2 * one["projections"]


@pytest.mark.parametrize("n_kv_heads", [None, 1, 2])
def test_bytes_of_the_cache(n_kv_heads):
    config = lm({"n_kv_heads": n_kv_heads})
    model = TransformerLM(config)
    assert cache_bytes(config, 5) == model.new_cache(5).memory_bytes
    assert cache_bytes(config, 5, 8, torch.bfloat16) == model.bfloat16().new_cache(5, 8).memory_bytes


def test_arguments_are_checked():
    config = ENCODER_DECODER_PRESETS["tiny"]
    with pytest.raises(TypeError, match="config must be a TransformerLMConfig or EncoderDecoderConfig, got Transf"):
        parameter_counts(TransformerConfig())
    with pytest.raises(TypeError, match="config must be a TransformerLMConfig or EncoderDecoderConfig, got int"):
        flop_counts(3, 4)
    with pytest.raises(ValueError, match="source_time must be given for an encoder-decoder, got None"):
        flop_counts(config, 4)
    with pytest.raises(ValueError, match="source_time must be None for a decoder-only model, got 4"):
        flop_counts(TRANSFORMER_LM_PRESETS["tiny"], 4, 4)
    with pytest.raises(ValueError, match="time must be >= 1, got 0"):
        flop_counts(config, 0, 4)
    with pytest.raises(ValueError, match="batch_size must be >= 1, got 0"):
        cache_bytes(dataclasses.replace(config), 0)
