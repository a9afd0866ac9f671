"""The three books: one alphabet, windows of known origin, bits that count characters."""

import numpy as np
import pytest
import torch

from lib.text import ByteBPETokenizer
from lib.transformer import TransformerLM, TransformerLMConfig
from lib.transformer.experiments.three_books import (
    N_WINDOWS,
    TOPICS,
    bits_per_character,
    books,
    kinds_of,
    plain,
    prepared,
    windows_of,
)


def test_the_books_share_one_alphabet():
    texts = books()
    assert tuple(texts) == TOPICS
    for parts in texts.values():
        assert tuple(parts) == tuple(N_WINDOWS)
        for text in parts.values():
            assert sum(not letter.isascii() for letter in text) <= 1  # a pound sign
            assert not set(text) & set("\n\t_\\")
            assert "  " not in text


def test_what_the_typist_added_is_gone_and_words_are_kept():
    assert plain(" an\n_odd_ — Ægis’ \\nd end ") == "an odd -- Aegis' nd end"


def test_windows_are_spread_and_share_no_token():
    rows = windows_of(list(range(100)), n_windows=4, length=8)
    assert rows.shape == (4, 8)
    assert rows[0, 0] == 0
    assert rows[-1, -1] == 95  # of twelve whole rows the last one
    assert len(rows.unique()) == 32
    assert len(windows_of(list(range(10)), n_windows=9, length=4)) == 2  # no more than there are


def test_parts_hold_the_same_number_of_windows_of_each_book():
    tokenizer, parts = prepared({"validation": 20})
    windows, topics = parts["validation"]
    assert tokenizer.vocab_size == 512
    assert windows.shape == (60, 65)
    assert topics.bincount().tolist() == [20, 20, 20]
    assert len({tokenizer.decode(row.tolist()) for row in windows}) == 60


@pytest.mark.parametrize("merges", [0, 30])
def test_bits_are_counted_by_characters_whatever_the_tokens(merges):
    text = "a text to be told, and told again and again"
    tokenizer = ByteBPETokenizer().train(text, vocab_size=256 + merges)
    size = tokenizer.vocab_size
    model = TransformerLM(TransformerLMConfig(vocab_size=size, d_model=8, n_heads=1, d_ff=8, n_layers=1))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()  # every token gets the same chance
    ids = tokenizer.encode(text)
    n_characters = len(text) - len(tokenizer.decode(ids[:1]))
    expected = (len(ids) - 1) * np.log2(size) / n_characters
    assert bits_per_character(model, torch.tensor([ids]), tokenizer) == pytest.approx(expected, rel=1e-5)


def test_kinds_of_tokens():
    tokenizer = ByteBPETokenizer().train("the cat and the cat, the cat")
    kinds = dict(zip([" ", "t", ",", " the", "he", " cat"], [2, 1, 2, 0, 1, 0]))
    for piece, kind in kinds.items():
        ids = tokenizer.encode(piece)
        if len(ids) == 1:
            assert kinds_of(tokenizer)[ids[0]] == kind, piece
