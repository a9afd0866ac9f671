"""Settings and presets of the language model."""

import pytest
import torch

from lib.transformer import TRANSFORMER_LM_PRESETS, TransformerLM, TransformerLMConfig, parameter_counts


@pytest.mark.parametrize("name", TRANSFORMER_LM_PRESETS)
def test_every_preset_makes_a_model(name):
    config = TransformerLMConfig.from_preset(name, vocab_size=70)
    assert config.vocab_size == 70
    with torch.device("meta"):
        model = TransformerLM(config)
        if config.n_experts is None:  # which experts read a token depends on its numbers, and here are none
            assert model(torch.zeros(2, 5, dtype=torch.int64)).shape == (2, 5, 70)
    assert sum(each.numel() for each in model.parameters()) == sum(parameter_counts(config).values())


def test_gpt2_has_its_published_size():
    assert sum(parameter_counts(TRANSFORMER_LM_PRESETS["gpt2"]).values()) == 124_439_808


def test_mixtral_has_its_published_sizes():
    """46.7 billion parameters, of which a token uses 12.9 billion."""
    config = TRANSFORMER_LM_PRESETS["mixtral-8x7b"]
    assert config.head_dim == 128
    assert round(sum(parameter_counts(config).values()) / 1e9, 1) == 46.7
    assert round(sum(parameter_counts(config, active=True).values()) / 1e9, 1) == 12.9


def test_the_experts_of_a_token_are_as_large_as_the_network_of_tiny():
    tiny, sparse = (parameter_counts(TRANSFORMER_LM_PRESETS[name], active=True) for name in ("tiny", "tiny-moe"))
    n_router = sparse.pop("router")
    assert n_router == 2 * 64 * 8
    # The second expert has a bias of its own at its end.
    assert {**sparse, "feed_forward": sparse["feed_forward"] - 2 * 64} == tiny


def test_the_modern_preset_is_about_as_large_as_the_small_one():
    sizes = [sum(parameter_counts(TransformerLMConfig.from_preset(name, 65)).values()) for name in ("small", "modern")]
    assert sizes[1] == pytest.approx(sizes[0], rel=0.1)


def test_settings_are_checked():
    known = "'tiny', 'small', 'modern', 'gpt2', 'tiny-moe', 'mixtral-8x7b'"
    with pytest.raises(ValueError, match=f"name must be one of {known}, got 'gpt3'"):
        TransformerLMConfig.from_preset("gpt3", 10)
    with pytest.raises(ValueError, match="vocab_size must be >= 1, got 0"):
        TransformerLMConfig(vocab_size=0)
    with pytest.raises(TypeError, match="tied must be True or False, got 1"):
        TransformerLMConfig(tied=1)
    with pytest.raises(ValueError, match="n_layers must be >= 1, got 0"):
        TransformerLMConfig(n_layers=0)
