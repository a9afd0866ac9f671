"""The settings of the encoder-decoder."""

import pytest

from lib.sequence import Seq2SeqConfig


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"source_vocab_size": 0}, ValueError, "source_vocab_size must be >= 1, got 0"),
        ({"target_vocab_size": 2}, ValueError, "target_vocab_size must be >= 3, got 2"),
        ({"eos_id": 7}, ValueError, "eos_id must be >= 0 and <= 6, got 7"),
        ({"pad_id": -1}, ValueError, "pad_id must be >= 0 and <= 6, got -1"),
        ({"bos_id": 1.0}, TypeError, "bos_id must be an integer, got float"),
        (
            {"bos_id": 2},
            ValueError,
            r"pad_id, bos_id and eos_id must be three different tokens, got \[0, 2, 2\]",
        ),
        ({"context": "attention"}, ValueError, "context must be one of 'first_state', 'every_step', got 'attention'"),
        ({"reverse_source": 1}, TypeError, "reverse_source must be True or False, got 1"),
        ({"hidden_size": 0}, ValueError, "hidden_size must be >= 1, got 0"),
    ],
)
def test_settings_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        Seq2SeqConfig(**{"source_vocab_size": 9, "target_vocab_size": 7, **options})
