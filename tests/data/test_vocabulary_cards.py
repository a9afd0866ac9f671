"""Every figure that stands in a card of a vocabulary is recomputed here from the file."""

import collections
import json
import re

import pytest

from lib.data.load import FILES, checked_bytes
from lib.data.vocabulary_cards import GPT2_MERGES, GPT2_VOCABULARY
from lib.text.byte_alphabet import unspelled


def content(card):
    return checked_bytes(FILES / card.file, card.sha256).decode("utf-8")


@pytest.fixture(scope="module")
def ids():
    return json.loads(content(GPT2_VOCABULARY))


@pytest.fixture(scope="module")
def ordinary(ids):
    """Return the bytes of every token that is not special."""
    return [unspelled(token) for token in ids if token != "<|endoftext|>"]


@pytest.fixture(scope="module")
def readable(ordinary):
    """Return the tokens that are text of their own."""
    return [text for token in ordinary if (text := token.decode(errors="ignore")).encode() == token]


def test_card_as_text():
    assert "GPT-2's vocabulary (gpt2_encoder.json): 50,257 tokens." in str(GPT2_VOCABULARY)
    assert "(`gpt2_vocab.bpe`): 50,000 merges." in GPT2_MERGES._repr_markdown_()


def test_sizes_and_what_follows_from_what(ids):
    version, *lines = content(GPT2_MERGES).splitlines()
    assert version == "#version: 0.2"
    assert (len(ids), len(lines)) == (GPT2_VOCABULARY.n_entries, GPT2_MERGES.n_entries)
    # A number is the place: 256 bytes, the merges in order, the special token.
    assert list(ids.values()) == list(range(50_257))
    assert list(ids)[256:] == [*(line.replace(" ", "") for line in lines), "<|endoftext|>"]
    assert "<|endoftext|>" not in content(GPT2_MERGES).replace(" ", "").split("\n")


def test_scripts(ordinary, readable, said):
    ascii_only, total, cyrillic, chinese = said(
        GPT2_VOCABULARY, r": ([\d,]+) of the ([\d,]+) ordinary .*, (\d+) have a Cyrillic letter and (\d+) a Chinese"
    )
    assert (ascii_only, total) == (sum(token.isascii() for token in ordinary), len(ordinary))
    assert cyrillic == sum(bool(re.search("[\u0400-\u04ff]", token)) for token in readable)
    assert chinese == sum(bool(re.search("[\u4e00-\u9fff]", token)) for token in readable)


def test_tokens_that_are_no_text(ordinary, readable, said):
    (broken,) = said(GPT2_VOCABULARY, r"^(\d+) tokens are no text")
    assert broken == len(ordinary) - len(readable)


def test_one_word_several_numbers(readable, said):
    words = collections.Counter(token.strip().lower() for token in readable)
    assert said(GPT2_VOCABULARY, r"the has (\d), with") == [words["the"]]
    assert {token for token in readable if token.strip().lower() == "the"} == {
        space + word for space in ("", " ") for word in ("the", "The", "THE")
    }


def test_numbers(readable, said):
    whole, total = said(GPT2_VOCABULARY, r"were: (\d+) of the ([\d,]+) numbers of three digits")
    assert (whole, total) == (sum(bool(re.fullmatch("[0-9]{3}", token)) for token in readable), 1000)


def test_noise(readable, said):
    noisy, replaced = said(GPT2_VOCABULARY, r"became tokens: (\d+) consist of .*, (\d+) of U\+FFFD")
    assert noisy == sum(bool(re.fullmatch("(ÃÂ){2,}", token)) for token in readable)
    assert replaced == sum("\ufffd" in token for token in readable)
    assert " SolidGoldMagikarp" in readable
