"""The settings shared by all models become those of their recurrent layers."""

import pytest

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
