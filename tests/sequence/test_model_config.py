"""The settings shared by all models become those of their recurrent layers."""

import pytest

from lib.sequence import (
    CHAR_LM_PRESETS,
    READER_PRESETS,
    SEQ2SEQ_PRESETS,
    TAGGER_PRESETS,
    CharLM,
    CharLMConfig,
    Reader,
    ReaderConfig,
    Seq2Seq,
    Seq2SeqConfig,
    Tagger,
    TaggerConfig,
)
from lib.sequence.model_config import ModelConfig


def test_the_recurrent_layers_settings():
    config = ModelConfig(cell="lstm", d_embedding=5, hidden_size=7, n_layers=2, dropout=0.1, forget_bias=1.0)
    layers = config.recurrent(bidirectional=True)
    assert (layers.cell, layers.input_size, layers.hidden_size, layers.n_layers) == ("lstm", 5, 7, 2)
    assert (layers.dropout, layers.forget_bias, layers.bidirectional) == (0.1, 1.0, True)
    assert config.recurrent(input_size=9).input_size == 9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"d_embedding": 0}, "d_embedding must be >= 1, got 0"),
        ({"cell": "elman"}, "cell must be one of 'rnn', 'gru', 'lstm', got 'elman'"),
        ({"dropout": 1}, "dropout must be >= 0 and < 1, got 1"),
        ({"forget_bias": 1.0}, "forget_bias must be None unless cell is 'lstm'"),
    ],
)
def test_settings_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        ModelConfig(**options)


def test_every_preset_makes_a_model_of_the_sizes_asked_for():
    for name in CHAR_LM_PRESETS:
        assert CharLM(CharLMConfig.from_preset(name, 31)).head.out_features == 31
    for name in TAGGER_PRESETS:
        model = Tagger(TaggerConfig.from_preset(name, 31, 4))
        assert (model.embedding.num_embeddings, model.head.out_features) == (31, 4)
    for name in READER_PRESETS:
        assert Reader(ReaderConfig.from_preset(name, cell="lstm")).recurrent.config.cell == "lstm"
        assert Reader(ReaderConfig.from_preset(name)).config == READER_PRESETS[name]
    for name in SEQ2SEQ_PRESETS:
        model = Seq2Seq(Seq2SeqConfig.from_preset(name, 31, 17))
        assert (model.source_embedding.num_embeddings, model.head.out_features) == (31, 17)


@pytest.mark.parametrize(
    ("call", "known"),
    [
        (lambda: CharLMConfig.from_preset("huge", 9), "'tiny', 'small'"),
        (lambda: TaggerConfig.from_preset("huge", 9, 3), "'tiny', 'tiny-forward'"),
        (lambda: ReaderConfig.from_preset("huge"), "'adding', 'order'"),
        (lambda: Seq2SeqConfig.from_preset("huge", 9, 9), "'toy', 'toy-every-step'"),
    ],
)
def test_every_model_lists_its_presets(call, known):
    with pytest.raises(ValueError, match=f"name must be one of {known}.*got 'huge'"):
        call()
