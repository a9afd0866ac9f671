"""Settings and presets of the encoder-decoder."""

import pytest
import torch

from lib.transformer import ENCODER_DECODER_PRESETS, EncoderDecoder, EncoderDecoderConfig, parameter_counts

SIZES = {"source_vocab_size": 9, "target_vocab_size": 9}


@pytest.mark.parametrize("name", ENCODER_DECODER_PRESETS)
def test_every_preset_makes_a_model(name):
    with torch.device("meta"):
        model = EncoderDecoder(EncoderDecoderConfig.from_preset(name, 30, 30))
        ids = torch.zeros(2, 5, dtype=torch.int64)
        assert model(ids, ids[:, :3]).shape == (2, 3, 30)


@pytest.mark.parametrize(("name", "millions"), [("base", 65), ("big", 213)])
def test_published_sizes(name, millions):
    # Table 3 rounds, and the paper gives its vocabulary as "about 37000" tokens.
    assert sum(parameter_counts(ENCODER_DECODER_PRESETS[name]).values()) / 1e6 == pytest.approx(millions, rel=0.035)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"source_vocab_size": 0}, "source_vocab_size must be >= 1, got 0"),
        ({"target_vocab_size": 2}, "target_vocab_size must be >= 3, got 2"),
        ({"eos_id": 9}, "eos_id must be >= 0 and <= 8, got 9"),
        ({"eos_id": 1}, r"pad_id, bos_id and eos_id must be three different tokens, got \[0, 1, 1\]"),
        ({"tied": "some"}, "tied must be one of 'none', 'target', 'all', got 'some'"),
        ({"tied": "all", "source_vocab_size": 8}, "tied must not be 'all' for two vocabularies, got sizes 8 and 9"),
        ({"n_heads": 3}, "d_model must be a multiple of n_heads, got 128 and 3"),
    ],
)
def test_settings_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        EncoderDecoderConfig(**{**SIZES, **options})


def test_an_unknown_preset_names_the_known():
    with pytest.raises(ValueError, match="name must be one of 'tiny', 'small', 'base', 'big', got 'huge'"):
        EncoderDecoderConfig.from_preset("huge", 9, 9)
