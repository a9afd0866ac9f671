"""Presets are found by name."""

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
from lib.sequence.presets import preset_named


def test_a_name_finds_its_preset():
    assert preset_named("b", {"a": 1, "b": 2}) == 2


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match="name must be one of 'a', 'b', got 'c'"):
        preset_named("c", {"a": 1, "b": 2})


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
