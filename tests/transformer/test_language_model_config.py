"""Settings and presets of the language model."""

import pytest
import torch

from lib.transformer import TRANSFORMER_LM_PRESETS, TransformerLM, TransformerLMConfig, parameter_counts


@pytest.mark.parametrize("name", TRANSFORMER_LM_PRESETS)
def test_every_preset_makes_a_model(name):
    config = TransformerLMConfig.from_preset(name, vocab_size=70)
    assert config.vocab_size == 70
    with torch.device("meta"):
        logits = TransformerLM(config)(torch.zeros(2, 5, dtype=torch.int64))
    assert logits.shape == (2, 5, 70)


def test_gpt2_has_its_published_size():
    assert sum(parameter_counts(TRANSFORMER_LM_PRESETS["gpt2"]).values()) == 124_439_808


def test_the_modern_preset_is_about_as_large_as_the_small_one():
    sizes = [sum(parameter_counts(TransformerLMConfig.from_preset(name, 65)).values()) for name in ("small", "modern")]
    assert sizes[1] == pytest.approx(sizes[0], rel=0.1)


def test_settings_are_checked():
    with pytest.raises(ValueError, match="name must be one of 'tiny', 'small', 'modern', 'gpt2', got 'gpt3'"):
        TransformerLMConfig.from_preset("gpt3", 10)
    with pytest.raises(ValueError, match="vocab_size must be >= 1, got 0"):
        TransformerLMConfig(vocab_size=0)
    with pytest.raises(TypeError, match="tied must be True or False, got 1"):
        TransformerLMConfig(tied=1)
    with pytest.raises(ValueError, match="n_layers must be >= 1, got 0"):
        TransformerLMConfig(n_layers=0)
