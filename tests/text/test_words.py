import pytest

from lib.data import load_english_french
from lib.text import WordTokenizer


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("a b", ["a", " b"]),
        ("a  b", ["a", " ", " b"]),
        ("Well, (no)!", ["Well", ",", " (", "no", ")", "!"]),
        ("l'été à 5 %", ["l", "'", "été", " à", " 5", " %"]),
        ("\n\n x", ["\n", "\n", " x"]),
        ("x \n", ["x", " ", "\n"]),
        ("snake_case 3.5", ["snake_case", " 3", ".", "5"]),
        ("白日依山盡，黃", ["白日依山盡", "，", "黃"]),
        ("", []),
    ],
)
def test_tokens(text, tokens):
    assert WordTokenizer().tokenize(text) == tokens


@pytest.mark.parametrize(
    "text", ["a\u00a0b", "e\u0301te\u0301", "\ud800", "👩\u200d👧!", "\0", "  <eos> \r\n", "\u2028"]
)
def test_nothing_is_lost(text):
    tokenizer = WordTokenizer()
    assert "".join(tokenizer.tokenize(text)) == text
    assert tokenizer.train(text).decode(tokenizer.encode(text)) == text


def test_numbers_go_by_frequency_then_spelling():
    tokenizer = WordTokenizer(["<pad>"]).train(["b a a", "c c a"])
    assert tokenizer.vocab == ("<pad>", " a", " c", "b", "c")
    assert tokenizer.train(["b b a a z"], vocab_size=3).vocab == ("<pad>", " a", " b")


def test_every_french_sentence_comes_back():
    data = load_english_french()
    for side in (0, 1):
        sentences = [pair[side] for pair in data.train]
        tokenizer = WordTokenizer(["<unk>"]).train(sentences)
        assert all(tokenizer.decode(tokenizer.encode(sentence)) == sentence for sentence in sentences)
        unknown = [tokenizer.encode(pair[side]).count(0) for pair in data.test]
        assert 0 < sum(unknown) < 600
