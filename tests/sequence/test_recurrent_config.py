"""The settings of a stack: each is checked, and each belongs to its cell."""

import dataclasses

import pytest

from lib.sequence import RecurrentConfig


def test_directions():
    assert RecurrentConfig("gru", 2, 3).n_directions == 1
    assert RecurrentConfig("gru", 2, 3, bidirectional=True).n_directions == 2


def test_it_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        RecurrentConfig("gru", 2, 3).cell = "lstm"


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"cell": "elman"}, ValueError, "cell must be one of 'rnn', 'gru', 'lstm', got 'elman'"),
        ({"input_size": 0}, ValueError, "input_size must be >= 1, got 0"),
        ({"hidden_size": 0}, ValueError, "hidden_size must be >= 1, got 0"),
        ({"n_layers": 0}, ValueError, "n_layers must be >= 1, got 0"),
        ({"bidirectional": 1}, TypeError, "bidirectional must be True or False, got 1"),
        ({"bias": 1}, TypeError, "bias must be True or False, got 1"),
        ({"dropout": 1.0}, ValueError, r"dropout must be >= 0 and < 1, got 1\.0"),
        ({"nonlinearity": "relu"}, ValueError, "nonlinearity must be 'tanh' unless cell is 'rnn', got 'relu'"),
        ({"convention": "chung"}, ValueError, "convention must be one of 'torch', 'cho2014', got 'chung'"),
        ({"forget_bias": 1.0}, ValueError, r"forget_bias must be None unless cell is 'lstm', got 1\.0"),
        ({"forget_bias": "1"}, TypeError, "forget_bias must be a number, got str"),
        (
            {"cell": "lstm", "convention": "cho2014"},
            ValueError,
            "convention must be 'torch' unless cell is 'gru', got 'cho2014'",
        ),
    ],
)
def test_settings_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        RecurrentConfig(**{"cell": "gru", "input_size": 2, "hidden_size": 3, **options})
