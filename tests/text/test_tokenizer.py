"""What all tokenizers do alike."""

import numpy as np
import pytest

from lib.basics import NotFittedError
from lib.text import SPECIAL_TOKENS, CharTokenizer, Tokenizer, WordTokenizer

KINDS = pytest.mark.parametrize("kind", [CharTokenizer, WordTokenizer])
TEXT = "so it is, so it was; so be it."


@KINDS
def test_special_tokens_come_first_in_the_order_given(kind):
    tokenizer = kind(["<eos>", "<pad>"]).train(TEXT)
    assert tokenizer.vocab[:2] == ("<eos>", "<pad>")
    assert (tokenizer.special_id("<eos>"), tokenizer.special_id("<pad>")) == (0, 1)
    assert tokenizer.vocab_size == len(tokenizer.vocab) == len(set(tokenizer.vocab))
    assert kind().train(TEXT).vocab == tokenizer.vocab[2:]


@KINDS
def test_ends_are_added_on_demand(kind):
    tokenizer = kind(SPECIAL_TOKENS).train(TEXT)
    plain = tokenizer.encode("so it")
    assert tokenizer.encode("so it", add_bos=True) == [2, *plain]
    assert tokenizer.encode("so it", add_eos=True) == [*plain, 3]
    assert tokenizer.encode("", add_bos=True, add_eos=True) == [2, 3]
    assert tokenizer.decode([2, *plain, 3, 0]) == "<bos>so it<eos><pad>"
    assert tokenizer.decode([2, *plain, 3, 0], skip_special=True) == "so it"


@KINDS
def test_what_is_unknown(kind):
    tokenizer = kind(["<unk>"]).train(TEXT)
    assert tokenizer.encode("X") == [0]
    assert tokenizer.decode([0]) == "<unk>"
    with pytest.raises(ValueError, match=r"text must consist of tokens .* no <unk>, got 'X' as token \d"):
        kind().train(TEXT).encode("so;X")


@KINDS
def test_text_cannot_forge_a_special_token(kind):
    tokenizer = kind(SPECIAL_TOKENS).train("<eos> <pad> <bos> <unk>")
    ids = tokenizer.encode("<eos><pad> <bos>")
    assert not set(ids) & {0, 2, 3}


@KINDS
@pytest.mark.parametrize("make", [list, tuple, np.array, lambda ids: np.array(ids, np.int16), iter])
def test_numbers_may_come_as_an_array(kind, make):
    tokenizer = kind().train(TEXT)
    assert tokenizer.decode(make(tokenizer.encode(TEXT))) == TEXT


@KINDS
def test_training_again_forgets(kind):
    tokenizer = kind().train(TEXT)
    assert tokenizer.train(["other", "other words"]).vocab == kind().train(["other", "other words"]).vocab


@KINDS
def test_the_order_of_the_texts_changes_nothing(kind):
    lines = ["b c", "a c", "a b", "c"]
    assert kind().train(lines).vocab == kind().train(lines[::-1]).vocab == kind().train(iter(lines)).vocab


@KINDS
def test_untrained(kind):
    for use in (lambda t: t.encode("a"), lambda t: t.decode([0]), lambda t: t.vocab_size, lambda t: t.save("never")):
        with pytest.raises(NotFittedError, match=rf"this {kind.__name__} has no vocabulary yet; call train or load"):
            use(kind())
    assert repr(kind()) == f"{kind.__name__}(untrained, special_tokens=())"
    assert repr(kind(["<pad>"]).train("a")) == f"{kind.__name__}(2 tokens, special_tokens=('<pad>',))"


@pytest.mark.parametrize("special", [["<mask>"], ["<pad>", "<pad>"], "<pad>"])
def test_special_tokens_are_checked(special):
    with pytest.raises(ValueError, match="special_tokens must be different ones of <pad>, <unk>, <bos>, <eos>, got"):
        CharTokenizer(special)


def test_arguments_are_checked():
    tokenizer = CharTokenizer(["<pad>"])
    with pytest.raises(ValueError, match="vocab_size must be >= 2, got 1"):
        tokenizer.train("a", vocab_size=1)
    with pytest.raises(ValueError, match="min_count must be >= 1, got 0"):
        tokenizer.train("a", min_count=0)
    with pytest.raises(TypeError, match="texts must be a string or strings, got int"):
        tokenizer.train(["a", 1])
    tokenizer.train("a")
    with pytest.raises(TypeError, match="text must be a string, got bytes"):
        tokenizer.encode(b"a")
    with pytest.raises(ValueError, match=r"ids must lie in 0..1, got -1"):
        tokenizer.decode([0, -1])
    with pytest.raises(ValueError, match=r"ids must lie in 0..1, got 2"):
        tokenizer.decode([2])
    with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
        tokenizer.decode([0.0])
    with pytest.raises(
        ValueError, match=r"token must be one of this tokenizer's special_tokens \('<pad>',\), got '<bo"
    ):
        tokenizer.encode("a", add_bos=True)


def test_a_kind_must_say_how_to_cut():
    with pytest.raises(NotImplementedError, match="Tokenizer must define tokenize to be used, got none"):
        Tokenizer().train("a")
