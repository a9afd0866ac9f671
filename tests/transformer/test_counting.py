"""Closed formulas against the modules themselves, and against torch's own counter."""

import dataclasses
import itertools

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from lib.transformer import (
    ENCODER_DECODER_PRESETS,
    TRANSFORMER_LM_PRESETS,
    VIT_PRESETS,
    EncoderDecoder,
    EncoderDecoderConfig,
    TransformerConfig,
    TransformerLM,
    TransformerLMConfig,
    ViT,
    ViTConfig,
    cache_bytes,
    flop_counts,
    parameter_bytes,
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


VISION = [
    {"pooling": pooling, "positions": positions, "head": head, "bias": bias, "n_experts": n_experts}
    for pooling, positions, head, bias, n_experts in (
        ("class", "learned", "linear", True, None),
        ("mean", "learned", "mlp", True, None),
        ("class", "sinusoidal", "mlp", False, None),
        ("mean", "none", "linear", True, 3),
    )
]


def vision(options):
    sizes = {name: size for name, size in SIZES.items() if name != "context_length"}
    return ViTConfig(image_size=12, patch_size=4, in_channels=3, n_classes=7, **sizes, **options)


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


@pytest.mark.parametrize("options", VISION)
def test_a_vision_transformer(options):
    config = vision({**options, "fused": False})
    model = ViT(config).eval()
    counts, operations = parameter_counts(config), flop_counts(config)
    n_router = counts.pop("router", 0)
    assert counts == {
        "embedding": held(model, "patch_embedding", "class_token"),
        "positions": held(model, "positions"),
        "attention": held(model, "attention."),
        "feed_forward": held(model, "feed_forward.") - n_router,
        "norms": held(model, "norm"),
        "head": held(model, "head"),
    }
    assert n_router == held(model, "router")
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.zeros(1, 3, 12, 12))
    assert sum(operations.values()) == counter.get_total_flops()


@pytest.mark.parametrize("name", ["vit-b/16", "vit-b/32", "vit-l/16", "vit-l/32"])
def test_operations_of_published_vision_transformers(name):
    """torchvision's documentation counts multiply-adds in units of 10^9."""
    published = {"vit-b/16": 17.56, "vit-b/32": 4.41, "vit-l/16": 61.55, "vit-l/32": 15.38}
    assert sum(flop_counts(VIT_PRESETS[name]).values()) / 2e9 == pytest.approx(published[name], abs=0.006)


@pytest.mark.parametrize("options", VARIANTS[:3])
@pytest.mark.parametrize(("n_experts", "top_k"), [(1, 1), (4, 1), (4, 3), (3, 3)])
def test_experts(n_experts, top_k, options):
    options = {**options, "n_experts": n_experts, "top_k": top_k, "fused": False}
    for config, kind, arguments, lengths in (
        (lm(options), TransformerLM, 1, (7,)),
        (pair(options), EncoderDecoder, 2, (7, 7)),
    ):
        model = kind(config).eval()
        counts, active = parameter_counts(config), parameter_counts(config, active=True)
        assert sum(counts.values()) == sum(each.numel() for each in model.parameters())
        assert counts["router"] == held(model, "router")
        assert counts["feed_forward"] == held(model, "experts.")
        assert active["feed_forward"] * n_experts == counts["feed_forward"] * top_k
        assert {**active, "feed_forward": 0} == {**counts, "feed_forward": 0}
        ids = torch.zeros(1, 7, dtype=torch.int64)
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model(*[ids] * arguments)
        assert sum(flop_counts(config, *lengths).values()) == counter.get_total_flops()


def test_without_experts_all_is_active():
    config = TRANSFORMER_LM_PRESETS["gpt2"]
    assert parameter_counts(config, active=True) == parameter_counts(config)
    assert "router" not in parameter_counts(config)


def test_bytes_of_the_parameters():
    config = TRANSFORMER_LM_PRESETS["tiny-moe"]
    model = TransformerLM(config)
    held_bytes = sum(each.numel() * each.element_size() for each in model.parameters())
    assert parameter_bytes(config) == held_bytes
    assert parameter_bytes(config, torch.bfloat16) == held_bytes / 2
    # One expert has two matrices and their biases; 6 of 8 rest, in each of 2 layers.
    idle = 2 * 6 * (2 * 64 * 128 + 128 + 64)
    assert parameter_bytes(config, torch.float16, active=True) == held_bytes / 2 - 2 * idle


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
    with pytest.raises(TypeError, match="EncoderDecoderConfig or ViTConfig, got TransformerConfig"):
        parameter_counts(TransformerConfig())
    with pytest.raises(TypeError, match="EncoderDecoderConfig or ViTConfig, got int"):
        flop_counts(3, 4)
    with pytest.raises(ValueError, match="source_time must be given for an encoder-decoder, got None"):
        flop_counts(config, 4)
    with pytest.raises(ValueError, match="source_time must be None for a model with one stack, got 4"):
        flop_counts(TRANSFORMER_LM_PRESETS["tiny"], 4, 4)
    with pytest.raises(ValueError, match="time must be >= 1, got 0"):
        flop_counts(config, 0, 4)
    with pytest.raises(ValueError, match="time must be given for a text, got None"):
        flop_counts(config)
    with pytest.raises(ValueError, match="time must be None for a ViT, got 4"):
        flop_counts(VIT_PRESETS["tiny-28x28"], 4)
    with pytest.raises(TypeError, match="active must be True or False, got 1"):
        parameter_counts(config, active=1)
    with pytest.raises(ValueError, match="batch_size must be >= 1, got 0"):
        cache_bytes(dataclasses.replace(config), 0)
